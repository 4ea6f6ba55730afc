//! Token text → [`UnverifiedToken`](token::UnverifiedToken) → verified claims → [`Session`](session::Session).
//!
//! Pure: no call, no clock, no log. Each module uses only those above it:
//!
//! | module | noun |
//! | --- | --- |
//! | [`log_value`] | a caller's text, fit for a log line |
//! | [`strict_json`] | an object without duplicate members |
//! | [`token`] | text → a token of the right form, unverified |
//! | [`issuer`] | the rules for one issuer's tokens |
//! | [`jwks`] | a key set; signature → verified payload |
//! | [`session`] | verified payload and time → the caller |

pub mod issuer;
pub mod jwks;
pub mod log_value;
pub mod session;
pub mod strict_json;
pub mod token;
