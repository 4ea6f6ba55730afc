//! Items in memory: each call atomic, a moment long, and as wrong as a test wants it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::cache::warm_store::{Expected, Item, ItemAnswer, ItemKey, ItemStore, StoredItem, Write};
use shared::store::StoreErrorKind;

/// Clones share the items.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    items: HashMap<String, StoredItem>,
    fault: Option<Fault>,
    /// Time of a call beyond that of one to DynamoDB on a standing connection.
    delay: Duration,
    calls: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Denied,
    Hanging,
    Throttled,
    /// Conflicts come back without the item, as dynalite's do.
    SilentConflicts,
}

/// A call to DynamoDB on a standing connection.
const CALL: Duration = Duration::from_millis(5);

impl Memory {
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fault = fault;
    }

    pub fn set_delay(&self, delay: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).delay = delay;
    }

    pub fn calls(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).calls
    }

    /// All items, for a test that puts them back.
    pub fn items(&self) -> HashMap<String, StoredItem> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).items.clone()
    }

    /// Replaces all items, as somebody may who can write the table.
    pub fn replace(&self, items: HashMap<String, StoredItem>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).items = items;
    }

    /// Changes every item.
    pub fn tamper(&self, change: impl Fn(&mut StoredItem)) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .items
            .values_mut()
            .for_each(change);
    }

    async fn fault(&self) -> Result<(), StoreErrorKind> {
        let delay = self.0.lock().unwrap_or_else(PoisonError::into_inner).delay;
        tokio::time::sleep(CALL + delay).await;
        let fault = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.calls += 1;
            state.fault
        };
        match fault {
            None | Some(Fault::SilentConflicts) => Ok(()),
            Some(Fault::Missing) => Err(StoreErrorKind::Missing("no such table".into())),
            Some(Fault::Denied) => Err(StoreErrorKind::Denied("not for us".into())),
            Some(Fault::Throttled) => Err(StoreErrorKind::Busy("too many".into())),
            Some(Fault::Hanging) => {
                tokio::time::sleep(Duration::from_hours(1)).await;
                Err(StoreErrorKind::TimedOut)
            }
        }
    }
}

impl ItemStore for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn read<'a>(&'a self, keys: &'a [ItemKey]) -> ItemAnswer<'a, Vec<Option<StoredItem>>> {
        Box::pin(async move {
            self.fault().await?;
            let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(keys.iter().map(|key| state.items.get(key.as_str()).cloned()).collect())
        })
    }

    fn write<'a>(&'a self, key: &'a ItemKey, expected: Expected, item: Item) -> ItemAnswer<'a, Write> {
        Box::pin(async move {
            self.fault().await?;
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let says = state.fault != Some(Fault::SilentConflicts);
            let present = state.items.get(key.as_str());
            let revision = present.and_then(|item| item.revision);
            let is_expected = match expected {
                Expected::NoRevision => revision.is_none(),
                Expected::Revision(read) => revision == Some(read),
            };
            if !is_expected {
                return Ok(Write::Conflict(present.filter(|_| says).cloned()));
            }
            let stored = StoredItem {
                revision: Some(item.revision),
                sealed: item.sealed,
            };
            state.items.insert(key.as_str().to_owned(), stored);
            Ok(Write::Written)
        })
    }
}
