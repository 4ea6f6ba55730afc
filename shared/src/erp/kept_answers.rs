//! Answers that are kept for a while, so many bytes of them.

use std::sync::Arc;
use std::time::Duration;

use lru::LruCache;
use serde_json::value::RawValue;

use super::reads::ReadKey;
use crate::request::clock::Moment;

/// Kept answers; the one that was asked for the longest ago makes room.
pub(super) struct KeptAnswers {
    answers: LruCache<Arc<ReadKey>, KeptAnswer>,
    bytes: usize,
}

/// A kept answer.
#[derive(Clone)]
pub(super) struct KeptAnswer {
    pub data: Arc<RawValue>,
    /// The start of the call that brought it.
    pub asked_at: Moment,
}

impl KeptAnswers {
    pub fn get(&mut self, key: &ReadKey, now: Moment) -> Option<(KeptAnswer, Duration)> {
        let kept = self.answers.get(key)?.clone();
        let age = now.since(kept.asked_at);
        if age > LONGEST {
            self.remove(key);
            return None;
        }
        Some((kept, age))
    }

    pub fn put(&mut self, key: Arc<ReadKey>, answer: KeptAnswer) {
        self.remove(&key);
        let size = size(&key, &answer);
        if size > MOST_BYTES {
            return;
        }
        self.bytes += size;
        self.answers.put(key, answer);
        while self.bytes > MOST_BYTES
            && let Some((key, answer)) = self.answers.pop_lru()
        {
            self.bytes -= self::size(&key, &answer);
        }
    }

    pub fn remove(&mut self, key: &ReadKey) {
        if let Some((key, answer)) = self.answers.pop_entry(key) {
            self.bytes -= size(&key, &answer);
        }
    }

    pub fn remove_tenant(&mut self, tenant: &str) {
        let of_tenant = self.answers.iter().map(|(key, _)| key);
        let of_tenant: Vec<_> = of_tenant.filter(|key| key.is_of(tenant)).cloned().collect();
        for key in of_tenant {
            self.remove(&key);
        }
    }
}

impl Default for KeptAnswers {
    fn default() -> Self {
        Self {
            answers: LruCache::unbounded(),
            bytes: 0,
        }
    }
}

fn size(key: &ReadKey, answer: &KeptAnswer) -> usize {
    key.size() + answer.data.get().len() + OVERHEAD
}

/// The most bytes that all take together.
pub(super) const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Of one entry, roughly: three allocations and its place in the table.
const OVERHEAD: usize = 256;
/// The longest that one is served while the ERP fails.
const LONGEST: Duration = Duration::from_mins(10);
