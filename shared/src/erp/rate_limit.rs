//! The ERP's rate limit, as one environment sees it: all its users share one, so nobody may use it up
//! alone, and nobody is sent on where it is used up.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};

use super::ErpError;
use super::blame::DOCUMENTED_INTERVAL;
use crate::http::client::{Answer, INTERVAL_HEADER};
use crate::request::clock::Moment;

/// The calls of this environment within the interval that runs, and what the ERP said last.
#[derive(Debug)]
pub(super) struct RateLimit(Mutex<State>);

/// The interval that a call was counted in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    started: Moment,
}

#[derive(Debug)]
struct State {
    /// `X-RateLimit-Limit`, once the ERP has said it.
    limit: Option<u64>,
    /// `X-RateLimit-Interval-Length-Seconds`.
    length: Duration,
    /// The interval that runs; its end is the next one's first call.
    started: Option<Moment>,
    /// Calls in it, by tenant.
    calls: HashMap<Box<str>, Calls>,
    /// Pause of all calls.
    pause: Option<Pause>,
}

#[derive(Debug, Default)]
struct Calls {
    made: u64,
    is_refused: bool,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    since: Moment,
    lasts: Duration,
}

impl RateLimit {
    /// Refuses a call of `tenant` that must not be made now; counts none.
    pub fn check(&self, tenant: &str, now: Moment) -> Result<(), ErpError> {
        self.lock().check(tenant, now)
    }

    /// The same, and counts the call if it may be made.
    pub fn admit(&self, tenant: &str, now: Moment) -> Result<Interval, ErpError> {
        let mut state = self.lock();
        state.check(tenant, now)?;
        let started = *state.started.get_or_insert(now);
        state.calls.entry(tenant.into()).or_default().made += 1;
        Ok(Interval { started })
    }

    /// Learns from the answer to a call that was counted in `interval`.
    pub fn learn(&self, answer: &Answer, interval: Interval, now: Moment) {
        let mut state = self.lock();
        if let Some(limit) = number(&answer.headers, LIMIT).filter(|limit| *limit > 0) {
            state.limit = Some(limit);
        }
        if let Some(seconds) = number(&answer.headers, INTERVAL_HEADER).filter(|seconds| *seconds > 0) {
            state.length = Duration::from_secs(seconds).min(LONGEST_PAUSE);
        }
        let length = state.length;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            let lasts = answer.retry_after.unwrap_or(length).min(LONGEST_PAUSE);
            state.stop(Pause { since: now, lasts }, now);
        } else if number(&answer.headers, REMAINING) == Some(0) {
            let since = interval.started;
            state.stop(Pause { since, lasts: length }, now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check(&mut self, tenant: &str, now: Moment) -> Result<(), ErpError> {
        if let Some(retry_after) = self.pause.and_then(|pause| pause.left(now)) {
            return Err(ErpError::RateLimited { retry_after });
        }
        let passed = self.started.map_or(self.length, |started| now.since(started));
        if passed >= self.length {
            self.started = None;
            self.calls.clear();
        }
        let (Some(share), Some(calls)) = (self.share(), self.calls.get_mut(tenant)) else {
            return Ok(());
        };
        if calls.made < share {
            return Ok(());
        }
        if !std::mem::replace(&mut calls.is_refused, true) {
            tracing::warn!(
                tenant.id = tenant,
                share,
                "a tenant has used its share of the ERP's rate limit"
            );
        }
        let retry_after = self.length.saturating_sub(passed);
        Err(ErpError::TenantRateLimited { retry_after })
    }

    /// Calls that one tenant may make in an interval: half of the limit, and one where that is none.
    fn share(&self) -> Option<u64> {
        self.limit.map(|limit| (limit / 2).max(1))
    }

    /// Begins a pause, unless one runs that lasts longer.
    fn stop(&mut self, pause: Pause, now: Moment) {
        let left = |pause: Pause| pause.left(now);
        let (Some(lasts), running) = (pause.left(now), self.pause.and_then(left)) else {
            return;
        };
        if running.is_some_and(|running| running >= lasts) {
            return;
        }
        if running.is_none() {
            tracing::warn!(
                seconds = lasts.as_secs(),
                "the ERP's rate limit is used up; no call is made for so long"
            );
        }
        self.pause = Some(pause);
    }
}

impl Pause {
    fn left(self, now: Moment) -> Option<Duration> {
        let left = self.lasts.checked_sub(now.since(self.since))?;
        (!left.is_zero()).then_some(left)
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self(Mutex::new(State {
            limit: None,
            length: DOCUMENTED_INTERVAL,
            started: None,
            calls: HashMap::new(),
            pause: None,
        }))
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

const LIMIT: &str = "x-ratelimit-limit";
const REMAINING: &str = "x-ratelimit-remaining";
/// Whatever the ERP says: longer than any interval it is known to have.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
