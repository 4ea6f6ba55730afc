//! Key sets (RFC 7517): the keys of one that can be used.

mod ed25519;
mod key;
mod key_set;
mod rsa;

pub use key_set::{KeySet, NoUsableKey, VerifiedClaims};
