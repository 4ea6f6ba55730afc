//! Users of an app's own.

pub mod account_id;
pub mod email;
mod hex;
pub mod name;
pub mod password;
mod random;
pub mod refresh_token;
pub mod throttle;
pub mod unix_time;
pub mod username;
