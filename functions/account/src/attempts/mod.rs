//! Attempts to prove a password, and registrations, counted in a store.
//!
//! | caller | counted for |
//! | --- | --- |
//! | on a known device | the device |
//! | at a known address | itself at this login, its address |
//! | a stranger | itself at this login, all strangers at this login, its address |
//!
//! All of them are judged before any is counted; where one refuses after all, because others came
//! in between, those before it are taken back.

mod guess;

use std::sync::Arc;

use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::caller::Caller;
use crate::signing_keys::KeyRing;
use crate::store::{Store, StoreError};
use crate::throttle::{Attempt, Subject};
use crate::unix_time::UnixTime;
use guess::judge;

pub use guess::{Begun, Guess, TooEarly};

/// The attempts at all accounts.
#[derive(Clone, Debug)]
pub struct Attempts {
    store: Arc<dyn Store>,
}

/// What an attempt came to, unless the store fails.
pub type Judged<T> = Result<Result<T, TooEarly>, StoreError>;

impl Attempts {
    /// Those that `store` counts.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Judges an attempt to log in. Two calls, whoever is named.
    pub async fn login(&self, login: Login<'_>, caller: &Caller, keys: &KeyRing, now: UnixTime) -> Judged<Begun> {
        let guess = Guess::login(login, caller);
        let subjects = guess.possible_subjects();
        let found = self.store.find(login, &subjects).await?;
        Ok(guess.judged(found, &subjects, keys, now))
    }

    /// Judges an attempt to change a password, by somebody with an access token of the account. Its
    /// strangers are none of those who try to log in, so nobody without a token is in their way. One
    /// call.
    pub async fn change(&self, id: AccountId, caller: &Caller, keys: &KeyRing, now: UnixTime) -> Judged<Begun> {
        let guess = Guess::change(id, caller);
        let subjects = guess.possible_subjects();
        let found = self.store.find_by_id(id, &subjects).await?;
        Ok(guess.judged(found, &subjects, keys, now))
    }

    /// Counts an attempt whose password was wrong; only then may the caller be told so. One call for
    /// each subject.
    pub async fn failed(&self, begun: &Begun, now: UnixTime) -> Judged<()> {
        self.count(begun.subjects(), now).await
    }

    /// Judges an attempt whose password was right once more, with all that was counted while it was
    /// verified; only then may the caller be let in. One call, and one more if there are failures to
    /// forget.
    pub async fn succeeded(&self, begun: &Begun, now: UnixTime) -> Judged<()> {
        let counters = self.store.counters(begun.subjects()).await?;
        if let Err(too_early) = judge(begun.subjects().iter().zip(&counters), now) {
            return Ok(Err(too_early));
        }
        // The first is the caller's own; those of many people stay, lest somebody use a login of
        // their own to go on guessing.
        if let ([own, ..], [Some(_), ..]) = (begun.subjects(), &counters[..]) {
            self.store.forget_attempts(own).await?;
        }
        Ok(Ok(()))
    }

    /// Remembers where somebody has logged in from: with `account` as it was when the password was
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
        let subjects: Vec<_> = Subject::registrations(&caller.network).collect();
        self.count(&subjects, now).await
    }

    async fn count(&self, subjects: &[Subject], now: UnixTime) -> Judged<()> {
        for (index, subject) in subjects.iter().enumerate() {
            if let Attempt::TooEarly { wait } = self.store.count_attempt(subject, now).await? {
                for counted in &subjects[..index] {
                    self.store.take_attempt_back(counted).await?;
                }
                let subject = subject.clone();
                return Ok(Err(TooEarly { wait, subject }));
            }
        }
        Ok(Ok(()))
    }
}
