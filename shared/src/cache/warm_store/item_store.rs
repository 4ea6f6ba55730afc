//! Places of items: DynamoDB, and memory in tests.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::item::ItemKey;
use crate::store::StoreErrorKind;

/// A store of items that are replaced on condition of their revision.
pub trait ItemStore: fmt::Debug + Send + Sync + 'static {
    /// Name for the log: `dynamodb:TABLE`.
    fn name(&self) -> &str;

    /// The items of these keys, in their order; at most 100.
    fn read<'a>(&'a self, keys: &'a [ItemKey]) -> ItemAnswer<'a, Vec<Option<StoredItem>>>;

    /// Replaces an item if it is as `expected`.
    fn write<'a>(&'a self, key: &'a ItemKey, expected: Expected, item: Item) -> ItemAnswer<'a, Write>;
}

/// A call to a store of items.
pub type ItemAnswer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreErrorKind>> + Send + 'a>>;

/// An item as it is written.
#[derive(Clone, Debug)]
pub struct Item {
    /// Number that each write makes larger.
    pub revision: u64,
    /// Value and state of its policy.
    pub sealed: Vec<u8>,
    /// Unix time after which nobody needs it.
    pub expires_at: Duration,
}

/// An item as it was read: anything, until it opens.
#[derive(Clone, Debug, Default)]
pub struct StoredItem {
    /// Its revision, if it has one.
    pub revision: Option<u64>,
    /// Its sealed part; empty where it has none.
    pub sealed: Vec<u8>,
}

/// Condition of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// There is no item, or one without a revision.
    NoRevision,
    /// It has this revision.
    Revision(u64),
}

/// Outcome of a write.
#[derive(Debug)]
pub enum Write {
    /// The item is written.
    Written,
    /// It was not as expected; the item as it is, if the store says.
    Conflict(Option<StoredItem>),
}
