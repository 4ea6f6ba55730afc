//! Changes by which keys come and go. Pure: each makes new JSON out of the old one.
//!
//! A key is published before it signs, so that no verifier meets a token of a key it could not
//! know; and it stays published after it signed, until its last token has expired. Where a key
//! got into the wrong hands there is no time for either: put a ring of one new key in place of
//! the old one, and every access token is refused as soon as verifiers have read the new set.

use std::time::Duration;

use super::{KeyRing, MOST_KEYS, Seed, SigningKey, State};
use crate::unix_time::UnixTime;

/// A change that cannot be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// There is a next key already.
    #[error("there is a next key already; rotate first")]
    NextIsThere,
    /// There is no key to rotate to.
    #[error("there is no next key; make one first")]
    NoNext,
    /// No key is retired.
    #[error("no key is retired")]
    NoneRetired,
    /// A verifier may still need it as it is.
    #[error("it is too early: wait until Unix time {}", .until.as_secs())]
    TooEarly {
        /// From when on it can be made.
        until: UnixTime,
    },
    /// There are as many as a verifier reads.
    #[error("there are 16 keys; retire some first")]
    Full,
}

impl KeyRing {
    /// A ring of one key, which signs at once: nobody knows another one yet.
    pub fn new(seed: &Seed, now: UnixTime) -> Self {
        Self {
            keys: vec![SigningKey::new(seed, State::Active, now)],
        }
    }

    /// Publishes a key that is to sign later.
    pub fn with_next(mut self, seed: &Seed, now: UnixTime) -> Result<Self, ChangeError> {
        if self.keys.iter().any(|key| key.state == State::Next) {
            return Err(ChangeError::NextIsThere);
        }
        if self.keys.len() >= MOST_KEYS {
            return Err(ChangeError::Full);
        }
        self.keys.push(SigningKey::new(seed, State::Next, now));
        Ok(self)
    }

    /// Lets the next key sign, [`PUBLISHED_AHEAD`] after it was made at the earliest, and retires
    /// the one that signed.
    pub fn rotated(mut self, now: UnixTime) -> Result<Self, ChangeError> {
        let until = self.rotates_from().ok_or(ChangeError::NoNext)?;
        if now < until {
            return Err(ChangeError::TooEarly { until });
        }
        for key in &mut self.keys {
            let state = match key.state {
                State::Next => State::Active,
                State::Active => State::Retired,
                State::Retired => continue,
            };
            (key.state, key.since) = (state, now);
        }
        Ok(self)
    }

    /// Removes the keys whose last token has expired: those that retired [`RETIRED_FOR`] and the
    /// life of an access token ago.
    pub fn without_retired(mut self, token_life: Duration, now: UnixTime) -> Result<Self, ChangeError> {
        let until = self.retires_from(token_life).ok_or(ChangeError::NoneRetired)?;
        if now < until {
            return Err(ChangeError::TooEarly { until });
        }
        self.keys
            .retain(|key| key.state != State::Retired || now < end(key, token_life));
        Ok(self)
    }

    /// From when on [`KeyRing::rotated`] works; never without a next key.
    pub fn rotates_from(&self) -> Option<UnixTime> {
        let next = self.keys.iter().find(|key| key.state == State::Next);
        next.map(|key| key.since.saturating_add(PUBLISHED_AHEAD))
    }

    /// From when on [`KeyRing::without_retired`] removes a key; never without a retired one.
    pub fn retires_from(&self, token_life: Duration) -> Option<UnixTime> {
        let retired = self.keys.iter().filter(|key| key.state == State::Retired);
        retired.map(|key| end(key, token_life)).min()
    }
}

/// Time at which the last token of a retired key has expired everywhere.
fn end(key: &SigningKey, token_life: Duration) -> UnixTime {
    key.since.saturating_add(RETIRED_FOR + token_life)
}

/// Time for which a key is published before it may sign: an instance of ours may publish what it
/// last read of the secret for 55 minutes while it cannot read it anew, a cache on the way may keep
/// the answer for 5, and a verifier keeps a key set for 10.
pub const PUBLISHED_AHEAD: Duration = Duration::from_mins(70);

/// Time for which a retired key may still sign: those same 55 minutes, with room for clocks that
/// differ.
pub const RETIRED_FOR: Duration = Duration::from_mins(61);
