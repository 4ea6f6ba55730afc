//! Attempts to prove a password, and registrations, counted in a store.
//!
//! | caller | counted for |
//! | --- | --- |
//! | on a known device | the device |
//! | at a known address | itself at this login, all such at this login, its address |
//! | a stranger | itself at this login, all strangers at this login, its address |
//!
//! At known addresses together nobody is refused. It is counted so that who shares one with an owner
//! cannot tell by the calls that there is an account.
//!
//! All of them are judged before any is counted; where one refuses after all, because others came
//! in between, those before it are taken back.
//!
//! A caller whose free failures are used up is counted before the password is verified, and no more
//! if it was right; any other after it, if it was wrong.

mod guess;

use std::sync::Arc;

use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::caller::Caller;
use crate::signing_keys::KeyRing;
use crate::store::{Store, StoreError};
use crate::throttle::{Attempt, RateLimitKey};
use crate::unix_time::UnixTime;
use guess::judge;

pub use guess::{Begun, Guess, TooEarly};

/// The attempts at all accounts.
#[derive(Clone, Debug)]
pub struct Attempts {
    store: Arc<dyn Store>,
}

/// Outcome of an attempt, unless the store fails.
pub type Judged<T> = Result<Result<T, TooEarly>, StoreError>;

impl Attempts {
    /// Those that `store` counts.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Judges an attempt to log in, and counts it where the caller's free failures are used up. Two
    /// calls for any login, known or not, and one for each rate limit key that is counted.
    pub async fn login(&self, login: Login<'_>, caller: &Caller, keys: &KeyRing, now: UnixTime) -> Judged<Begun> {
        let guess = Guess::login(login, caller);
        let rate_limit_keys = guess.possible_rate_limit_keys();
        let found = self.store.find(login, &rate_limit_keys).await?;
        self.begun(guess.judged(found, &rate_limit_keys, keys, now), now).await
    }

    /// Judges an attempt to change a password, by a caller with an access token of the account. Its
    /// strangers are none of those who try to log in, so nobody without a token is in their way. One
    /// call, and one for each rate limit key that is counted.
    pub async fn change(&self, id: AccountId, caller: &Caller, keys: &KeyRing, now: UnixTime) -> Judged<Begun> {
        let guess = Guess::change(id, caller);
        let rate_limit_keys = guess.possible_rate_limit_keys();
        let found = self.store.find_by_id(id, &rate_limit_keys).await?;
        self.begun(guess.judged(found, &rate_limit_keys, keys, now), now).await
    }

    async fn begun(&self, judged: Result<Begun, TooEarly>, now: UnixTime) -> Judged<Begun> {
        let Ok(begun) = &judged else { return Ok(judged) };
        if begun.is_counted_first
            && let Err(too_early) = self.count(begun.rate_limit_keys(), now).await?
        {
            return Ok(Err(too_early));
        }
        Ok(judged)
    }

    /// Counts an attempt whose password was wrong; only then may the caller be told so. One call for
    /// each rate limit key, or none where it is counted already.
    pub async fn failed(&self, begun: &Begun, now: UnixTime) -> Judged<()> {
        if begun.is_counted_first {
            return Ok(Ok(()));
        }
        self.count(begun.rate_limit_keys(), now).await
    }

    /// Judges an attempt whose password was right once more, with all that was counted while it was
    /// verified. One call, or none where it is counted already.
    pub async fn is_still_allowed(&self, begun: &Begun, now: UnixTime) -> Judged<()> {
        Ok(self.judged_again(begun, now).await?.map(drop))
    }

    /// Judges it like that for the last time, and takes back what it was counted for; only then may
    /// the caller be let in. One call, and one more if there are failures to forget; where it is
    /// counted already, one for each rate limit key.
    pub async fn succeeded(&self, begun: &Begun, now: UnixTime) -> Judged<()> {
        let has_failures = match self.judged_again(begun, now).await? {
            Ok(has_failures) => has_failures,
            Err(too_early) => return Ok(Err(too_early)),
        };
        // The first is the caller's own; those of many people stay, lest somebody use a login of
        // their own to go on guessing.
        let Some((own, others)) = begun.rate_limit_keys().split_first() else {
            return Ok(Ok(()));
        };
        if has_failures {
            self.store.forget_attempts(own).await?;
        }
        if begun.is_counted_first {
            for counted in others {
                self.store.take_attempt_back(counted).await?;
            }
        }
        Ok(Ok(()))
    }

    /// Returns whether the caller's own counter has failures, unless a counter refuses.
    async fn judged_again(&self, begun: &Begun, now: UnixTime) -> Judged<bool> {
        if begun.is_counted_first {
            return Ok(Ok(true));
        }
        let counters = self.store.counters(begun.rate_limit_keys()).await?;
        let judged = judge(begun.rate_limit_keys().iter().zip(&counters), now);
        Ok(judged.map(|()| matches!(counters[..], [Some(_), ..])))
    }

    /// Remembers the address of a login: with `account` as it was when the password was
    /// verified, so that no login with an old password brings back what a change of it has forgotten.
    /// One call, at most once a day for each address.
    pub async fn remember(&self, account: &Account, begun: &Begun, now: UnixTime) -> Result<(), StoreError> {
        match begun.then_known(account.id, now) {
            Some(known) => self.store.remember_addresses(account, &known).await,
            None => Ok(()),
        }
    }

    /// Counts a registration before it is made. One call for each network around the caller.
    pub async fn registration(&self, caller: &Caller, now: UnixTime) -> Judged<()> {
        let rate_limit_keys: Vec<_> = RateLimitKey::registrations(&caller.network).collect();
        self.count(&rate_limit_keys, now).await
    }

    async fn count(&self, rate_limit_keys: &[RateLimitKey], now: UnixTime) -> Judged<()> {
        for (index, rate_limit_key) in rate_limit_keys.iter().enumerate() {
            if let Attempt::TooEarly { wait } = self.store.count_attempt(rate_limit_key, now).await? {
                for counted in &rate_limit_keys[..index] {
                    self.store.take_attempt_back(counted).await?;
                }
                let rate_limit_key = rate_limit_key.clone();
                return Ok(Err(TooEarly { wait, rate_limit_key }));
            }
        }
        Ok(Ok(()))
    }
}
