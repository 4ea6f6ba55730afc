//! Items: their keys, and what is sealed in them.

use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::SKEW;
use crate::cache::policy::{Allowance, Fetch, Kept, PolicyState, Ttl};
use crate::request::clock::Moment;
use crate::store::sealing::SealingKey;

/// Partition key of an item: a hash, so that the table names no endpoint and no client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ItemKey(String);

/// Version of the sealed part; a part of the key, so that programs of two versions never meet.
const VERSION: u8 = 1;

impl ItemKey {
    /// The key of a value: `parts` are its kind, its endpoint, the name that its credentials go by, and
    /// the environment of the platform.
    pub fn new(parts: &[&str]) -> Self {
        let mut hash = Context::new(&SHA256);
        hash.update(&[VERSION]);
        for part in parts {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(BASE64_URL_SAFE_NO_PAD.encode(hash.finish()))
    }

    /// The text of the partition key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Value and state of its policy, as an environment works with them.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) state: PolicyState,
    /// The value, if it may be shared.
    pub(super) value: Option<SecretString>,
}

impl Entry {
    pub(super) fn seal(&self, key: &SealingKey, item: &ItemKey, revision: u64) -> Vec<u8> {
        let document = Document::from(self);
        let plain = Zeroizing::new(serde_json::to_vec(&document).expect("numbers and text are JSON"));
        key.seal(&plain, &[&[VERSION], item.0.as_bytes(), &revision.to_be_bytes()])
    }

    /// The entry of an item; `None` where it was not sealed under this key for this place, or speaks of
    /// times that no honest clock has.
    pub(super) fn open(sealed: &[u8], key: &SealingKey, item: &ItemKey, revision: u64, now: Duration) -> Option<Self> {
        let plain = key.open(sealed, &[&[VERSION], item.0.as_bytes(), &revision.to_be_bytes()])?;
        let entry = Self::from(serde_json::from_slice::<Document<'_>>(&plain).ok()?);
        entry.is_believable(now).then_some(entry)
    }

    fn is_believable(&self, now: Duration) -> bool {
        let PolicyState {
            kept,
            fetch,
            fetches,
            backoff,
            allowance,
            ..
        } = &self.state;
        let times = [
            kept.map(|kept| kept.at),
            fetch.map(|fetch| fetch.started),
            backoff.map(|(since, _)| since),
            allowance.refills_from,
            allowance.last,
        ];
        let mut times = times.into_iter().flatten();
        times.all(|time| time.wall <= now + SKEW)
            && kept.is_none_or(|kept| kept.ttl.fresh <= kept.ttl.stale_if_error)
            && kept.is_none_or(|kept| kept.ttl.stale_if_error <= LONGEST_LIFE)
            && backoff.is_none_or(|(_, span)| span <= LONGEST_COOL_DOWN)
            && *fetches < u64::MAX
    }
}

/// Access tokens and key sets are trusted for a day at most.
const LONGEST_LIFE: Duration = Duration::from_hours(24);
const LONGEST_COOL_DOWN: Duration = Duration::from_mins(5);

/// The JSON that is sealed; all times in milliseconds, since 1970 or as spans.
#[derive(Serialize, Deserialize)]
struct Document<'a> {
    /// Generation, start of its fetch, and how long it is fresh and usable.
    kept: Option<[u64; 4]>,
    /// Number and start of the fetch under way.
    fetch: Option<[u64; 2]>,
    fetches: u64,
    failures: u32,
    /// Start and length of the cool-down.
    backoff: Option<[u64; 2]>,
    used: u32,
    refills_from: Option<u64>,
    last: Option<u64>,
    value: Option<std::borrow::Cow<'a, str>>,
}

impl<'a> From<&'a Entry> for Document<'a> {
    fn from(entry: &'a Entry) -> Self {
        let state = &entry.state;
        let wall = |moment: Moment| millis(moment.wall);
        Self {
            kept: state.kept.map(|Kept { generation, at, ttl }| {
                [generation, wall(at), millis(ttl.fresh), millis(ttl.stale_if_error)]
            }),
            fetch: state.fetch.map(|fetch| [fetch.number, wall(fetch.started)]),
            fetches: state.fetches,
            failures: state.failures,
            backoff: state.backoff.map(|(since, span)| [wall(since), millis(span)]),
            used: state.allowance.used,
            refills_from: state.allowance.refills_from.map(wall),
            last: state.allowance.last.map(wall),
            value: entry.value.as_ref().map(|value| value.expose_secret().into()),
        }
    }
}

impl From<Document<'_>> for Entry {
    fn from(document: Document<'_>) -> Self {
        let state = PolicyState {
            kept: document.kept.map(|[generation, at, fresh, stale_if_error]| Kept {
                generation,
                at: moment(at),
                ttl: Ttl {
                    fresh: Duration::from_millis(fresh),
                    stale_if_error: Duration::from_millis(stale_if_error),
                },
            }),
            fetch: document.fetch.map(|[number, started]| Fetch {
                number,
                started: moment(started),
            }),
            fetches: document.fetches,
            failures: document.failures,
            backoff: document
                .backoff
                .map(|[since, span]| (moment(since), Duration::from_millis(span))),
            allowance: Allowance {
                used: document.used,
                refills_from: document.refills_from.map(moment),
                last: document.last.map(moment),
            },
        };
        let value = document.value.map(|value| SecretString::from(value.into_owned()));
        Self { state, value }
    }
}

pub(super) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// Environments share the wall clock alone.
pub(super) fn moment(wall: u64) -> Moment {
    Moment {
        wall: Duration::from_millis(wall),
        monotonic: Duration::ZERO,
    }
}
