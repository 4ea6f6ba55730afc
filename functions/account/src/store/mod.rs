//! Stores of accounts, families and counters.

mod dynamodb;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::fmt;

use shared::store::Answer;

use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::known_addresses::KnownAddresses;
use crate::password::PasswordHash;
use crate::refresh_token::{Family, FamilyId, TokenHash};
use crate::throttle::{Attempt, Counter, RateLimitKey};
use crate::unix_time::UnixTime;

pub use dynamodb::DynamoDb;
pub use shared::store::{StoreError, StoreErrorKind};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

/// Something that keeps accounts. Whatever is called at once has the outcome of one after the
/// other, and a condition is checked together with the change that it allows.
pub trait Store: fmt::Debug + Send + Sync {
    /// As it was configured: `dynamodb:TABLE` or `sqlite:PATH`.
    fn name(&self) -> &str;

    /// Puts a new account on record, unless its address or username is taken.
    fn register<'a>(&'a self, account: &'a Account) -> Answer<'a, Registration>;

    /// The account that logs in so, and the counters of `subjects`, none of which occurs twice. By as
    /// many calls where there is no such account.
    fn find<'a>(&'a self, login: Login<'a>, subjects: &'a [RateLimitKey]) -> Answer<'a, Found>;

    /// The same of the account of this id, by one call.
    fn find_by_id<'a>(&'a self, id: AccountId, subjects: &'a [RateLimitKey]) -> Answer<'a, Found>;

    /// The account of this id, by one read.
    fn account(&self, id: AccountId) -> Answer<'_, Option<Account>>;

    /// Replaces the hash of the same password, unless the epoch of `account` is over; whether it
    /// was replaced.
    fn rehash<'a>(&'a self, account: &'a Account, hash: &'a PasswordHash) -> Answer<'a, bool>;

    /// Replaces the password, ends every family and forgets every address but these, unless the
    /// epoch of `account` is over; the account as it is then.
    fn change_password<'a>(
        &'a self,
        account: &'a Account,
        hash: &'a PasswordHash,
        known: &'a KnownAddresses,
    ) -> Answer<'a, Option<Account>>;

    /// Replaces the addresses that are known of an account. Without the account, or where the epoch of
    /// `account` is over or its record is newer, nothing happens. Of two at once the last one stays.
    fn remember_addresses<'a>(&'a self, account: &'a Account, known: &'a KnownAddresses) -> Answer<'a, ()>;

    /// Ends every family of an account; without the account nothing happens.
    fn revoke_all(&self, id: AccountId) -> Answer<'_, ()>;

    /// Puts a new family on record, to be forgotten at `ends_at`.
    fn create_family<'a>(&'a self, family: &'a Family, ends_at: UnixTime) -> Answer<'a, ()>;

    /// A family with its account, by one call, as every earlier call left them.
    fn find_family(&self, account: AccountId, family: FamilyId) -> Answer<'_, Option<(Account, Family)>>;

    /// Makes a family what [`Family::rotated`] says, if `presented` still is its present token;
    /// whether it was. Of any number at once exactly one is told so.
    fn rotate<'a>(&'a self, presented: &'a TokenHash, rotated: &'a Family, ends_at: UnixTime) -> Answer<'a, bool>;

    /// Ends a family; without it nothing happens.
    fn revoke_family(&self, account: AccountId, family: FamilyId) -> Answer<'_, ()>;

    /// The counters of `subjects`, none of which occurs twice, in their order; by one call.
    fn counters<'a>(&'a self, subjects: &'a [RateLimitKey]) -> Answer<'a, Vec<Option<Counter>>>;

    /// Counts an attempt, unless the subject's rule finds it too early.
    fn count_attempt<'a>(&'a self, subject: &'a RateLimitKey, now: UnixTime) -> Answer<'a, Attempt>;

    /// Makes an attempt that was counted one that was not. When it was made stays.
    fn take_attempt_back<'a>(&'a self, subject: &'a RateLimitKey) -> Answer<'a, ()>;

    /// Forgets all attempts of a subject.
    fn forget_attempts<'a>(&'a self, subject: &'a RateLimitKey) -> Answer<'a, ()>;
}

/// An account and what is known of attempts at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The account, if there is one.
    pub account: Option<Account>,
    /// The addresses it was logged in from; none without an account.
    pub known_addresses: KnownAddresses,
    /// A counter for each subject, in their order, `None` where nothing was counted.
    pub counters: Vec<Option<Counter>>,
}

/// Outcome of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// It is on record.
    Done,
    /// Another account has the address.
    EmailTaken,
    /// Another account has the username, and none the address.
    UsernameTaken,
}

/// The version of the records as they are described in docs/accounts.md. A record of a newer one
/// is never touched.
const VERSION: u32 = 1;
