//! Failures of calls to a store.

use std::error::Error;
use std::fmt;

use super::VERSION;

/// A call to a store that failed. Whether it changed something is not known where it did not
/// answer in time.
#[derive(Debug)]
pub struct StoreError {
    /// [`super::Store::name`].
    pub store: String,
    /// The kind of failure.
    pub fault: StoreErrorKind,
}

/// Kind of failure of a call to a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreErrorKind {
    /// Nothing is there.
    #[error("there is no such table or file")]
    Missing(#[source] Cause),
    /// It is there, but not for us.
    #[error("this process may not use it")]
    Denied(#[source] Cause),
    /// It has too much to do.
    #[error("it is busy or throttles its callers")]
    Busy(#[source] Cause),
    /// It is not what it should be.
    #[error("it is damaged, or holds no accounts")]
    Damaged(#[source] Cause),
    /// Something newer than this program has written to it.
    #[error("it holds version {0} of a record, and this program knows versions up to {VERSION}")]
    Newer(u64),
    /// A record lacks something or has it in another form.
    #[error("a record has no proper {0}")]
    Unreadable(&'static str),
    /// It did not answer in time.
    #[error("it did not answer in time")]
    TimedOut,
    /// Anything else.
    #[error("it failed")]
    Failed(#[source] Cause),
}

/// The error of a library.
pub type Cause = Box<dyn Error + Send + Sync>;

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.store, self.fault)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.fault.source()
    }
}
