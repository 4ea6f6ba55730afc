//! Users of an app's own.

pub mod email;
pub mod name;
pub mod password;
mod random;
pub mod username;
