//! An attempt to prove a password, and what it is counted for. Pure.

use std::time::Duration;

use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::caller::Caller;
use crate::device::DeviceId;
use crate::known_addresses::KnownAddresses;
use crate::network::Network;
use crate::signing_keys::KeyRing;
use crate::store::Found;
use crate::throttle::{Attempt, Counter, RateLimitKey};
use crate::unix_time::UnixTime;

/// An attempt to prove a password.
#[derive(Clone, Debug)]
pub struct Guess {
    purpose: &'static str,
    name: String,
    caller: Caller,
}

/// An attempt that may go on: the password may be verified.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The account whose password it should be, if there is one.
    pub account: Option<Account>,
    /// The known device that it comes from.
    pub device: Option<DeviceId>,
    network: Network,
    known: KnownAddresses,
    rate_limit_keys: Vec<RateLimitKey>,
    /// `true` where the caller's own free failures are used up: the attempt is counted before its
    /// password is verified, so that of many at once one gets on.
    pub(super) is_counted_first: bool,
}

/// An attempt that comes too early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooEarly {
    /// The wait for `Retry-After`: 1 s at least.
    pub wait: Duration,
    /// The rate limit key whose counter refuses; of several the one with the longest wait.
    pub rate_limit_key: RateLimitKey,
}

impl Guess {
    /// One to log in. Email address and username of an account are counted apart: counted together,
    /// guesses at the one would tell whose the other is.
    pub fn login(login: Login<'_>, caller: &Caller) -> Self {
        Self {
            purpose: "login",
            name: login.canonical().to_owned(),
            caller: *caller,
        }
    }

    /// One to change the password, with an access token of the account.
    pub fn change(account: AccountId, caller: &Caller) -> Self {
        Self {
            purpose: "change",
            name: account.to_string(),
            caller: *caller,
        }
    }

    /// All that it may be counted for, before the caller is known, so that one call reads them all.
    pub fn possible_rate_limit_keys(&self) -> Vec<RateLimitKey> {
        let device = self.caller.device.iter();
        let mut rate_limit_keys: Vec<_> = device
            .map(|device| RateLimitKey::device(&device.unverified_id()))
            .collect();
        let mut places = vec![self.caller.network.narrowest(), self.caller.network.widest()];
        places.dedup();
        rate_limit_keys.extend(places.iter().map(|place| self.at(place)));
        rate_limit_keys.push(self.by_strangers());
        rate_limit_keys.extend(RateLimitKey::addresses(&self.caller.network));
        rate_limit_keys
    }

    /// Judges it by what was found for those keys.
    pub fn judged(
        &self,
        found: Found,
        read: &[RateLimitKey],
        keys: &KeyRing,
        now: UnixTime,
    ) -> Result<Begun, TooEarly> {
        let (network, account) = (self.caller.network, found.account.as_ref());
        // A cookie is verified for an unknown login too, so that the time does not reveal accounts.
        let (id, session_epoch) = account.map_or((AccountId::from_bytes([0; _]), 0), |account| {
            (account.id, account.session_epoch)
        });
        let device = self
            .caller
            .device
            .and_then(|device| device.verified(id, session_epoch, keys, now));
        let device = device.filter(|_| account.is_some());
        let is_known = account.is_some_and(|account| found.known_addresses.has(account.id, &network, now));
        let addresses = RateLimitKey::addresses(&network);
        let rate_limit_keys: Vec<_> = match (&device, is_known) {
            (Some(device), _) => vec![RateLimitKey::device(device)],
            (None, true) => [self.at(&network.narrowest()), self.at_known_addresses()]
                .into_iter()
                .chain(addresses)
                .collect(),
            // Of strangers with a whole network of IPv6 each address would be a new caller.
            (None, false) => [self.at(&network.widest()), self.by_strangers()]
                .into_iter()
                .chain(addresses)
                .collect(),
        };
        let counters = || read.iter().zip(&found.counters);
        judge(
            counters().filter(|(rate_limit_key, _)| rate_limit_keys.contains(rate_limit_key)),
            now,
        )?;
        let own = counters().find(|(rate_limit_key, _)| rate_limit_keys.first() == Some(*rate_limit_key));
        let is_counted_first = own.is_some_and(|(rate_limit_key, counter)| {
            let rule = rate_limit_key.rule();
            counter.is_some_and(|counter| rule.is_used_up(counter, now))
        });
        Ok(Begun {
            account: found.account,
            device,
            network,
            known: found.known_addresses,
            rate_limit_keys,
            is_counted_first,
        })
    }

    fn at(&self, place: &str) -> RateLimitKey {
        RateLimitKey::caller(self.purpose, &self.name, place)
    }

    fn at_known_addresses(&self) -> RateLimitKey {
        RateLimitKey::at_known_addresses(self.purpose, &self.name)
    }

    fn by_strangers(&self) -> RateLimitKey {
        RateLimitKey::strangers(self.purpose, &self.name)
    }
}

impl Begun {
    /// The keys it is counted for unless it succeeds; the first is the caller's own, which a
    /// success forgets.
    pub fn rate_limit_keys(&self) -> &[RateLimitKey] {
        &self.rate_limit_keys
    }

    /// The addresses that are known once it has succeeded; `None` if they stay as they are.
    pub fn then_known(&self, account: AccountId, now: UnixTime) -> Option<KnownAddresses> {
        self.known.with(account, &self.network, now)
    }

    /// The address of the caller alone, as after a change of the password.
    pub fn only_this_address(&self, account: AccountId, now: UnixTime) -> KnownAddresses {
        KnownAddresses::default()
            .with(account, &self.network, now)
            .unwrap_or_default()
    }
}

/// Judges whether all of them may make one more attempt; the longest wait if not.
pub(super) fn judge<'a>(
    counters: impl Iterator<Item = (&'a RateLimitKey, &'a Option<Counter>)>,
    now: UnixTime,
) -> Result<(), TooEarly> {
    let refusals =
        counters.filter_map(
            |(rate_limit_key, counter)| match rate_limit_key.rule().judge((*counter)?, now) {
                Attempt::Allowed => None,
                Attempt::TooEarly { wait } => Some((wait, rate_limit_key)),
            },
        );
    let longest = refusals.max_by_key(|(wait, _)| *wait);
    longest.map_or(Ok(()), |(wait, rate_limit_key)| {
        let rate_limit_key = rate_limit_key.clone();
        Err(TooEarly { wait, rate_limit_key })
    })
}
