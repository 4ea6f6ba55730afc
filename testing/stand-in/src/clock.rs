//! The one place of this crate that reads the clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Time since 1970, by the wall clock: what `exp` claims are measured against.
#[expect(clippy::disallowed_methods, reason = "a platform has a clock of its own")]
pub(crate) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// [`now`] in whole seconds, the unit of every claim that is a time.
pub(crate) fn now_seconds() -> i64 {
    i64::try_from(now().as_secs()).unwrap_or(i64::MAX)
}
