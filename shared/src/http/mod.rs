//! The one HTTP client, with limits.

pub mod aws;
pub mod client;
mod early_connect;
mod pool;
pub mod sdk_config;
