//! Users of an app's own.

pub mod access_token;
pub mod account;
pub mod account_id;
pub mod email;
pub mod families;
mod hex;
pub mod name;
pub mod password;
mod random;
pub mod refresh_token;
pub mod signing_keys;
pub mod store;
pub mod throttle;
pub mod unix_time;
pub mod username;
