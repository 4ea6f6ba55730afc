//! So many calls in so many seconds.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) struct RateLimit {
    /// Calls per interval.
    limit: u64,
    interval: Duration,
    window_start: Duration,
    used: u64,
}

impl RateLimit {
    pub(crate) fn new(limit: u64, interval_seconds: u64) -> Self {
        Self {
            limit,
            interval: Duration::from_secs(interval_seconds),
            window_start: Duration::ZERO,
            used: 0,
        }
    }

    /// Takes one call from the present interval; `false` if none is left.
    pub(crate) fn take(&mut self, now: Duration) -> bool {
        if now.saturating_sub(self.window_start) >= self.interval {
            self.window_start = now;
            self.used = 0;
        }
        let allowed = self.used < self.limit;
        self.used = self.limit.min(self.used + 1);
        allowed
    }

    /// Adds the three headers every answer of the ERP carries.
    pub(crate) fn describe(&self, headers: &mut HeaderMap) {
        let values = [
            (LIMIT, self.limit),
            (INTERVAL, self.interval.as_secs()),
            (REMAINING, self.limit - self.used),
        ];
        for (name, value) in values {
            // An answer that has run out says so itself.
            headers.entry(name).or_insert_with(|| HeaderValue::from(value));
        }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new(1_000_000, 45)
    }
}

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const INTERVAL: HeaderName = HeaderName::from_static("x-ratelimit-interval-length-seconds");
pub(crate) const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
