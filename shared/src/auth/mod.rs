//! The chain from client credentials to a verified session.

pub mod access_token;
pub mod credentials;
pub mod error;
pub mod issuers;
pub mod key_set;
pub mod presented_token;
pub mod sharing;
pub mod verifier;
