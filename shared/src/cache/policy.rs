//! Pure: what to do about a kept value, given its state and the time.
//!
//! ```text
//!            age of the value
//! 0 ─────────── 80 % ─────────── fresh ─────────────── stale_if_error ──────▶
//!    serve       serve, and one     fetch; if the source      fetch, or refuse
//!                refreshes it       fails or rests, serve     while it rests
//! ```
//!
//! A fetch takes the next number, and the value it brings carries that number as its
//! generation: a result that arrives after a newer one is dropped.

use std::time::Duration;

use crate::request::clock::Moment;

/// Time to live of a fetched value, counted from the start of its fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ttl {
    /// Served without asking; from 80 % of it on it is refreshed ahead.
    pub fresh: Duration,
    /// Served while its source fails; at least `fresh`.
    pub stale_if_error: Duration,
}

/// Limits forced refreshes: refreshes of a fresh value, because a caller doubts it.
///
/// Token bucket of `burst` refreshes, refilled one per `every`, at least `min_interval` apart. A second
/// one lets a real rotation through shortly after a stray token has used up the first.
#[derive(Clone, Copy, Debug)]
pub struct RefreshLimit {
    /// Size of the bucket: refreshes in a row.
    pub burst: u32,
    /// Time until one is given back.
    pub refill_every: Duration,
    /// The shortest time between two.
    pub min_interval: Duration,
}

/// Cool-down of a source after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backoff {
    /// Back-off, or longer where the platform asks for it.
    Exponential {
        /// Pause that `Retry-After` or the rate-limit interval asks for.
        at_least: Option<Duration>,
    },
    /// Until the value this one is made from can be had again; not counted as a failure of
    /// this source, so that a chain recovers in one step and not link by link.
    Until(Duration),
}

/// The next action for a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Hand out the kept value.
    Serve,
    /// Serve the kept value and start fetch number `0` in the background.
    ServeAndRefresh(u64),
    /// Start fetch number `0` and wait for it.
    Fetch(u64),
    /// Wait for the fetch under way.
    Join,
    /// There is nothing to serve, and the source cools down for so long.
    Refuse(Duration),
}

/// State of a kept value that may be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usable {
    /// Number of the fetch that brought it.
    pub generation: u64,
    /// Time since the start of that fetch.
    pub age: Duration,
    /// `true` where it is not fresh any more, and served only because its source fails.
    pub is_stale: bool,
}

/// Rules for one kept value, and its state.
#[derive(Clone, Debug)]
pub struct Policy {
    refresh_limit: RefreshLimit,
    /// Share of its freshness from which on a value is refreshed ahead.
    refresh_ahead_from: f64,
    fetch_deadline: Duration,
    state: PolicyState,
}

/// Everything remembered about one kept value except the value.
#[derive(Clone, Debug, Default)]
pub struct PolicyState {
    pub(super) kept: Option<Kept>,
    pub(super) fetch: Option<Fetch>,
    pub(super) fetches: u64,
    pub(super) failures: u32,
    pub(super) backoff: Option<(Moment, Duration)>,
    pub(super) allowance: Allowance,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) generation: u64,
    pub(super) at: Moment,
    pub(super) ttl: Ttl,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Fetch {
    pub(super) number: u64,
    pub(super) started: Moment,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allowance {
    pub(super) used: u32,
    pub(super) refills_from: Option<Moment>,
    pub(super) last: Option<Moment>,
}

/// A fetch that has not ended after this long was frozen with its environment, and is given
/// up: longer than a chain of three calls of 2 s with one repetition each can take.
const FETCH_DEADLINE: Duration = Duration::from_secs(15);
const SPREAD: f64 = 0.02;
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LONGEST_BACKOFF: Duration = Duration::from_mins(1);
/// Longest pause that a platform may ask for; beyond it we would rather be refused again.
const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(5);

impl Policy {
    /// Starts with nothing kept.
    pub fn new(refresh_limit: RefreshLimit) -> Self {
        Self {
            refresh_limit,
            refresh_ahead_from: 0.8,
            fetch_deadline: FETCH_DEADLINE,
            state: PolicyState::default(),
        }
    }

    /// Refreshes ahead from a moment between 78 and 80 % of the freshness on, which `chance`, from 0 to
    /// 1, chooses: a thousand environments that were warmed in one second must not come in one second.
    #[must_use]
    pub fn spread(mut self, chance: f64) -> Self {
        self.refresh_ahead_from = 0.8 - SPREAD * chance.clamp(0.0, 1.0);
        self
    }

    /// Goes on from `state`, which several environments share, whose clocks differ by up to `skew`: none
    /// of them gives up another's fetch before it is over. Whichever of them asks first refreshes ahead.
    pub fn resume(refresh_limit: RefreshLimit, mut state: PolicyState, skew: Duration) -> Self {
        state.allowance.used = state.allowance.used.min(refresh_limit.burst);
        Self {
            refresh_ahead_from: 0.8 - SPREAD,
            fetch_deadline: FETCH_DEADLINE + skew,
            state,
            ..Self::new(refresh_limit)
        }
    }

    /// The state to go on from.
    pub fn state(&self) -> &PolicyState {
        &self.state
    }

    /// Decides how to serve a read.
    pub fn get(&mut self, now: Moment) -> Decision {
        let age = self.age(now);
        let fresh = self.state.kept.map_or(Duration::ZERO, |kept| kept.ttl.fresh);
        let free = !self.is_fetching(now) && self.cooling_down(now).is_none();

        match age {
            Some(age) if age < fresh.mul_f64(self.refresh_ahead_from) => Decision::Serve,
            Some(age) if age < fresh && free => Decision::ServeAndRefresh(self.begin(now)),
            Some(age) if age < fresh => Decision::Serve,
            _ if self.is_fetching(now) => Decision::Join,
            _ => match self.cooling_down(now) {
                None => Decision::Fetch(self.begin(now)),
                Some(_) if self.usable(now).is_some() => Decision::Serve,
                Some(left) => Decision::Refuse(left),
            },
        }
    }

    /// Decides whether a caller that was handed generation `seen`, and doubts it, may force a refresh.
    ///
    /// `Serve` means that a newer one is already there, `Refuse` that it may not be refreshed
    /// now; the kept value stays in either case.
    pub fn force_refresh(&mut self, now: Moment, seen: u64) -> Decision {
        if self.generation().is_some_and(|generation| generation > seen) {
            return Decision::Serve;
        }
        if self.is_fetching(now) {
            return Decision::Join;
        }
        if let Some(left) = self.cooling_down(now) {
            return Decision::Refuse(left);
        }
        if let Err(left) = self.state.allowance.take(self.refresh_limit, now) {
            return Decision::Refuse(left);
        }
        Decision::Fetch(self.begin(now))
    }

    /// Fetch `number` has brought a value; false if it came too late to be kept. Its age counts from `at`
    /// where it was fetched by another environment, else from the start of this fetch.
    pub fn fetched(&mut self, number: u64, ttl: Ttl, at: Option<Moment>) -> bool {
        let Some(fetch) = self.state.fetch.filter(|fetch| fetch.number == number) else {
            return false;
        };
        self.state.fetch = None;
        self.state.failures = 0;
        self.state.backoff = None;
        self.state.kept = Some(Kept {
            generation: number,
            at: at.unwrap_or(fetch.started),
            ttl,
        });
        true
    }

    /// Fetch `number` has failed; `jitter` is a random number from 0 to 1. False if another
    /// one has taken its place by now.
    pub fn failed(&mut self, number: u64, now: Moment, backoff: Backoff, jitter: f64) -> bool {
        if !self.is_under_way(number) {
            return false;
        }
        self.state.fetch = None;
        let span = match backoff {
            Backoff::Until(span) => span,
            Backoff::Exponential { at_least } => {
                let own = back_off(self.state.failures, jitter);
                self.state.failures = self.state.failures.saturating_add(1);
                own.max(at_least.unwrap_or_default().min(LONGEST_RETRY_AFTER))
            }
        };
        self.state.backoff = Some((now, span));
        true
    }

    /// Fetch `number` has ended without a value and without a failure; false if another one has taken its
    /// place by now.
    pub fn ended(&mut self, number: u64) -> bool {
        let is_under_way = self.is_under_way(number);
        if is_under_way {
            self.state.fetch = None;
        }
        is_under_way
    }

    /// The generation of the kept value.
    pub fn generation(&self) -> Option<u64> {
        self.state.kept.map(|kept| kept.generation)
    }

    /// The kept value, if it may be served at all.
    pub fn usable(&self, now: Moment) -> Option<Usable> {
        let kept = self.state.kept?;
        let age = now.since(kept.at);
        (age < kept.ttl.stale_if_error).then_some(Usable {
            generation: kept.generation,
            age,
            is_stale: age >= kept.ttl.fresh,
        })
    }

    /// Time left of the cool-down; `None` where there is none, or it is over.
    pub fn cooling_down(&self, now: Moment) -> Option<Duration> {
        let (since, span) = self.state.backoff?;
        let left = span.saturating_sub(now.since(since));
        (!left.is_zero()).then_some(left)
    }

    /// Returns whether fetch `number` is the one under way.
    pub fn is_under_way(&self, number: u64) -> bool {
        self.state.fetch.is_some_and(|fetch| fetch.number == number)
    }

    fn age(&self, now: Moment) -> Option<Duration> {
        self.state.kept.map(|kept| now.since(kept.at))
    }

    /// Returns whether a fetch is under way that is not given up yet.
    pub fn is_fetching(&self, now: Moment) -> bool {
        self.state
            .fetch
            .is_some_and(|fetch| now.since(fetch.started) < self.fetch_deadline)
    }

    fn begin(&mut self, now: Moment) -> u64 {
        self.state.fetches += 1;
        self.state.fetch = Some(Fetch {
            number: self.state.fetches,
            started: now,
        });
        self.state.fetches
    }
}

impl Allowance {
    fn take(&mut self, rules: RefreshLimit, now: Moment) -> Result<(), Duration> {
        while let Some(from) = self.refills_from
            && self.used > 0
            && now.since(from) >= rules.refill_every
        {
            self.used -= 1;
            self.refills_from = Some(from.saturating_add(rules.refill_every));
        }
        if let Some(last) = self.last
            && now.since(last) < rules.min_interval
        {
            return Err(rules.min_interval.saturating_sub(now.since(last)));
        }
        if self.used >= rules.burst {
            let waited = self.refills_from.map_or(Duration::ZERO, |from| now.since(from));
            return Err(rules.refill_every.saturating_sub(waited));
        }
        if self.used == 0 {
            self.refills_from = Some(now);
        }
        self.used += 1;
        self.last = Some(now);
        Ok(())
    }
}

/// Half of the step is certain and half is chance: with full jitter a run of small numbers
/// could ask a source that is down far more than seven times in its first minute.
fn back_off(failures: u32, jitter: f64) -> Duration {
    let step = FIRST_BACKOFF
        .saturating_mul(2_u32.saturating_pow(failures))
        .min(LONGEST_BACKOFF);
    step / 2 + (step / 2).mul_f64(jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
