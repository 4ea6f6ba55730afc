//! One item as one environment sees it: read, asked, and replaced on condition.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::item::{Entry, ItemKey, millis, moment};
use super::item_store::{Expected, Item, StoredItem, Write};
use super::{Unusable, WarmStore};
use crate::cache::policy::PolicyState;
use crate::request::clock::Moment;
use crate::request::context::RequestContext;
use crate::store::sealing::SealingKey;

/// One item of the store.
pub(super) struct SharedItem {
    pub(super) store: WarmStore,
    key: ItemKey,
    /// The highest revision that opened: a lower one was put back by somebody.
    highest: AtomicU64,
}

/// An item as it was read, under the key that opens it.
pub(super) struct Opened {
    sealing_key: Arc<SealingKey>,
    expected: Expected,
    pub(super) entry: Entry,
}

/// Outcome of replacing an item.
pub(super) enum Replaced {
    /// It has the new entry.
    Yes(Opened),
    /// Somebody was faster; the item as it is.
    No(Opened),
}

impl SharedItem {
    pub(super) fn new(store: WarmStore, key: ItemKey) -> Self {
        store.register(&key);
        Self {
            store,
            key,
            highest: AtomicU64::new(0),
        }
    }

    /// The wall clock alone, which is all that environments share, as exactly as items have it.
    pub(super) fn now(&self) -> Moment {
        moment(millis(self.store.clock().now().wall))
    }

    /// The first look at the item in a fetch; `None` where there is no key to open it with.
    pub(super) async fn open(&self, context: &RequestContext) -> Result<Option<Opened>, Unusable> {
        let opened = self.store.open(&self.key, context).await?;
        Ok(opened.map(|(sealing_key, item)| self.opened(sealing_key, item)))
    }

    /// Another look.
    pub(super) async fn read(&self, last: &Opened, context: &RequestContext) -> Result<Opened, Unusable> {
        let item = self.store.read_again(&self.key, context).await?;
        Ok(self.opened(Arc::clone(&last.sealing_key), item))
    }

    /// Replaces the content on condition that nobody has since it was read.
    pub(super) async fn replace(
        &self,
        read: Opened,
        entry: Entry,
        context: &RequestContext,
    ) -> Result<Replaced, Unusable> {
        let highest = self.highest.load(Ordering::Relaxed);
        let last = match read.expected {
            Expected::NoRevision => highest,
            Expected::Revision(revision) => revision.max(highest),
        };
        // A revision at the end of its numbers is one that somebody made up.
        let revision = last.checked_add(1).ok_or(Unusable::Failing)?;
        let mut sealed = entry.seal(&read.sealing_key, &self.key, revision);
        let mut entry = entry;
        if sealed.len() > LARGEST_SEALED {
            entry.value = None;
            sealed = entry.seal(&read.sealing_key, &self.key, revision);
        }
        let item = Item {
            revision,
            sealed,
            expires_at: self.now().wall + KEPT_FOR,
        };
        match self.store.write(&self.key, read.expected, item, context).await? {
            Write::Written => {
                self.highest.fetch_max(revision, Ordering::Relaxed);
                Ok(Replaced::Yes(Opened {
                    entry,
                    expected: Expected::Revision(revision),
                    ..read
                }))
            }
            Write::Conflict(Some(item)) => Ok(Replaced::No(self.opened(read.sealing_key, Some(item)))),
            Write::Conflict(None) => Ok(Replaced::No(self.read(&read, context).await?)),
        }
    }

    /// An item that does not open counts as absent: a secret that was just replaced looks the same.
    fn opened(&self, sealing_key: Arc<SealingKey>, item: Option<StoredItem>) -> Opened {
        let item = item.unwrap_or_default();
        let now = self.now().wall;
        let highest = self.highest.load(Ordering::Relaxed);
        let entry = item
            .revision
            .filter(|revision| *revision >= highest)
            .and_then(|revision| {
                let entry = Entry::open(&item.sealed, &sealing_key, &self.key, revision, now)?;
                self.highest.fetch_max(revision, Ordering::Relaxed);
                Some(entry)
            });
        Opened {
            sealing_key,
            expected: item.revision.map_or(Expected::NoRevision, Expected::Revision),
            entry: entry.unwrap_or_else(|| Entry {
                // Numbers that go on where a lost item's ended: nobody takes a new value for an old one.
                state: PolicyState {
                    fetches: u64::try_from(now.as_millis()).unwrap_or_default(),
                    ..PolicyState::default()
                },
                value: None,
            }),
        }
    }
}

/// An item of DynamoDB is read and written by units of 4 KB and 1 KB; the rest of it is under 200 bytes.
const LARGEST_SEALED: usize = 4096 - 200;
/// Longer than any value is of use: access tokens live a day at most, key sets too.
const KEPT_FOR: Duration = Duration::from_hours(48);
