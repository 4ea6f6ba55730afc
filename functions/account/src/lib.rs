//! Users of an app's own: their passwords, their sessions and the tokens that name them.
//!
//! Each module uses only those above it:
//!
//! | module | noun |
//! | --- | --- |
//! | [`unix_time`] | a second, as stores and tokens name it |
//! | [`account_id`] | the name of an account that never changes |
//! | [`email`], [`username`], [`name`] | what a user is called, and when two are the same |
//! | [`password`] | which may be chosen; hashing and verifying beside the async threads |
//! | [`account`] | one user, as on record |
//! | [`refresh_token`] | a token, its family, and purely what it deserves |
//! | [`throttle`] | purely how soon the next attempt may be made |
//! | [`store`] | what keeps accounts, families and counters: DynamoDB or SQLite |
//! | [`families`] | sessions: begun, continued and ended on a store |
//! | [`signing_keys`] | the keys of access tokens: one signs, one will, others did |
//! | [`access_token`] | an access token for an account |
//! | [`options`] | variables → all of the above |
//!
//! `docs/ACCOUNTS.md` has the promises with their tests, and the keys and costs of the table.

pub mod access_token;
pub mod account;
pub mod account_id;
pub mod email;
pub mod families;
mod hex;
pub mod name;
pub mod options;
pub mod password;
mod random;
pub mod refresh_token;
pub mod signing_keys;
pub mod store;
pub mod throttle;
pub mod unix_time;
pub mod username;
