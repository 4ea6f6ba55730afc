//! A family of refresh tokens: all that follow one login, one after the other. Pure.

use std::fmt;
use std::time::Duration;

use super::{RefreshToken, SealedSuccessor, TokenHash};
use crate::account_id::AccountId;
use crate::random::random;
use crate::unix_time::UnixTime;

/// The record of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The account it belongs to.
    pub account: AccountId,
    /// The id, by which it is one of the account's families.
    pub id: FamilyId,
    /// The account's epoch when the family began. A family of an earlier epoch is over.
    pub session_epoch: u64,
    /// Number of times that its token was replaced.
    pub generation: u64,
    /// The token that is good now.
    pub current: TokenHash,
    /// The one before, and its successor for those who lost it.
    pub predecessor: Option<Predecessor>,
    /// Time at which the family began.
    pub begun_at: UnixTime,
    /// Time at which the present token was made.
    pub rotated_at: UnixTime,
}

/// The last token that was used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// The token.
    pub hash: TokenHash,
    /// Its successor, for itself only.
    pub successor: SealedSuccessor,
}

/// 128 random bits. It does not print: its knowledge is enough to end the family.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FamilyId([u8; Self::LENGTH]);

/// Time to live of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetime {
    /// From its beginning, however busy it is (ASVS 7.3.2).
    pub absolute: Duration,
    /// From its last refresh (ASVS 7.3.1).
    pub idle: Duration,
}

/// Decision on a presented token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is the present one: it gets a successor.
    Rotate,
    /// It is the one before, used up a moment ago: it gets the same successor again.
    Repeat,
    /// It was used up before: it, or its successor, is in the wrong hands, so the family ends.
    Revoke,
    /// The family is over.
    Refuse,
}

impl Default for SessionLifetime {
    fn default() -> Self {
        Self {
            absolute: Duration::from_hours(30 * 24),
            idle: Duration::from_hours(7 * 24),
        }
    }
}

impl Family {
    /// A family of its own for one login, and its first token.
    pub fn begin(account: AccountId, session_epoch: u64, now: UnixTime) -> (Self, RefreshToken) {
        let token = RefreshToken::first(account);
        let family = Self {
            account,
            id: token.family(),
            session_epoch,
            generation: 0,
            current: token.hash(),
            predecessor: None,
            begun_at: now,
            rotated_at: now,
        };
        (family, token)
    }

    /// Judges a token of this family, while the account is in `account_epoch`.
    pub fn judge(
        &self,
        presented: &TokenHash,
        account_epoch: u64,
        session_lifetime: SessionLifetime,
        now: UnixTime,
    ) -> Decision {
        if self.session_epoch != account_epoch || now >= self.ends_at(session_lifetime) {
            return Decision::Refuse;
        }
        if *presented == self.current {
            return Decision::Rotate;
        }
        match &self.predecessor {
            Some(predecessor) if *presented == predecessor.hash && now.since(self.rotated_at) <= GRACE => {
                Decision::Repeat
            }
            _ => Decision::Revoke,
        }
    }

    /// The family after a refresh, and its new token. `presented` is the present one.
    pub fn rotated(&self, presented: &RefreshToken, now: UnixTime) -> (Self, RefreshToken) {
        let successor = presented.next();
        let family = Self {
            generation: self.generation + 1,
            current: successor.hash(),
            predecessor: Some(Predecessor {
                hash: presented.hash(),
                successor: SealedSuccessor::seal(&successor, presented),
            }),
            rotated_at: now,
            ..self.clone()
        };
        (family, successor)
    }

    /// The successor that `presented` got when it was used up; `None` if the record is damaged or
    /// `presented` is not the predecessor.
    pub fn successor_of(&self, presented: &RefreshToken) -> Option<RefreshToken> {
        self.predecessor.as_ref()?.successor.open(presented)
    }

    /// Time at which it is over unless it is refreshed before.
    pub fn ends_at(&self, session_lifetime: SessionLifetime) -> UnixTime {
        let absolute = self.begun_at.saturating_add(session_lifetime.absolute);
        absolute.min(self.rotated_at.saturating_add(session_lifetime.idle))
    }
}

impl FamilyId {
    /// In bytes.
    pub const LENGTH: usize = 16;

    pub(super) fn new() -> Self {
        Self(random())
    }

    /// The id that a store has kept.
    pub fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// For a store to keep.
    pub fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl fmt::Debug for FamilyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FamilyId")
    }
}

/// For an answer that was lost and for tabs that refresh at once (FAPI 2.0 Security Profile).
const GRACE: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = 1_767_225_600;
    const DAY: u64 = 24 * 60 * 60;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_secs(START + seconds)
    }

    fn judge(family: &Family, presented: &RefreshToken, seconds: u64) -> Decision {
        family.judge(&presented.hash(), 3, SessionLifetime::default(), at(seconds))
    }

    /// A family and the tokens of its first generations, each refreshed a minute after the other.
    fn family(generations: u64) -> (Family, Vec<RefreshToken>) {
        let (mut family, first) = Family::begin(AccountId::new(), 3, at(0));
        let mut tokens = vec![first];
        for generation in 1..=generations {
            let (rotated, next) = family.rotated(tokens.last().unwrap(), at(60 * generation));
            family = rotated;
            tokens.push(next);
        }
        (family, tokens)
    }

    #[test]
    fn the_present_token_gets_a_successor_that_is_the_present_one_then() {
        let (family, tokens) = family(0);
        assert_eq!(judge(&family, &tokens[0], 10), Decision::Rotate);
        let (rotated, next) = family.rotated(&tokens[0], at(10));
        assert_eq!(judge(&rotated, &next, 11), Decision::Rotate);
        assert_eq!((rotated.generation, rotated.rotated_at), (1, at(10)));
        assert_eq!((rotated.id, rotated.begun_at), (family.id, family.begun_at));
    }

    #[test]
    fn the_one_before_gets_the_same_successor_for_thirty_seconds() {
        let (family, tokens) = family(1);
        for (seconds, decision) in [
            (60, Decision::Repeat),
            (90, Decision::Repeat),
            (91, Decision::Revoke),
            (DAY, Decision::Revoke),
            // By a clock that is behind.
            (50, Decision::Repeat),
        ] {
            assert_eq!(judge(&family, &tokens[0], seconds), decision, "{seconds}");
        }
        let again = family.successor_of(&tokens[0]).unwrap();
        assert!(again.hash() == tokens[1].hash());
        assert!(family.successor_of(&tokens[1]).is_none());
    }

    #[test]
    fn an_older_one_ends_the_family_even_at_once() {
        let (family, tokens) = family(3);
        for old in &tokens[..2] {
            assert_eq!(judge(&family, old, 180), Decision::Revoke);
        }
        assert_eq!(judge(&family, &tokens[2], 180), Decision::Repeat);
        assert_eq!(judge(&family, &tokens[3], 180), Decision::Rotate);
        // The family is named only by whoever has had one of its tokens.
        assert_eq!(judge(&family, &tokens[0].next(), 180), Decision::Revoke);
    }

    #[test]
    fn an_idle_family_is_over_after_seven_days() {
        let (family, tokens) = family(1);
        assert_eq!(judge(&family, &tokens[1], 60 + 7 * DAY - 1), Decision::Rotate);
        assert_eq!(judge(&family, &tokens[1], 60 + 7 * DAY), Decision::Refuse);
        assert_eq!(judge(&family, &tokens[0], 60 + 7 * DAY), Decision::Refuse);
    }

    #[test]
    fn a_busy_family_is_over_after_thirty_days() {
        let (mut family, first) = Family::begin(AccountId::new(), 3, at(0));
        let mut token = first;
        for day in 1..30 {
            assert_eq!(judge(&family, &token, day * DAY), Decision::Rotate);
            (family, token) = family.rotated(&token, at(day * DAY));
        }
        assert_eq!(judge(&family, &token, 30 * DAY - 1), Decision::Rotate);
        assert_eq!(judge(&family, &token, 30 * DAY), Decision::Refuse);
        assert_eq!(family.ends_at(SessionLifetime::default()), at(30 * DAY));
    }

    #[test]
    fn a_family_of_an_earlier_epoch_is_over_and_nothing_more_is_told() {
        let (family, tokens) = family(3);
        for token in &tokens {
            let decision = family.judge(&token.hash(), 4, SessionLifetime::default(), at(180));
            assert_eq!(decision, Decision::Refuse);
        }
    }
}
