//! Sessions of a user: families of refresh tokens, begun, continued and ended on a store.

use std::sync::Arc;

use crate::account::Account;
use crate::account_id::AccountId;
use crate::refresh_token::{Decision, Family, RefreshToken, SessionLifetime};
use crate::store::{Store, StoreError, StoreErrorKind};
use crate::unix_time::UnixTime;

/// The families of all accounts.
#[derive(Clone, Debug)]
pub struct RefreshTokens {
    store: Arc<dyn Store>,
    session_lifetime: SessionLifetime,
}

/// Outcome of a refresh. The last two are answered alike: the token is not valid any more
/// (RFC 9700, section 4.14.2).
#[derive(Debug)]
pub enum Refresh {
    /// Rotated, or repeated within the grace period.
    Granted {
        /// The account, as the record says now.
        account: Box<Account>,
        /// The next token.
        token: RefreshToken,
        /// `true` where it was granted before, in an answer that may have been lost.
        is_repeated: bool,
    },
    /// The token's family is over, or never was.
    Over,
    /// The token was used before, so its family was revoked.
    Replayed,
}

impl RefreshTokens {
    /// Families that last as long as `session_lifetime` says.
    pub fn new(store: Arc<dyn Store>, session_lifetime: SessionLifetime) -> Self {
        Self {
            store,
            session_lifetime,
        }
    }

    /// Begins a family for an account whose password was just verified: `account` as it was then,
    /// so that no family outlives a change of the password that happens meanwhile. One call.
    pub async fn begin(&self, account: &Account, now: UnixTime) -> Result<RefreshToken, StoreError> {
        let (family, token) = Family::begin(account.id, account.session_epoch, now);
        let ends_at = family.ends_at(self.session_lifetime);
        self.store.create_family(&family, ends_at).await?;
        Ok(token)
    }

    /// Takes a token and gives the next one. Two calls; three for those who lose a race, and who
    /// are given what its winner was given.
    pub async fn refresh(&self, presented: &RefreshToken, now: UnixTime) -> Result<Refresh, StoreError> {
        for _ in 0..TRIES {
            let Some((account, family, decision)) = self.judged(presented, now).await? else {
                return Ok(Refresh::Over);
            };
            let (token, is_repeated) = match decision {
                Decision::Refuse => return Ok(Refresh::Over),
                Decision::Revoke => {
                    self.store.revoke_family(family.account, family.id).await?;
                    return Ok(Refresh::Replayed);
                }
                Decision::Repeat => {
                    let token = family.successor_of(presented);
                    let token = token.ok_or_else(|| self.error(StoreErrorKind::Unreadable("successor")))?;
                    (token, true)
                }
                Decision::Rotate => {
                    let (rotated, token) = family.rotated(presented, now);
                    let ends_at = rotated.ends_at(self.session_lifetime);
                    if !self.store.rotate(&family.current, &rotated, ends_at).await? {
                        // Somebody else was faster with the same token, or has ended the family.
                        continue;
                    }
                    (token, false)
                }
            };
            return Ok(Refresh::Granted {
                account: Box::new(account),
                token,
                is_repeated,
            });
        }
        Err(self.error(StoreErrorKind::Busy(
            "a token stays the present one and cannot be used".into(),
        )))
    }

    /// Ends the families of these tokens, whichever of their tokens they are; may be repeated. One
    /// call for each.
    pub async fn end(&self, presented: &[RefreshToken]) -> Result<(), StoreError> {
        for token in presented {
            let account = token.unverified_account();
            self.store.revoke_family(account, token.family()).await?;
        }
        Ok(())
    }

    /// Ends all families of the accounts to which the good ones of these tokens belong; any other
    /// token ends at most its own family. May be repeated. Two calls for each.
    pub async fn end_everywhere(&self, presented: &[RefreshToken], now: UnixTime) -> Result<(), StoreError> {
        // All are judged first: with its family, a token that is over ends what makes another good.
        let mut known = Vec::new();
        for token in presented {
            if let Some((account, _, Decision::Rotate | Decision::Repeat)) = self.judged(token, now).await? {
                known.push(account.id);
            }
        }
        for token in presented {
            let account = token.unverified_account();
            if known.contains(&account) {
                self.end_all(account).await?;
            } else {
                self.store.revoke_family(account, token.family()).await?;
            }
        }
        Ok(())
    }

    /// Ends all families of an account. One call.
    pub async fn end_all(&self, account: AccountId) -> Result<(), StoreError> {
        self.store.revoke_all(account).await
    }

    async fn judged(
        &self,
        presented: &RefreshToken,
        now: UnixTime,
    ) -> Result<Option<(Account, Family, Decision)>, StoreError> {
        let found = self
            .store
            .find_family(presented.unverified_account(), presented.family());
        Ok(found.await?.map(|(account, family)| {
            let decision = family.judge(&presented.hash(), account.session_epoch, self.session_lifetime, now);
            (account, family, decision)
        }))
    }

    fn error(&self, kind: StoreErrorKind) -> StoreError {
        kind.at(self.store.name())
    }
}

/// A token that was the present one and lost a race is not the present one any more: the second
/// try decides.
const TRIES: u32 = 2;
