//! One kept value for all environments: an item for each, in a table that they share.
//!
//! An item holds the value and the state of its policy, so that single flight, back-off, the limit of
//! forced refreshes and "a late result never overwrites a newer one" hold for all environments by the
//! rules that hold in each. An environment reads the item, asks the policy, and writes the new state on
//! condition that the item's revision is still the one it read. "Fetch under way" is a lease: it is over
//! with the fetch deadline.
//!
//! Whoever may write the table but not read the client credentials can plant, age or swap nothing: value
//! and state are sealed together. Such a one can delete items, and put a genuine older one back, which
//! is bounded by its own age. A table that fails is left alone for a while, and each environment does
//! what it does without one.

mod dynamodb;
mod item;
mod item_store;
mod read_through;
mod shared_item;

pub use dynamodb::DynamoDbItems;
pub use item::ItemKey;
pub use item_store::{Expected, Item, ItemAnswer, ItemStore, StoredItem, Write};
pub use read_through::{ReadThrough, Shareable};

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::request::clock::{Clock, Moment};
use crate::request::context::RequestContext;
use crate::request::error_chain::Chain;
use crate::store::StoreErrorKind;
use crate::store::sealing::SealingKey;

/// The table, as one environment uses it. Clones share it.
#[derive(Clone)]
pub struct WarmStore(Arc<Inner>);

/// Source of the key that items are sealed with; `None` while there is none.
pub trait SealingKeys: Send + Sync + 'static {
    /// The key of the client credentials as they are known now.
    fn current<'a>(
        &'a self,
        context: &'a RequestContext,
    ) -> Pin<Box<dyn Future<Output = Option<Arc<SealingKey>>> + Send + 'a>>;
}

struct Inner {
    items: Box<dyn ItemStore>,
    keys: Box<dyn SealingKeys>,
    clock: Clock,
    /// Every item that this environment may ask for: the first call reads them all.
    known: Mutex<Vec<ItemKey>>,
    first: tokio::sync::Mutex<Option<FirstRead>>,
    has_called: AtomicBool,
    outage: Mutex<Outage>,
}

/// Items of the first call that nobody has looked at yet.
struct FirstRead {
    at: Moment,
    items: HashMap<ItemKey, Option<StoredItem>>,
}

#[derive(Default)]
struct Outage {
    since: Option<Moment>,
    is_logged: bool,
}

/// The store is of no use for this fetch.
#[derive(Debug)]
enum Unusable {
    /// It failed, or has failed a moment ago.
    Failing,
    /// It has too much to do: it may be looked at again.
    Busy,
}

impl WarmStore {
    /// Nothing is called before the first value is wanted.
    pub fn new(items: impl ItemStore, keys: impl SealingKeys, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            items: Box::new(items),
            keys: Box::new(keys),
            clock,
            known: Mutex::default(),
            first: tokio::sync::Mutex::new(None),
            has_called: AtomicBool::new(false),
            outage: Mutex::default(),
        }))
    }

    fn register(&self, key: &ItemKey) {
        lock(&self.0.known).push(key.clone());
    }

    fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The sealing key, and the item as it is now or was read a moment ago: side by side. `None` where
    /// there is no key.
    async fn open(
        &self,
        key: &ItemKey,
        context: &RequestContext,
    ) -> Result<Option<(Arc<SealingKey>, Option<StoredItem>)>, Unusable> {
        let (sealing_key, item) = tokio::join!(self.0.keys.current(context), self.read_first(key, context));
        match (sealing_key, item) {
            (None, _) => Ok(None),
            (Some(sealing_key), item) => Ok(Some((sealing_key, item?))),
        }
    }

    /// The item of the one call that reads all of them; a call of its own where that is over.
    async fn read_first(&self, key: &ItemKey, context: &RequestContext) -> Result<Option<StoredItem>, Unusable> {
        let mut first = self.0.first.lock().await;
        let now = self.0.clock.now();
        if first.is_none() {
            let known = lock(&self.0.known).clone();
            let read = self.call(CALL, context, self.0.items.read(&known)).await?;
            *first = Some(FirstRead {
                at: self.0.clock.now(),
                items: known.into_iter().zip(read).collect(),
            });
        }
        if let Some(read) = first.as_mut()
            && now.since(read.at) < FIRST_READ_LASTS
            && let Some(item) = read.items.remove(key)
        {
            return Ok(item);
        }
        drop(first);
        self.read(key, CALL, context).await
    }

    /// Another look, of one who knows that others fetch or have fetched.
    async fn read_again(&self, key: &ItemKey, context: &RequestContext) -> Result<Option<StoredItem>, Unusable> {
        self.read(key, PATIENT_CALL, context).await
    }

    async fn read(
        &self,
        key: &ItemKey,
        limit: Duration,
        context: &RequestContext,
    ) -> Result<Option<StoredItem>, Unusable> {
        let keys = std::slice::from_ref(key);
        let items = self.call(limit, context, self.0.items.read(keys)).await?;
        Ok(items.into_iter().next().flatten())
    }

    async fn write(
        &self,
        key: &ItemKey,
        expected: Expected,
        item: Item,
        context: &RequestContext,
    ) -> Result<Write, Unusable> {
        let write = self.0.items.write(key, expected, item);
        self.call(PATIENT_CALL, context, write).await
    }

    /// Makes a call in its time, unless one has failed a moment ago.
    async fn call<T>(
        &self,
        limit: Duration,
        context: &RequestContext,
        call: impl Future<Output = Result<T, StoreErrorKind>>,
    ) -> Result<T, Unusable> {
        let now = self.0.clock.now();
        let rests = lock(&self.0.outage)
            .since
            .is_some_and(|since| now.since(since) < LEFT_ALONE);
        if rests {
            return Err(Unusable::Failing);
        }
        let is_first = !self.0.has_called.swap(true, Ordering::Relaxed);
        let limit = if is_first { FIRST_CALL } else { limit };
        let outcome = tokio::time::timeout(limit.min(context.time_for_calls()), call).await;
        match outcome.unwrap_or(Err(StoreErrorKind::TimedOut)) {
            Ok(value) => {
                *lock(&self.0.outage) = Outage::default();
                Ok(value)
            }
            Err(StoreErrorKind::Busy(_)) => Err(Unusable::Busy),
            Err(error) => {
                self.leave_alone(&error, context);
                Err(Unusable::Failing)
            }
        }
    }

    fn leave_alone(&self, error: &StoreErrorKind, context: &RequestContext) {
        context.metrics().count("WarmStoreFailed");
        let mut outage = lock(&self.0.outage);
        outage.since = Some(self.0.clock.now());
        if !std::mem::replace(&mut outage.is_logged, true) {
            tracing::warn!(
                store = self.0.items.name(),
                error = %Chain(error),
                instruction = instruction(error),
                "warm store unavailable; each environment fetches for itself"
            );
        }
    }
}

impl fmt::Debug for WarmStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WarmStore({})", self.0.items.name())
    }
}

fn instruction(error: &StoreErrorKind) -> &'static str {
    match error {
        StoreErrorKind::Missing(_) => "create the table that WARM_STORE names, with the partition key pk (S)",
        StoreErrorKind::Denied(_) => {
            "permit this function dynamodb:BatchGetItem, dynamodb:GetItem and dynamodb:PutItem on the table that \
             WARM_STORE names"
        }
        StoreErrorKind::TimedOut => "nothing, if it passes; else look at the table's metrics, or remove WARM_STORE",
        _ => "look whether the table that WARM_STORE names has the partition key pk (S) and no sort key",
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Difference that the clocks of two environments may have.
const SKEW: Duration = Duration::from_secs(2);
/// A hundred first calls at once took 280 ms in the median on two cores.
const FIRST_CALL: Duration = Duration::from_secs(1);
const CALL: Duration = Duration::from_millis(150);
/// A write that is given up may have landed: then everybody waits for a value that nobody brings, and all
/// fetch for themselves at the same moment. So do those who wait, if they give the store up.
const PATIENT_CALL: Duration = Duration::from_secs(1);
const LEFT_ALONE: Duration = Duration::from_mins(1);
const FIRST_READ_LASTS: Duration = Duration::from_secs(2);
