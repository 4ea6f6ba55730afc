//! A rule, what it makes of a counter, and the same as steps to compare with.

use std::time::Duration;

use crate::unix_time::UnixTime;

/// `free` failures are without consequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// So many, 1 at least.
    pub free: u32,
    /// Consequence of those after them.
    pub then: Then,
    /// Time after [`Counter::last_at`] at which all is forgotten.
    pub forget_after: Duration,
}

/// Consequence of failures after the free ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The next attempt has to wait for `first`, then twice as long each time, but never longer than
    /// `longest`.
    Wait {
        /// The first wait.
        first: Duration,
        /// The longest one.
        longest: Duration,
    },
    /// Nothing more until all is forgotten, counted from the first failure.
    Stop {
        /// The wait in `Retry-After` instead of the true one.
        told: Option<Duration>,
    },
}

/// Attempts that were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Number of attempts.
    pub failures: u32,
    /// Time at which the last one was counted; under [`Then::Stop`], the first one.
    pub last_at: UnixTime,
}

/// Verdict on whether an attempt may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It may; where it was to be counted, it is.
    Allowed,
    /// It may not, and is not counted.
    TooEarly {
        /// For so long: 1 s at least.
        wait: Duration,
    },
}

/// A wait, and the most failures it is long enough for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// `None` for any number.
    pub failures_up_to: Option<u32>,
    /// The wait.
    pub wait: Duration,
}

impl Rule {
    /// Judges whether one more attempt may be made now.
    pub fn judge(&self, counter: Counter, now: UnixTime) -> Attempt {
        if self.is_forgotten(counter, now) {
            return Attempt::Allowed;
        }
        let passed = now.since(counter.last_at);
        let wait = match self.then {
            Then::Wait { first, longest } => self.wait_after(counter.failures, first, longest).saturating_sub(passed),
            Then::Stop { .. } if counter.failures < self.free => Duration::ZERO,
            Then::Stop { told } => told.unwrap_or_else(|| self.forget_after.saturating_sub(passed)),
        };
        if wait.is_zero() {
            return Attempt::Allowed;
        }
        Attempt::TooEarly { wait }
    }

    /// Returns whether the free failures are used up.
    pub fn is_used_up(&self, counter: Counter, now: UnixTime) -> bool {
        counter.failures >= self.free && !self.is_forgotten(counter, now)
    }

    /// Returns whether the counter is too old to count.
    pub fn is_forgotten(&self, counter: Counter, now: UnixTime) -> bool {
        now.since(counter.last_at) >= self.forget_after
    }

    /// The counter after one more attempt that was allowed.
    #[must_use]
    pub fn counted(&self, counter: Option<Counter>, now: UnixTime) -> Counter {
        let before = counter.filter(|counter| !self.is_forgotten(*counter, now));
        Counter {
            failures: before.map_or(0, |counter| counter.failures).saturating_add(1),
            last_at: match (before, self.counts_from_the_first()) {
                (Some(counter), true) => counter.last_at,
                _ => now,
            },
        }
    }

    /// Returns whether a counter keeps the time of its first attempt, and not of its last.
    pub fn counts_from_the_first(&self) -> bool {
        matches!(self.then, Then::Stop { .. })
    }

    /// The same rule for a store that can compare but not compute: an attempt may be made if the
    /// last one is as long ago as one of these, whose failures are no fewer, asks for.
    pub fn steps(&self) -> Vec<Step> {
        let free = Step {
            failures_up_to: Some(self.free.saturating_sub(1)),
            wait: Duration::ZERO,
        };
        let mut steps = vec![free];
        let Then::Wait { first, longest } = self.then else {
            return steps;
        };
        for failures in self.free.. {
            let wait = self.wait_after(failures, first, longest);
            let is_last = wait >= longest;
            steps.push(Step {
                failures_up_to: (!is_last).then_some(failures),
                wait,
            });
            if is_last {
                break;
            }
        }
        steps
    }

    fn wait_after(&self, failures: u32, first: Duration, longest: Duration) -> Duration {
        let Some(doublings) = failures.checked_sub(self.free) else {
            return Duration::ZERO;
        };
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        first.saturating_mul(factor).min(longest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_secs(1_767_225_600 + seconds)
    }

    fn waiting(free: u32, first: u64, longest: u64) -> Rule {
        Rule {
            free,
            then: Then::Wait {
                first: Duration::from_secs(first),
                longest: Duration::from_secs(longest),
            },
            forget_after: Duration::from_hours(24),
        }
    }

    fn stopping(free: u32, told: Option<Duration>) -> Rule {
        Rule {
            free,
            then: Then::Stop { told },
            forget_after: Duration::from_hours(24),
        }
    }

    fn judged(rule: Rule, failures: u32, passed: u64) -> u64 {
        let counter = Counter {
            failures,
            last_at: at(0),
        };
        match rule.judge(counter, at(passed)) {
            Attempt::Allowed => 0,
            Attempt::TooEarly { wait } => wait.as_secs(),
        }
    }

    #[test]
    fn the_free_failures_cost_nothing_and_then_each_wait_is_twice_the_last_up_to_the_longest() {
        let rule = waiting(5, 1, 300);
        let waits = |failures: &[u32]| {
            failures
                .iter()
                .map(|failures| judged(rule, *failures, 0))
                .collect::<Vec<_>>()
        };
        assert_eq!(waits(&[0, 1, 4]), [0; 3]);
        assert_eq!(
            waits(&[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
        );
        assert_eq!(waits(&[36, 37, 1000, u32::MAX]), [300; 4]);
    }

    #[test]
    fn a_wait_ends_and_no_number_of_failures_locks_for_good() {
        for (failures, wait) in [(5, 1), (9, 16), (u32::MAX, 300)] {
            assert_eq!(judged(waiting(5, 1, 300), failures, wait - 1), 1);
            assert_eq!(judged(waiting(5, 1, 300), failures, wait), 0);
        }
        let day = 24 * 60 * 60;
        assert_eq!(judged(stopping(5, None), u32::MAX, day - 1), 1);
        assert_eq!(judged(stopping(5, None), u32::MAX, day), 0);
    }

    #[test]
    fn the_end_of_a_stop_is_told_or_else_always_the_same() {
        assert_eq!(judged(stopping(5, None), 4, 0), 0);
        assert_eq!(judged(stopping(5, None), 5, 60), 24 * 60 * 60 - 60);
        let hour = Some(Duration::from_hours(1));
        for passed in [0, 60, 24 * 60 * 60 - 1] {
            assert_eq!(judged(stopping(5, hour), 5, passed), 3600);
        }
    }

    #[test]
    fn a_stop_counts_its_time_from_the_first_failure_and_a_wait_from_the_last() {
        let play = |rule: Rule| {
            let first = rule.counted(None, at(0));
            let second = rule.counted(Some(first), at(60));
            assert_eq!((first.failures, second.failures), (1, 2));
            let anew = rule.counted(Some(second), at(60 + 24 * 60 * 60));
            assert_eq!((anew.failures, anew.last_at), (1, at(60 + 24 * 60 * 60)));
            second.last_at
        };
        assert_eq!(play(waiting(5, 1, 300)), at(60));
        assert_eq!(play(stopping(5, None)), at(0));
    }

    proptest! {
        #[test]
        fn a_store_that_only_compares_comes_to_the_same_end(
            free in 1..20_u32,
            first in 1..90_u64,
            longest in 90..2000_u64,
            stops in any::<bool>(),
            failures in prop_oneof![0..40_u32, any::<u32>()],
            passed in 0..2500_u64,
        ) {
            let rule = if stops { stopping(free, None) } else { waiting(free, first, longest) };
            let may = rule.steps().iter().any(|step| {
                step.failures_up_to.is_none_or(|up_to| failures <= up_to) && passed >= step.wait.as_secs()
            });
            prop_assert_eq!(judged(rule, failures, passed) == 0, may);
        }
    }
}
