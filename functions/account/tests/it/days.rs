//! Days of guessing at a login, played on the clock: by the policy alone, and on SQLite.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::ops::Range;

use account::account::{Account, Login};
use account::attempts::{Attempts, Guess, TooEarly};
use account::caller::Caller;
use account::device::{DeviceId, PresentedDevice};
use account::known_addresses::KnownAddresses;
use account::network::Network;
use account::signing_keys::{KeyRing, Seed};
use account::store::Found;
use account::throttle::Counter;

use tokio::task::JoinSet;

use crate::stores::{Place, account, at};

const DAY: u64 = 24 * 60 * 60;

/// Accounts, and attempts at them.
struct World {
    keys: KeyRing,
    accounts: Vec<Account>,
    kept: Kept,
}

enum Kept {
    /// By the rules, one after the other.
    Policy {
        counters: HashMap<String, Counter>,
        known: HashMap<String, KnownAddresses>,
    },
    Store(Attempts, #[expect(dead_code, reason = "its file goes with it")] Place),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    LetIn,
    Wrong,
    Wait(u64),
}
use Outcome::{LetIn, Wait, Wrong};

impl World {
    /// One of each kind, with so many accounts, side by side.
    async fn each<P: Future<Output = ()> + Send + 'static>(accounts: usize, play: impl Fn(Self) -> P) {
        let mut plays: JoinSet<()> = Self::all(accounts).await.map(play).into_iter().collect();
        while let Some(played) = plays.join_next().await {
            played.expect("a play does not panic");
        }
    }

    async fn all(accounts: usize) -> [Self; 2] {
        let accounts = || (0..accounts).map(|number| account(&format!("user-{number}@example.org"), None));
        let place = Place::all().await.swap_remove(0);
        let (policy, stored): (Vec<_>, Vec<_>) = (accounts().collect(), accounts().collect());
        for account in &stored {
            place.client().register(account).await.expect("the store works");
        }
        let keys = || KeyRing::new(&Seed::fresh(), at(0));
        let (counters, known) = (HashMap::new(), HashMap::new());
        let on_store = Kept::Store(Attempts::new(place.client()), place);
        [
            Self {
                keys: keys(),
                accounts: policy,
                kept: Kept::Policy { counters, known },
            },
            Self {
                keys: keys(),
                accounts: stored,
                kept: on_store,
            },
        ]
    }

    /// The first account's device.
    fn device(&self) -> PresentedDevice {
        let text = DeviceId::fresh().to_text(&self.accounts[0], &self.keys, at(0));
        PresentedDevice::parse(&text).expect("that is how it is written")
    }

    async fn attempt(&mut self, account: usize, caller: Caller, is_right: bool, seconds: u64) -> Outcome {
        let (account, now) = (&self.accounts[account], at(seconds));
        let login = Login::Email(&account.email);
        let outcome = match &mut self.kept {
            Kept::Store(attempts, _) => {
                let begun = attempts
                    .login(login, &caller, &self.keys, now)
                    .await
                    .expect("the store works");
                match begun {
                    Err(too_early) => Err(too_early),
                    Ok(begun) if is_right => {
                        let outcome = attempts.succeeded(&begun, now).await.expect("the store works");
                        attempts.remember(account, &begun, now).await.expect("the store works");
                        outcome.map(|()| LetIn)
                    }
                    Ok(begun) => attempts
                        .failed(&begun, now)
                        .await
                        .expect("the store works")
                        .map(|()| Wrong),
                }
            }
            Kept::Policy { counters, known } => {
                let guess = Guess::login(login, &caller);
                let rate_limit_keys = guess.possible_rate_limit_keys();
                let known = known.entry(account.id.to_string()).or_default();
                let found = Found {
                    account: Some(account.clone()),
                    known_addresses: known.clone(),
                    counters: rate_limit_keys
                        .iter()
                        .map(|rate_limit_key| counters.get(rate_limit_key.key()).copied())
                        .collect(),
                };
                guess.judged(found, &rate_limit_keys, &self.keys, now).map(|begun| {
                    if is_right {
                        counters.remove(begun.rate_limit_keys()[0].key());
                        *known = begun.then_known(account.id, now).unwrap_or_else(|| known.clone());
                        return LetIn;
                    }
                    for rate_limit_key in begun.rate_limit_keys() {
                        let counter = rate_limit_key
                            .rule()
                            .counted(counters.get(rate_limit_key.key()).copied(), now);
                        counters.insert(rate_limit_key.key().to_owned(), counter);
                    }
                    Wrong
                })
            }
        };
        outcome.unwrap_or_else(|TooEarly { wait, .. }| Wait(wait.as_secs()))
    }

    /// Guesses by each of so many addresses whenever it is told that it may; how many were answered.
    /// In between the owner logs in as `owner` says, every half an hour.
    async fn besieged(
        &mut self,
        addresses: u32,
        seconds: Range<u64>,
        owner: impl Fn(u64) -> Caller,
    ) -> (usize, Vec<Outcome>) {
        let (mut answered, mut owners) = (0, Vec::new());
        let mut next = vec![seconds.start; addresses as usize];
        for now in seconds {
            for (attacker, next) in (0..).zip(&mut next) {
                while *next <= now {
                    match self.attempt(0, from(attacker), false, now).await {
                        Wait(wait) => *next = now + wait,
                        Wrong => answered += 1,
                        LetIn => unreachable!("the guess is wrong"),
                    }
                }
            }
            if now % 1800 == 1799 {
                owners.push(self.attempt(0, owner(now), true, now).await);
            }
        }
        (answered, owners)
    }
}

fn from(number: u32) -> Caller {
    Caller {
        network: Network::V4(Ipv4Addr::from_bits(0x0a00_0000 + number)),
        device: None,
    }
}

/// An address that nobody else has.
fn owner_at(number: u64) -> Caller {
    let number = u32::try_from(number).expect("a few days have few seconds");
    Caller {
        network: Network::V4(Ipv4Addr::from_bits(0x0b00_0000 + number)),
        device: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_known_device_its_owner_gets_in_at_the_first_try_throughout_an_attack() {
    World::each(1, |mut world| async move {
        let device = Some(world.device());
        // Each time from another address, that of an attacker included.
        let owner = |now: u64| match now % 3600 {
            1799 => Caller {
                device,
                ..owner_at(now)
            },
            _ => Caller { device, ..from(7) },
        };
        let (answered, owners) = world.besieged(100, 0..DAY, owner).await;
        assert_eq!(owners, [LetIn; 48]);
        // The address that the owner used as well is none of a stranger's any more.
        assert!((200..=200 + 39).contains(&answered), "{answered}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_known_address_its_owner_gets_in_at_the_first_try_throughout_an_attack() {
    World::each(1, |mut world| async move {
        assert_eq!(world.attempt(0, owner_at(0), true, 0).await, LetIn);
        let (answered, owners) = world.besieged(100, 0..2 * DAY, |_| owner_at(0)).await;
        assert_eq!(owners, [LetIn; 96]);
        assert_eq!(answered, 400, "200 a day");
        assert!(matches!(
            world.attempt(0, owner_at(1), true, 2 * DAY - 1).await,
            Wait(3600)
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_new_address_the_owner_gets_in_while_five_addresses_attack_and_not_while_six_do() {
    World::each(1, |mut world| async move {
        let (answered, owners) = world.besieged(5, 0..DAY, owner_at).await;
        assert_eq!((answered, owners), (5 * 39, vec![LetIn; 48]));
        // And for as long as they like.
        let (answered, owners) = world.besieged(5, DAY..3 * DAY, owner_at).await;
        assert_eq!((answered, owners), (5 * 48, vec![LetIn; 96]));
    })
    .await;
    World::each(1, |mut world| async move {
        let (answered, owners) = world.besieged(6, 0..DAY, owner_at).await;
        assert_eq!(answered, 200);
        assert_eq!((owners[0], owners[47]), (LetIn, Wait(3600)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_guesses_from_a_thousand_addresses_get_two_hundred_answers_a_day() {
    World::each(1, |mut world| async move {
        let (mut answered, mut waits) = (0, HashMap::new());
        for number in 0..100_000_u32 {
            let now = u64::from(number) * DAY / 100_000;
            match world.attempt(0, from(number % 1000), false, now).await {
                Wrong => answered += 1,
                Wait(wait) => *waits.entry(wait).or_insert(0) += 1,
                LetIn => unreachable!("the guess is wrong"),
            }
        }
        assert_eq!(answered, 200);
        assert_eq!(waits, HashMap::from([(3600, 99_800)]), "all are told the same");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_of_two_hundred_is_not_locked_out_by_one_colleagues_client() {
    World::each(200, |mut world| async move {
        let mut answered = 0;
        for now in 0..DAY {
            // The client hammers at the last account: every second, on SQLite every tenth.
            if matches!(world.kept, Kept::Policy { .. }) || now % 10 == 0 {
                answered += usize::from(world.attempt(199, from(0), false, now).await == Wrong);
            }
            // Its colleagues come one after the other, none of them with a cookie; some mistype.
            if now % 400 == 399 {
                let colleague = usize::try_from(now / 400).expect("a day has few seconds");
                if colleague < 199 {
                    if colleague % 20 == 0 {
                        assert_eq!(world.attempt(colleague, from(0), false, now).await, Wrong);
                    }
                    assert_eq!(world.attempt(colleague, from(0), true, now).await, LetIn, "{colleague}");
                }
            }
        }
        assert!((38..=39).contains(&answered), "{answered}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_network_of_ipv6_is_one_stranger() {
    World::each(1, |mut world| async move {
        let network = |number: u16| Caller {
            network: Network::parse(&format!("2001:db8:1:{number:x}::1")),
            device: None,
        };
        let mut answered = 0;
        for number in 0..1000 {
            answered += usize::from(world.attempt(0, network(number), false, 0).await == Wrong);
        }
        assert_eq!(answered, 5);
        let elsewhere = Caller {
            network: Network::parse("2001:db8:2::1"),
            device: None,
        };
        assert_eq!(world.attempt(0, elsewhere, true, 0).await, LetIn);
        // Where it is known the owner is told apart from the neighbours.
        for number in 1..=5 {
            let neighbour = Network::parse(&format!("2001:db8:2:{number}::1"));
            let neighbour = Caller {
                network: neighbour,
                device: None,
            };
            assert_eq!(world.attempt(0, neighbour, false, 1).await, Wrong);
        }
        assert_eq!(world.attempt(0, elsewhere, true, 1).await, LetIn);
    })
    .await;
}
