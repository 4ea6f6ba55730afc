//! A hundred at once, through five clients, on both stores.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;

use account::account::Login;
use account::attempts::{Attempts, Begun, TooEarly};
use account::caller::Caller;
use account::known_addresses::KnownAddresses;
use account::network::Network;
use account::refresh_token::{Family, RefreshToken, SessionLifetime};
use account::refresh_tokens::{Refresh, RefreshTokens};
use account::signing_keys::{KeyRing, Seed};
use account::store::{Registration, Store};
use account::throttle::{Attempt, RateLimitKey};
use secrecy::ExposeSecret;
use tokio::sync::Barrier;

use super::counters;
use crate::stores::{Place, account, at, hash};

/// The outcomes of a hundred that begin together.
async fn hundred<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    place: &Place,
    begin: impl Fn(usize, Arc<dyn Store>) -> F,
) -> Vec<T> {
    let clients: Vec<_> = (0..5).map(|_| place.client()).collect();
    let tasks: Vec<_> = (0..100)
        .map(|number| tokio::spawn(begin(number, Arc::clone(&clients[number % clients.len()]))))
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no task panics"));
    }
    outcomes
}

fn copy(token: &RefreshToken) -> RefreshToken {
    RefreshToken::parse(token.to_text().expose_secret()).expect("a token is read back")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_registrations_of_one_address_exactly_one_is_done() {
    for place in Place::all().await {
        let outcomes = hundred(&place, |number, store| async move {
            // In both cases, and with usernames of their own.
            let email = if number % 2 == 0 {
                "anna@example.org"
            } else {
                "ANNA@example.org"
            };
            let mine = account(email, Some(&format!("anna{number}")));
            (store.register(&mine).await.unwrap(), mine)
        })
        .await;
        let done: Vec<_> = outcomes
            .iter()
            .filter(|(outcome, _)| *outcome == Registration::Done)
            .collect();
        assert_eq!(done.len(), 1, "{}", place.client().name());
        let taken = outcomes
            .iter()
            .filter(|(outcome, _)| *outcome == Registration::EmailTaken);
        assert_eq!(taken.count(), 99);
        let store = place.client();
        for (outcome, mine) in &outcomes {
            let found = store.account(mine.id).await.unwrap();
            assert_eq!(
                found.is_some(),
                *outcome == Registration::Done,
                "no part of a loser is left"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_registrations_of_one_username_exactly_one_is_done() {
    for place in Place::all().await {
        let outcomes = hundred(&place, |number, store| async move {
            let mine = account(&format!("anna{number}@example.org"), Some("anna"));
            store.register(&mine).await.unwrap()
        })
        .await;
        let count = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
        assert_eq!((count(Registration::Done), count(Registration::UsernameTaken)), (1, 99));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_refreshes_of_one_token_give_one_successor_to_all_and_log_nobody_out() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let refresh_tokens = RefreshTokens::new(Arc::clone(&store), SessionLifetime::default());
        let token = refresh_tokens.begin(&anna, at(0)).await.unwrap();

        let outcomes = hundred(&place, |_, store| {
            let (refresh_tokens, token) = (RefreshTokens::new(store, SessionLifetime::default()), copy(&token));
            async move { refresh_tokens.refresh(&token, at(60)).await.unwrap() }
        })
        .await;
        let mut successors = HashSet::new();
        let mut winners = 0;
        for outcome in &outcomes {
            let Refresh::Granted { token, is_repeated, .. } = outcome else {
                panic!("{}: {outcome:?}", store.name());
            };
            successors.insert(token.to_text().expose_secret().to_owned());
            winners += u32::from(!is_repeated);
        }
        assert_eq!((winners, successors.len()), (1, 1), "{}", store.name());
        let (_, family) = store.find_family(anna.id, token.family()).await.unwrap().unwrap();
        assert_eq!(family.generation, 1, "one new member");

        let successor = RefreshToken::parse(successors.iter().next().unwrap()).unwrap();
        let next = refresh_tokens.refresh(&successor, at(120)).await.unwrap();
        assert!(matches!(next, Refresh::Granted { is_repeated: false, .. }), "{next:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_rotations_to_different_successors_exactly_one_is_kept() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let (family, token) = Family::begin(anna.id, 0, at(0));
        let ends_at = family.ends_at(SessionLifetime::default());
        store.create_family(&family, ends_at).await.unwrap();
        let outcomes = hundred(&place, |_, store| {
            let (rotated, _) = family.rotated(&token, at(1));
            let presented = token.hash();
            async move { (store.rotate(&presented, &rotated, ends_at).await.unwrap(), rotated) }
        })
        .await;
        let kept: Vec<_> = outcomes.into_iter().filter(|(is_kept, _)| *is_kept).collect();
        assert_eq!(kept.len(), 1, "{}", store.name());
        let (_, found) = store.find_family(anna.id, family.id).await.unwrap().unwrap();
        assert_eq!(found, kept[0].1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_changes_of_one_password_exactly_one_is_done() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let outcomes = hundred(&place, |number, store| {
            let anna = anna.clone();
            let number = u8::try_from(number).unwrap();
            async move {
                store
                    .change_password(&anna, &hash(100 + number), &KnownAddresses::default())
                    .await
                    .unwrap()
            }
        })
        .await;
        let done: Vec<_> = outcomes.into_iter().flatten().collect();
        assert_eq!(done.len(), 1, "{}", store.name());
        assert_eq!(store.account(anna.id).await.unwrap().as_ref(), done.first());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_attempts_at_once_only_the_free_ones_are_counted() {
    for place in Place::all().await {
        let outcomes = hundred(&place, |_, store| async move {
            store.count_attempt(&counters::anna(), at(0)).await.unwrap()
        })
        .await;
        let made = outcomes.iter().filter(|outcome| **outcome == Attempt::Allowed);
        assert_eq!(made.count(), 5, "{}", place.client().name());
    }
}

/// Outcome of an attempt whose password is verified, as a login goes on.
async fn finished(attempts: &Attempts, begun: &Begun, is_right: bool, seconds: u64) -> Result<(), TooEarly> {
    let now = at(seconds);
    let outcome = if is_right {
        let still = attempts.is_still_allowed(begun, now).await.expect("the store works");
        still?;
        attempts.succeeded(begun, now).await
    } else {
        attempts.failed(begun, now).await
    };
    outcome.expect("the store works")
}

/// Outcomes of a hundred guesses whose passwords are all verified at once, each with whether it was right.
async fn hundred_guesses(place: &Place, is_right: fn(usize) -> bool) -> Vec<(bool, Result<(), TooEarly>)> {
    let anna = account("anna@example.org", None);
    place.client().register(&anna).await.expect("the store works");
    let all_have_begun = Arc::new(Barrier::new(100));
    hundred(place, |number, store| {
        let (email, all_have_begun) = (anna.email.clone(), Arc::clone(&all_have_begun));
        async move {
            let (attempts, keys) = (Attempts::new(store), KeyRing::new(&Seed::fresh(), at(0)));
            let caller = Caller {
                network: Network::parse("203.0.113.7"),
                device: None,
            };
            let begun = attempts
                .login(Login::Email(&email), &caller, &keys, at(0))
                .await
                .expect("the store works");
            let begun = begun.expect("nothing is counted yet");
            all_have_begun.wait().await;
            let outcome = finished(&attempts, &begun, is_right(number), 0).await;
            (is_right(number), outcome)
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_wrong_passwords_at_once_five_are_answered() {
    for place in Place::all().await {
        let outcomes = hundred_guesses(&place, |_| false).await;
        assert_eq!(outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).count(), 5);
        let store = place.client();
        let rate_limit_keys = [
            counters::anna(),
            RateLimitKey::strangers("login", "anna@example.org"),
            counters::address("203.0.113.7"),
        ];
        let failures = store.counters(&rate_limit_keys).await.unwrap();
        let failures: Vec<_> = failures.iter().map(|counter| counter.unwrap().failures).collect();
        assert_eq!(failures, [5, 5, 5], "none is charged for what the first has refused");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_one_right_password_among_ninety_nine_at_once_it_is_let_in_before_the_fifth_is_counted_or_not_at_all() {
    for place in Place::all().await {
        let outcomes = hundred_guesses(&place, |number| number == 50).await;
        let wrong = outcomes
            .iter()
            .filter(|(is_right, outcome)| !is_right && outcome.is_ok());
        let is_let_in = outcomes[50].1.is_ok();
        let strangers = RateLimitKey::strangers("login", "anna@example.org");
        let failures = place.client().counters(&[counters::anna(), strangers]).await.unwrap();
        let failures: Vec<_> = failures
            .iter()
            .map(|counter| counter.map_or(0, |counter| counter.failures as usize))
            .collect();
        // A success forgets the failures of its caller, who then has five more.
        assert!((5..=if is_let_in { 10 } else { 5 }).contains(&wrong.clone().count()));
        assert!(failures[0] <= 5, "{failures:?}");
        assert_eq!(
            failures[1],
            wrong.count(),
            "each that is answered is counted, and no other"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_at_once_after_the_free_ones_one_is_verified_and_only_a_wrong_one_costs_a_try() {
    for is_right in [false, true] {
        for place in Place::all().await {
            let store = place.client();
            let anna = account("anna@example.org", None);
            store.register(&anna).await.unwrap();
            let caller = Caller {
                network: Network::parse("203.0.113.7"),
                device: None,
            };
            let attempts = Attempts::new(Arc::clone(&store));
            let keys = KeyRing::new(&Seed::fresh(), at(0));
            for _ in 0..5 {
                let begun = attempts.login(Login::Email(&anna.email), &caller, &keys, at(0)).await;
                let begun = begun.unwrap().expect("five are free");
                assert_eq!(finished(&attempts, &begun, false, 0).await, Ok(()));
            }
            let all_have_begun = Arc::new(Barrier::new(100));
            let outcomes = hundred(&place, |_, store| {
                let (email, all_have_begun) = (anna.email.clone(), Arc::clone(&all_have_begun));
                async move {
                    let (attempts, keys) = (Attempts::new(store), KeyRing::new(&Seed::fresh(), at(0)));
                    let begun = attempts
                        .login(Login::Email(&email), &caller, &keys, at(1))
                        .await
                        .unwrap();
                    all_have_begun.wait().await;
                    let Ok(begun) = begun else { return false };
                    assert_eq!(finished(&attempts, &begun, is_right, 1).await, Ok(()));
                    true
                }
            })
            .await;
            let verified = outcomes.into_iter().filter(|is_verified| *is_verified);
            assert_eq!(verified.count(), 1, "{}", store.name());
            let rate_limit_keys = [
                counters::anna(),
                RateLimitKey::strangers("login", "anna@example.org"),
                counters::address("203.0.113.7"),
            ];
            let failures = store.counters(&rate_limit_keys).await.unwrap();
            let failures: Vec<_> = failures
                .iter()
                .map(|counter| counter.map(|counter| counter.failures))
                .collect();
            let expected = if is_right {
                [None, Some(5), Some(5)]
            } else {
                [Some(6); 3]
            };
            assert_eq!(failures, expected, "{}", store.name());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_right_passwords_at_once_are_all_let_in() {
    for place in Place::all().await {
        let outcomes = hundred_guesses(&place, |_| true).await;
        assert!(
            outcomes.iter().all(|(_, outcome)| outcome.is_ok()),
            "{}",
            place.client().name()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_password_that_comes_after_the_free_ones_is_not_told_from_a_wrong_one() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let (attempts, keys) = (Attempts::new(store), KeyRing::new(&Seed::fresh(), at(0)));
        let caller = |text: &str| Caller {
            network: Network::parse(text),
            device: None,
        };
        let begin = async |text: &str| {
            let begun = attempts
                .login(Login::Email(&anna.email), &caller(text), &keys, at(0))
                .await;
            begun.unwrap().expect("nothing is counted yet")
        };
        let (wrong, right, elsewhere) = (
            begin("203.0.113.7").await,
            begin("203.0.113.7").await,
            begin("203.0.113.8").await,
        );
        for _ in 0..5 {
            assert_eq!(attempts.failed(&wrong, at(0)).await.unwrap(), Ok(()));
        }
        let refused = attempts.failed(&wrong, at(0)).await.unwrap();
        assert!(refused.is_err());
        assert_eq!(attempts.succeeded(&right, at(0)).await.unwrap(), refused);
        assert_eq!(attempts.succeeded(&elsewhere, at(0)).await.unwrap(), Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_key_refuses_after_all_is_charged_to_no_other() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let attempts = Attempts::new(Arc::clone(&store));
        let keys = KeyRing::new(&Seed::fresh(), at(0));
        let caller = Caller {
            network: Network::parse("203.0.113.7"),
            device: None,
        };
        let begun = attempts.login(Login::Email(&anna.email), &caller, &keys, at(0)).await;
        let begun = begun.unwrap().expect("nothing is counted yet");
        // While the password is verified, others use the address up.
        for _ in 0..50 {
            store
                .count_attempt(&counters::address("203.0.113.7"), at(0))
                .await
                .unwrap();
        }
        assert!(attempts.failed(&begun, at(0)).await.unwrap().is_err());
        let rate_limit_keys = [
            counters::anna(),
            RateLimitKey::strangers("login", "anna@example.org"),
            counters::address("203.0.113.7"),
        ];
        let failures = store.counters(&rate_limit_keys).await.unwrap();
        let failures: Vec<_> = failures.iter().map(|counter| counter.unwrap().failures).collect();
        assert_eq!(failures, [0, 0, 50]);
    }
}
