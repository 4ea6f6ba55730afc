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

/// Everything remembered about one kept value except the value.
#[derive(Debug)]
pub struct Policy {
    refresh_limit: RefreshLimit,
    kept: Option<Kept>,
    fetch: Option<Fetch>,
    fetches: u64,
    failures: u32,
    backoff: Option<(Moment, Duration)>,
    allowance: Allowance,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    generation: u64,
    at: Moment,
    ttl: Ttl,
}

#[derive(Clone, Copy, Debug)]
struct Fetch {
    number: u64,
    started: Moment,
}

#[derive(Clone, Copy, Debug, Default)]
struct Allowance {
    used: u32,
    refills_from: Option<Moment>,
    last: Option<Moment>,
}

/// A fetch that has not ended after this long was frozen with its environment, and is given
/// up: longer than a chain of three calls of 2 s with one repetition each can take.
const FETCH_DEADLINE: Duration = Duration::from_secs(15);
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LONGEST_BACKOFF: Duration = Duration::from_mins(1);
/// Longest pause that a platform may ask for; beyond it we would rather be refused again.
const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(5);

impl Policy {
    /// Starts with nothing kept.
    pub fn new(refresh_limit: RefreshLimit) -> Self {
        Self {
            refresh_limit,
            kept: None,
            fetch: None,
            fetches: 0,
            failures: 0,
            backoff: None,
            allowance: Allowance::default(),
        }
    }

    /// Decides how to serve a read.
    pub fn get(&mut self, now: Moment) -> Decision {
        let age = self.age(now);
        let fresh = self.kept.map_or(Duration::ZERO, |kept| kept.ttl.fresh);
        let free = !self.is_fetching(now) && self.cooling_down(now).is_none();

        match age {
            Some(age) if age < fresh / 5 * 4 => Decision::Serve,
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
        if let Err(left) = self.allowance.take(self.refresh_limit, now) {
            return Decision::Refuse(left);
        }
        Decision::Fetch(self.begin(now))
    }

    /// Fetch `number` has brought a value; false if it came too late to be kept.
    pub fn fetched(&mut self, number: u64, ttl: Ttl) -> bool {
        let Some(fetch) = self.fetch.filter(|fetch| fetch.number == number) else {
            return false;
        };
        self.fetch = None;
        self.failures = 0;
        self.backoff = None;
        self.kept = Some(Kept {
            generation: number,
            at: fetch.started,
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
        self.fetch = None;
        let span = match backoff {
            Backoff::Until(span) => span,
            Backoff::Exponential { at_least } => {
                let own = back_off(self.failures, jitter);
                self.failures = self.failures.saturating_add(1);
                own.max(at_least.unwrap_or_default().min(LONGEST_RETRY_AFTER))
            }
        };
        self.backoff = Some((now, span));
        true
    }

    /// The generation of the kept value.
    pub fn generation(&self) -> Option<u64> {
        self.kept.map(|kept| kept.generation)
    }

    /// The kept value, if it may be served at all.
    pub fn usable(&self, now: Moment) -> Option<Usable> {
        let kept = self.kept?;
        let age = now.since(kept.at);
        (age < kept.ttl.stale_if_error).then_some(Usable {
            generation: kept.generation,
            age,
            is_stale: age >= kept.ttl.fresh,
        })
    }

    /// Time left of the cool-down; `None` where there is none, or it is over.
    pub fn cooling_down(&self, now: Moment) -> Option<Duration> {
        let (since, span) = self.backoff?;
        let left = span.saturating_sub(now.since(since));
        (!left.is_zero()).then_some(left)
    }

    /// Returns whether fetch `number` is the one under way.
    pub fn is_under_way(&self, number: u64) -> bool {
        self.fetch.is_some_and(|fetch| fetch.number == number)
    }

    fn age(&self, now: Moment) -> Option<Duration> {
        self.kept.map(|kept| now.since(kept.at))
    }

    fn is_fetching(&self, now: Moment) -> bool {
        self.fetch
            .is_some_and(|fetch| now.since(fetch.started) < FETCH_DEADLINE)
    }

    fn begin(&mut self, now: Moment) -> u64 {
        self.fetches += 1;
        self.fetch = Some(Fetch {
            number: self.fetches,
            started: now,
        });
        self.fetches
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
