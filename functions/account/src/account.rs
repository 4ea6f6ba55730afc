//! One user.

use crate::account_id::AccountId;
use crate::email::Email;
use crate::name::Name;
use crate::password::PasswordHash;
use crate::unix_time::UnixTime;
use crate::username::Username;

/// The record of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The id, which never changes.
    pub id: AccountId,
    /// The address, of which there is one account.
    pub email: Email,
    /// The other name to log in by, if there is one.
    pub username: Option<Username>,
    /// The name to call the user by.
    pub name: Name,
    /// The hash that the password is verified against.
    pub password_hash: PasswordHash,
    /// Number of times that the password was changed or every family revoked. A family remembers
    /// the epoch in which it began, and is over with it: all of them at once, by one write.
    pub session_epoch: u64,
    /// Time of the registration.
    pub created_at: UnixTime,
}

/// The address or username of a login.
#[derive(Clone, Copy, Debug)]
pub enum Login<'a> {
    /// The address.
    Email(&'a Email),
    /// The username.
    Username(&'a Username),
}

impl Account {
    /// A new account.
    pub fn new(
        email: Email,
        username: Option<Username>,
        name: Name,
        password_hash: PasswordHash,
        now: UnixTime,
    ) -> Self {
        Self {
            id: AccountId::new(),
            email,
            username,
            name,
            password_hash,
            session_epoch: 0,
            created_at: now,
        }
    }
}

impl Login<'_> {
    /// The form to compare, and to count attempts for.
    pub fn canonical(&self) -> &str {
        match self {
            Self::Email(email) => email.canonical(),
            Self::Username(username) => username.canonical(),
        }
    }
}
