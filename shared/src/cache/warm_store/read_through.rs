//! A source that looks into the warm store first, and fetches for all environments.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::item::{Entry, ItemKey};
use super::shared_item::{Opened, Replaced, SharedItem};
use super::{SKEW, Unusable, WarmStore};
use crate::cache::policy::{Backoff, Decision, Kept, Policy, RefreshLimit, Ttl};
use crate::cache::{Failure, Fetched, Source};
use crate::request::clock::Moment;
use crate::request::context::RequestContext;

/// A source whose values environments may share.
pub trait Shareable: Source {
    /// The value as text, which [`Shareable::parse`] reads again; `None` where it is not shared.
    fn text(value: &Self::Value) -> Option<SecretString>;
    /// The value of such a text; `None` where it is none.
    fn parse(&self, text: &str) -> Option<Self::Value>;
    /// The error of a source that failed in another environment, and is left alone for so long.
    fn cooling_down(left: Duration) -> Self::Error;
}

/// A source, and the item of the warm store that its values are shared by; without one it is the source.
pub struct ReadThrough<S> {
    source: S,
    item: Option<SharedItem>,
    /// Start of the fetch that brought the value that was handed out last.
    handed_out: Mutex<Option<Moment>>,
}

/// The wish of a fetch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Any,
    Newer,
}

/// The next action, as the item's policy has it.
enum Step<V> {
    Take(Fetched<V>, Kept),
    /// There is a value that is not shared.
    FetchAlone,
    /// There may be none newer yet.
    Keep,
    CoolDown(Duration),
    Wait,
    Lead(u64),
}

impl<S: Shareable> ReadThrough<S> {
    /// Values of `source`, shared by this item of the store.
    pub fn new(source: S, item: Option<(&WarmStore, ItemKey)>) -> Self {
        Self {
            source,
            item: item.map(|(store, key)| SharedItem::new(store.clone(), key)),
            handed_out: Mutex::default(),
        }
    }

    async fn obtain(&self, want: Want, context: RequestContext) -> Result<Option<Fetched<S::Value>>, S::Error> {
        let Some(item) = &self.item else {
            return self.source.fetch(context).await.map(Some);
        };
        let mut patience = Patience::new(item.now());
        let mut opened = loop {
            match item.open(&context).await {
                Ok(Some(opened)) => break opened,
                Err(Unusable::Busy) if patience.pause(item.now(), &context).await => {}
                Ok(None) | Err(_) => return self.fetch_alone(item, context).await,
            }
        };
        loop {
            let mut policy = Policy::resume(S::REFRESH_LIMIT, opened.entry.state.clone(), SKEW);
            match self.step(item, &mut policy, &opened.entry, want) {
                Step::Take(fetched, kept) => {
                    self.note_handed_out(kept.at);
                    return Ok(Some(fetched));
                }
                Step::Keep => return Ok(None),
                Step::CoolDown(left) => return Err(S::cooling_down(left)),
                Step::FetchAlone => return self.fetch_alone(item, context).await,
                Step::Wait => {
                    if !patience.pause(item.now(), &context).await {
                        return self.fetch_alone(item, context).await;
                    }
                    let Some(again) = read_again(item, &opened, &mut patience, &context).await else {
                        return self.fetch_alone(item, context).await;
                    };
                    opened = again;
                }
                Step::Lead(number) => {
                    let entry = Entry {
                        state: policy.state().clone(),
                        value: opened.entry.value.clone(),
                    };
                    match item.replace(opened, entry, &context).await {
                        Ok(Replaced::Yes(lease)) => return self.lead(item, lease, number, context).await.map(Some),
                        Ok(Replaced::No(other)) => opened = other,
                        Err(_) => return self.fetch_alone(item, context).await,
                    }
                }
            }
        }
    }

    fn step(&self, item: &SharedItem, policy: &mut Policy, entry: &Entry, want: Want) -> Step<S::Value> {
        let now = item.now();
        let kept = policy.state().kept;
        let held = *self.handed_out.lock().unwrap_or_else(PoisonError::into_inner);
        let decision = match want {
            Want::Any => policy.get(now),
            Want::Newer => {
                // Without a store for a while, this environment may hold a newer one than it has.
                let doubted = kept.filter(|kept| held.is_some_and(|held| kept.at.wall <= held.wall));
                policy.force_refresh(now, doubted.map_or(0, |kept| kept.generation))
            }
        };
        match (decision, want) {
            (Decision::Refuse(left), _) if policy.cooling_down(now).is_some() => Step::CoolDown(left),
            (Decision::Refuse(_), _) => Step::Keep,
            (Decision::Fetch(number) | Decision::ServeAndRefresh(number), _) => Step::Lead(number),
            (Decision::Join, Want::Newer) => Step::Wait,
            (Decision::Join | Decision::Serve, _) => match (kept, policy.usable(now)) {
                (Some(kept), Some(usable)) if !is_older(kept, held) => self.take(item, entry, kept, usable.age),
                (Some(_), Some(_)) if !policy.is_fetching(now) => {
                    policy.cooling_down(now).map_or(Step::FetchAlone, Step::CoolDown)
                }
                _ => Step::Wait,
            },
        }
    }

    fn take(&self, item: &SharedItem, entry: &Entry, kept: Kept, age: Duration) -> Step<S::Value> {
        match entry
            .value
            .as_ref()
            .and_then(|text| self.source.parse(text.expose_secret()))
        {
            Some(value) => {
                let at = Some(item.store.clock().now().saturating_sub(age));
                Step::Take(
                    Fetched {
                        value,
                        ttl: kept.ttl,
                        at,
                    },
                    kept,
                )
            }
            None => Step::FetchAlone,
        }
    }

    fn note_handed_out(&self, at: Moment) {
        *self.handed_out.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    async fn fetch_alone(
        &self,
        item: &SharedItem,
        context: RequestContext,
    ) -> Result<Option<Fetched<S::Value>>, S::Error> {
        let started = item.now();
        let fetched = self.source.fetch(context).await?;
        self.note_handed_out(started);
        Ok(Some(fetched))
    }

    /// Fetches for all, and writes down how it ended.
    async fn lead(
        &self,
        item: &SharedItem,
        lease: Opened,
        number: u64,
        context: RequestContext,
    ) -> Result<Fetched<S::Value>, S::Error> {
        let started = lease.entry.state.fetch.map(|fetch| fetch.started);
        let outcome = self.source.fetch(context.clone()).await;
        let end = match &outcome {
            Ok(fetched) => {
                self.note_handed_out(started.unwrap_or(item.now()));
                End::Fetched(for_other_clocks(fetched.ttl), S::text(&fetched.value))
            }
            Err(error) => match error.backoff() {
                // Of this environment alone: another one may have other credentials.
                Backoff::Until(_) => End::Nothing,
                backoff @ Backoff::Exponential { .. } => End::Failed(item.now(), backoff, fastrand::f64()),
            },
        };
        end_lease(item, lease, S::REFRESH_LIMIT, (number, end), &context).await;
        outcome
    }
}

/// Returns whether this environment has handed out a newer value, or one that seems so: clocks differ.
fn is_older(kept: Kept, held: Option<Moment>) -> bool {
    held.is_some_and(|held| kept.at.wall < held.wall)
}

/// The end of a fetch for all.
enum End {
    Fetched(Ttl, Option<SecretString>),
    Failed(Moment, Backoff, f64),
    Nothing,
}

/// Writes the end of fetch `number` down. One that somebody else has given up and begun anew is not
/// written: its number is not the one under way.
async fn end_lease(
    item: &SharedItem,
    mut lease: Opened,
    limit: RefreshLimit,
    (number, end): (u64, End),
    context: &RequestContext,
) {
    for _ in 0..WRITES {
        let mut policy = Policy::resume(limit, lease.entry.state.clone(), SKEW);
        let (is_written, value) = match &end {
            End::Fetched(ttl, text) => (policy.fetched(number, *ttl, None), text),
            End::Failed(now, backoff, jitter) => (policy.failed(number, *now, *backoff, *jitter), &lease.entry.value),
            End::Nothing => (policy.ended(number), &lease.entry.value),
        };
        if !is_written {
            return;
        }
        let entry = Entry {
            value: value.clone(),
            state: policy.state().clone(),
        };
        match item.replace(lease, entry, context).await {
            Ok(Replaced::No(other)) => lease = other,
            Ok(Replaced::Yes(_)) | Err(_) => return,
        }
    }
}

async fn read_again(
    item: &SharedItem,
    last: &Opened,
    patience: &mut Patience,
    context: &RequestContext,
) -> Option<Opened> {
    loop {
        match item.read(last, context).await {
            Ok(opened) => return Some(opened),
            Err(Unusable::Busy) if patience.pause(item.now(), context).await => {}
            Err(_) => return None,
        }
    }
}

/// The patience of one who waits for another environment: 2 s in all, or the request's time.
struct Patience {
    since: Moment,
    pauses: u32,
}

impl Patience {
    fn new(since: Moment) -> Self {
        Self { since, pauses: 0 }
    }

    /// Waits for a moment; `false` where it has come to an end.
    async fn pause(&mut self, now: Moment, context: &RequestContext) -> bool {
        let longest = FIRST_PAUSE
            .saturating_mul(2_u32.saturating_pow(self.pauses))
            .min(LONGEST_PAUSE);
        let pause = longest / 2 + (longest / 2).mul_f64(fastrand::f64());
        if now.since(self.since) + pause > LONGEST_WAIT || context.time_for_calls() < pause {
            return false;
        }
        self.pauses += 1;
        tokio::time::sleep(pause).await;
        true
    }
}

/// A reader's clock may be behind the writer's: it takes a value for younger than it is.
fn for_other_clocks(ttl: Ttl) -> Ttl {
    Ttl {
        fresh: ttl.fresh.saturating_sub(SKEW),
        stale_if_error: ttl.stale_if_error.saturating_sub(SKEW),
    }
}

impl<S: Shareable> Source for ReadThrough<S> {
    type Value = S::Value;
    type Error = S::Error;
    const NAME: &'static str = S::NAME;
    const METRICS: [&'static str; 2] = S::METRICS;
    const REFRESH_LIMIT: RefreshLimit = S::REFRESH_LIMIT;

    async fn fetch(&self, context: RequestContext) -> Result<Fetched<S::Value>, S::Error> {
        match self.obtain(Want::Any, context).await? {
            Some(fetched) => Ok(fetched),
            None => Err(S::Error::aborted()),
        }
    }

    fn fetch_newer(
        &self,
        context: RequestContext,
    ) -> impl Future<Output = Result<Option<Fetched<S::Value>>, S::Error>> + Send {
        self.obtain(Want::Newer, context)
    }
}

impl<S: Source> std::fmt::Debug for ReadThrough<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ReadThrough({})", S::NAME)
    }
}

/// Attempts of a write that others' writes get in the way of.
const WRITES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(800);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
