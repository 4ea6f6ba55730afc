//! Stores: their addresses, their failures, and the parts of keeping records that are the same
//! whatever the records are.

pub mod call;
pub mod dynamodb;
mod error;
pub mod sealing;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod url;

pub use error::{Answer, Cause, StoreError, StoreErrorKind};
pub use url::StoreUrl;
