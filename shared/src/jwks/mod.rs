//! Key sets (RFC 7517): what can be used of one, and where it comes from.

mod ed25519;
mod key;
mod key_set;
mod rsa;
mod source;

pub use key_set::{KeySet, NoUsableKey, VerifiedPayload};
pub use source::{KeySetError, KeySetSource};
