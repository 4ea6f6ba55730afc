//! Key sets (RFC 7517): what can be used of one, and where it comes from.

mod key_set;
mod source;

pub use key_set::{KeySet, NoUsableKey, VerifiedPayload};
pub use source::{KeySetError, KeySetSource};
