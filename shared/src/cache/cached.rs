//! Thin: carries out what the policy decided, once for all who ask.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::policy::{Backoff, Decision, Policy, RefreshLimit, Ttl};
use crate::request::clock::{Clock, Moment};
use crate::request::context::RequestContext;
use crate::request::error_chain::Chain;

/// Source that a [`Cached`] fetches its value from.
pub trait Source: Send + Sync + 'static {
    /// Type of the kept value.
    type Value: Send + Sync + 'static;
    /// Failure of a fetch.
    type Error: Failure;
    /// Name in log lines, such as `key set`.
    const NAME: &'static str;
    /// Limits of forced refreshes; see [`Cached::force_refresh`].
    const REFRESH_LIMIT: RefreshLimit;
    /// Metrics that count a fetch that brought one, and one that did not (see `metrics.rs`).
    const METRICS: [&'static str; 2];

    /// Fetches a new one. Every upstream call it makes is charged to `context`.
    fn fetch(&self, context: RequestContext) -> impl Future<Output = Result<Fetched<Self::Value>, Self::Error>> + Send;

    /// Fetches one because the last one that it has brought is doubted; `None` where there may be none
    /// newer yet, and that one stays.
    fn fetch_newer(
        &self,
        context: RequestContext,
    ) -> impl Future<Output = Result<Option<Fetched<Self::Value>>, Self::Error>> + Send {
        async { self.fetch(context).await.map(Some) }
    }
}

/// A value as it came from its source.
#[derive(Debug)]
pub struct Fetched<V> {
    /// Value to keep.
    pub value: V,
    /// Time to live, counted from `at`.
    pub ttl: Ttl,
    /// Start of the fetch where another environment has made it; `None` where it is this one.
    pub at: Option<Moment>,
}

/// An error that knows how long its source should be left alone.
pub trait Failure: std::error::Error + Send + Sync + 'static {
    /// Cool-down of the source after this failure.
    fn backoff(&self) -> Backoff;
    /// Returns the error of a fetch that ended without any result, as by a panic.
    fn aborted() -> Self;
}

/// A kept value as it is served.
#[derive(Debug)]
pub struct Served<V> {
    /// Value, shared with the cell.
    pub value: Arc<V>,
    /// Number of the fetch that brought it; names it in a forced refresh.
    pub generation: u64,
    /// `true` where it was fetched while the caller waited: renewing it at once would be pointless.
    pub was_fetched_now: bool,
    /// Time since the start of its fetch.
    pub age: Duration,
}

/// The value is unavailable.
#[derive(Debug, thiserror::Error)]
#[error("unavailable, retry in {retry_after:?}")]
pub struct Unavailable<E: std::error::Error + 'static> {
    /// Error of the last fetch that ended, or [`Failure::aborted`] where there is none.
    #[source]
    pub cause: Arc<E>,
    /// Time until asking again may help.
    pub retry_after: Duration,
}

impl<E: std::error::Error> Clone for Unavailable<E> {
    fn clone(&self) -> Self {
        Self {
            cause: Arc::clone(&self.cause),
            retry_after: self.retry_after,
        }
    }
}

/// One kept value; clones share it.
pub struct Cached<S: Source>(Arc<Inner<S>>);

struct Inner<S: Source> {
    source: S,
    clock: Clock,
    state: Mutex<State<S>>,
}

struct State<S: Source> {
    policy: Policy,
    value: Option<Arc<S::Value>>,
    last_error: Option<Arc<S::Error>>,
    /// Ends when the fetch under way ends; a fetch that is given up drops its sender.
    under_way: Option<watch::Receiver<()>>,
}

impl<S: Source> Clone for Cached<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Source> Cached<S> {
    /// An empty cache; nothing is fetched before the first request.
    pub fn new(source: S, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            source,
            clock,
            state: Mutex::new(State {
                policy: Policy::new(S::REFRESH_LIMIT).spread(fastrand::f64()),
                value: None,
                last_error: None,
                under_way: None,
            }),
        }))
    }

    /// The value, from memory where the policy allows it.
    pub async fn get(&self, context: &RequestContext) -> Result<Served<S::Value>, Unavailable<S::Error>> {
        let (decision, receiver) = {
            let mut state = self.lock();
            let decision = state.policy.get(self.0.clock.now());
            (decision, self.carry_out(&mut state, decision, Doubted(false), context))
        };
        match decision {
            Decision::Serve | Decision::ServeAndRefresh(_) => self.kept(false, context),
            Decision::Refuse(_) => Err(self.unavailable()),
            Decision::Fetch(_) | Decision::Join => {
                wait(receiver, context).await;
                self.kept(true, context)
            }
        }
    }

    /// A value newer than `seen`, or `None` where it may not be refreshed now.
    pub async fn force_refresh(
        &self,
        seen: &Served<S::Value>,
        context: &RequestContext,
    ) -> Result<Option<Served<S::Value>>, Unavailable<S::Error>> {
        if seen.was_fetched_now {
            return Ok(None);
        }
        let (decision, receiver, cooling_down) = {
            let mut state = self.lock();
            let now = self.0.clock.now();
            let decision = state.policy.force_refresh(now, seen.generation);
            let receiver = self.carry_out(&mut state, decision, Doubted(true), context);
            (decision, receiver, state.policy.cooling_down(now).is_some())
        };
        match decision {
            Decision::Refuse(_) if cooling_down => Err(self.unavailable()),
            Decision::Refuse(_) => Ok(None),
            Decision::Serve | Decision::ServeAndRefresh(_) => self.kept(false, context).map(Some),
            Decision::Fetch(_) | Decision::Join => {
                wait(receiver, context).await;
                match self.kept(true, context) {
                    Ok(served) if served.generation > seen.generation => Ok(Some(served)),
                    _ if self.is_idle() => Ok(None),
                    _ => Err(self.unavailable()),
                }
            }
        }
    }

    /// Error of the last fetch that ended; `None` where it succeeded, or none has ended.
    pub fn last_error(&self) -> Option<Arc<S::Error>> {
        self.lock().last_error.clone()
    }

    /// No fetch is under way, and none has failed a moment ago.
    fn is_idle(&self) -> bool {
        let state = self.lock();
        let now = self.0.clock.now();
        !state.policy.is_fetching(now) && state.policy.cooling_down(now).is_none() && state.last_error.is_none()
    }

    fn carry_out(
        &self,
        state: &mut State<S>,
        decision: Decision,
        doubted: Doubted,
        context: &RequestContext,
    ) -> Option<watch::Receiver<()>> {
        match decision {
            Decision::Serve | Decision::Refuse(_) => None,
            Decision::Join => state.under_way.clone(),
            Decision::Fetch(number) | Decision::ServeAndRefresh(number) => {
                let (ended, receiver) = watch::channel(());
                state.under_way = Some(receiver.clone());
                let attempt = Attempt {
                    cached: self.clone(),
                    number,
                    doubted,
                    _ended: ended,
                };
                // A task of its own: the request that started it may be dropped while others wait.
                let task = tokio::spawn(attempt.run(context.clone()));
                if matches!(decision, Decision::ServeAndRefresh(_)) {
                    context.spawn_background(task);
                }
                Some(receiver)
            }
        }
    }

    fn kept(&self, was_fetched_now: bool, context: &RequestContext) -> Result<Served<S::Value>, Unavailable<S::Error>> {
        let state = self.lock();
        let now = self.0.clock.now();
        let (Some(value), Some(usable)) = (&state.value, state.policy.usable(now)) else {
            drop(state);
            return Err(self.unavailable());
        };
        if usable.is_stale {
            context.metrics().stale();
        }
        Ok(Served {
            value: Arc::clone(value),
            generation: usable.generation,
            was_fetched_now,
            age: usable.age,
        })
    }

    fn unavailable(&self) -> Unavailable<S::Error> {
        let state = self.lock();
        let left = state.policy.cooling_down(self.0.clock.now());
        Unavailable {
            cause: state
                .last_error
                .clone()
                .unwrap_or_else(|| Arc::new(S::Error::aborted())),
            retry_after: left.unwrap_or(Duration::from_secs(1)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<S>> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Source> std::fmt::Debug for Cached<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Cached({})", S::NAME)
    }
}

async fn wait(receiver: Option<watch::Receiver<()>>, context: &RequestContext) {
    let Some(mut receiver) = receiver else { return };
    // Nothing is ever sent: the channel closes when the attempt is dropped, however it ended.
    let _ = tokio::time::timeout(context.time_left(), receiver.changed()).await;
}

/// One fetch. Its result is written down when it ends, and also when it is dropped without one.
struct Attempt<S: Source> {
    cached: Cached<S>,
    number: u64,
    doubted: Doubted,
    _ended: watch::Sender<()>,
}

/// Whether the kept value is doubted.
#[derive(Clone, Copy)]
struct Doubted(bool);

impl<S: Source> Attempt<S> {
    async fn run(self, context: RequestContext) {
        let source = &self.cached.0.source;
        let outcome = match self.doubted {
            Doubted(true) => source.fetch_newer(context.clone()).await,
            Doubted(false) => source.fetch(context.clone()).await.map(Some),
        };
        let [fetched, failed] = S::METRICS;
        match outcome {
            Ok(Some(Fetched { value, ttl, at })) => {
                context
                    .metrics()
                    .count(if at.is_none() { fetched } else { "WarmStoreHit" });
                let mut state = self.cached.lock();
                if state.policy.fetched(self.number, ttl, at) {
                    state.value = Some(Arc::new(value));
                    state.last_error = None;
                }
            }
            Ok(None) => {
                self.cached.lock().policy.ended(self.number);
            }
            Err(error) => {
                context.metrics().count(failed);
                self.note(error);
            }
        }
    }

    fn note(&self, error: S::Error) {
        let now = self.cached.0.clock.now();
        let mut state = self.cached.lock();
        if !state.policy.failed(self.number, now, error.backoff(), fastrand::f64()) {
            return;
        }
        let rests = state.policy.cooling_down(now).unwrap_or_default();
        state.last_error = Some(Arc::new(error));
        let error = state.last_error.clone();
        drop(state);
        if let Some(error) = error {
            tracing::warn!(
                source = S::NAME,
                error = %Chain(&*error),
                rest_ms = u64::try_from(rests.as_millis()).unwrap_or(u64::MAX),
                "refresh failed"
            );
        }
    }
}

impl<S: Source> Drop for Attempt<S> {
    fn drop(&mut self) {
        // Still under way only if `run` ended without a result: a panic in the source.
        let lost = self.cached.lock().policy.is_under_way(self.number);
        if lost {
            self.note(S::Error::aborted());
        }
    }
}
