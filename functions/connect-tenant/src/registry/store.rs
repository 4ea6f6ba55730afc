//! Stores of records, and their failures.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use shared::request::context::CallBudgetExceeded;

use super::minute::Minute;
use super::record::{Connection, Put, Record, VERSION};

/// Something that keeps records. Whatever is called at once has the outcome of one after the
/// other; nothing reads first and writes then what it has read.
pub trait Store: fmt::Debug + Send + Sync {
    /// As it was configured: `dynamodb:TABLE` or `sqlite:PATH`.
    fn name(&self) -> &str;

    /// Puts a connection on record and revives a disconnected tenant.
    fn put<'a>(&'a self, connection: Connection<'a>) -> Answer<'a, Put>;

    /// Marks the tenant disconnected and erases its users; without a record nothing happens.
    fn disconnect<'a>(&'a self, tenant_id: &'a str, at: Minute) -> Answer<'a, ()>;

    /// The tenant's record, as every earlier call left it.
    fn find<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Option<Record>>;

    /// At most `size` records, those after `after` in the store's own order.
    fn page<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, Page>;

    /// Removes the tenant's record; whether there was one.
    fn erase<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, bool>;
}

/// A call to a store.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Some of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In the store's own order.
    pub records: Vec<Record>,
    /// The tenant after which the next page begins, unless this one was the last.
    pub next: Option<String>,
}

/// A call to a store that failed. Nothing was lost or overwritten by it.
#[derive(Debug)]
pub struct StoreError {
    /// [`Store::name`].
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
    #[error("it is damaged, or no registry")]
    Damaged(#[source] Cause),
    /// Something newer than this program has written to it.
    #[error("it holds version {0} of the record, and this program knows versions up to {VERSION}")]
    Newer(u64),
    /// A record lacks something or has it in another form.
    #[error("the record of a tenant has no proper {0}")]
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
