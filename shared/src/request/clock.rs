//! Wall and monotonic time, read together and passed in.
//!
//! Neither clock alone can be trusted on Lambda: the monotonic one may stand still while the
//! environment is frozen between two requests, and the wall clock steps when it is corrected.
//! The elapsed time is the larger of the two, so nothing outlives its
//! time because one of the two stood still.

use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One reading of both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Time since 1970-01-01T00:00:00Z.
    pub wall: Duration,
    /// Time since an arbitrary start.
    pub monotonic: Duration,
}

impl Moment {
    /// The time since `earlier`, as the clock says that moved further; zero if neither moved.
    pub fn since(self, earlier: Moment) -> Duration {
        let wall = self.wall.saturating_sub(earlier.wall);
        let monotonic = self.monotonic.saturating_sub(earlier.monotonic);
        wall.max(monotonic)
    }

    /// Both clocks moved on by `span`.
    #[must_use]
    pub fn saturating_add(self, span: Duration) -> Moment {
        Moment {
            wall: self.wall.saturating_add(span),
            monotonic: self.monotonic.saturating_add(span),
        }
    }

    /// Both clocks moved back by `span`.
    #[must_use]
    pub fn saturating_sub(self, span: Duration) -> Moment {
        Moment {
            wall: self.wall.saturating_sub(span),
            monotonic: self.monotonic.saturating_sub(span),
        }
    }
}

/// Source of moments; cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// The clocks of the machine.
    #[expect(clippy::disallowed_methods, reason = "the one place where the clocks are read")]
    pub fn system() -> Self {
        let started = std::time::Instant::now();
        Self(Arc::new(move || Moment {
            wall: std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default(),
            monotonic: BEFORE_START + started.elapsed(),
        }))
    }

    /// A clock that `read` tells the time of.
    pub fn reading(read: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Reads both clocks.
    pub fn now(&self) -> Moment {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Clock")
    }
}

/// Room below the start of this process: a value that another one has fetched may be older than it.
const BEFORE_START: Duration = Duration::from_hours(48);

/// A clock that moves only when it is set: freezes, steps and hours within a test.
#[derive(Clone, Debug)]
pub struct MockClock(Arc<Mutex<Moment>>);

impl MockClock {
    /// Starts at the machine's own time, so that tokens made elsewhere are valid now.
    pub fn at_present() -> Self {
        Self(Arc::new(Mutex::new(Clock::system().now())))
    }

    /// The clock to hand over; it follows this one.
    pub fn clock(&self) -> Clock {
        let moment = Arc::clone(&self.0);
        Clock(Arc::new(move || *lock(&moment)))
    }

    /// Time passes as it should.
    pub fn advance(&self, span: Duration) {
        let mut moment = lock(&self.0);
        *moment = moment.saturating_add(span);
    }

    /// The environment is frozen for `span`: only the wall clock moves.
    pub fn freeze(&self, span: Duration) {
        lock(&self.0).wall += span;
    }

    /// The wall clock is set back by `span`.
    pub fn step_back(&self, span: Duration) {
        lock(&self.0).wall -= span;
    }
}

fn lock(moment: &Mutex<Moment>) -> std::sync::MutexGuard<'_, Moment> {
    moment.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn time_has_passed_if_either_clock_says_so() {
        let set = MockClock::at_present();
        let start = set.clock().now();
        set.freeze(HOUR);
        assert_eq!(set.clock().now().since(start), HOUR);
        set.step_back(2 * HOUR);
        assert_eq!(set.clock().now().since(start), Duration::ZERO);
        set.advance(HOUR / 2);
        assert_eq!(set.clock().now().since(start), HOUR / 2);
    }
}
