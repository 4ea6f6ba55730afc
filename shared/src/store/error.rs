//! Failures of calls to a store.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::request::context::CallBudgetExceeded;

/// A call to a store.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A call to a store that failed. Whether it changed something is not known where it did not
/// answer in time.
#[derive(Debug)]
pub struct StoreError {
    /// The store as it was configured: `dynamodb:TABLE` or `sqlite:PATH`.
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
    #[error("it is damaged, or holds something else")]
    Damaged(#[source] Cause),
    /// Something newer than this program has written to it.
    #[error("it holds version {0} of a record; use a newer program, this one knows earlier versions only")]
    Newer(u64),
    /// A record lacks something or has it in another form.
    #[error("a record has no proper {0}")]
    Unreadable(&'static str),
    /// It did not answer in time.
    #[error("it did not answer in time")]
    TimedOut,
    /// This request has made all its calls.
    #[error(transparent)]
    CallBudgetExceeded(#[from] CallBudgetExceeded),
    /// Anything else.
    #[error("it failed")]
    Failed(#[source] Cause),
}

/// The error of a library.
pub type Cause = Box<dyn Error + Send + Sync>;

impl StoreErrorKind {
    /// The error of a call to the store of this name.
    pub fn at(self, store: &str) -> StoreError {
        StoreError {
            store: store.to_owned(),
            fault: self,
        }
    }
}

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
