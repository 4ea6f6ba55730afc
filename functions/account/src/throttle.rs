//! How soon the next attempt may be made after so many failures. Pure.
//!
//! Every attempt to log in is counted before it is made, both for what it names and for the
//! address it comes from, and taken back if it succeeds. So a thousand at once are a thousand
//! that are counted. An attempt that comes too early is refused and not counted: whoever
//! hammers at an account does not move its next attempt any further away.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};

use crate::hex;
use crate::unix_time::UnixTime;

/// What attempts are counted for.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    key: String,
    rule: BackOff,
    after_success: AfterSuccess,
}

/// What a successful attempt changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterSuccess {
    /// All failures are forgotten.
    Forget,
    /// This attempt is no failure; those before it stay, lest somebody use a login of their own
    /// to go on guessing.
    TakeBack,
}

/// Attempts that were made, those under way included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// How many failed, as far as is known.
    pub failures: u32,
    /// When the last one was made.
    pub last_at: UnixTime,
}

/// Whether an attempt may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It may, and is counted.
    Counted,
    /// It may not, and is not counted.
    TooEarly {
        /// For so long: 1 s at least.
        wait: Duration,
    },
}

/// After `free` failures the next attempt has to wait for `first`, then twice as long each time,
/// but never longer than `longest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackOff {
    /// Failures without consequences, 1 at least.
    pub free: u32,
    /// The first wait.
    pub first: Duration,
    /// The longest one.
    pub longest: Duration,
    /// Without an attempt for so long, all is forgotten.
    pub forget_after: Duration,
}

/// A wait, and the most failures it is long enough for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// `None` for any number.
    pub failures_up_to: Option<u32>,
    /// The wait.
    pub wait: Duration,
}

impl Subject {
    /// What somebody logs in as: the canonical form of an email address or username, whether or
    /// not there is such an account. At most 5 guesses, and then some 300 a day.
    pub fn login(canonical: &str) -> Self {
        // Not in clear: what is typed into the wrong field may be a password.
        let name = hex::encode(digest(&SHA256, canonical.as_bytes()).as_ref());
        Self {
            key: format!("login#{name}"),
            rule: LOGIN,
            after_success: AfterSuccess::Forget,
        }
    }

    /// Where the attempt comes from. Of IPv6 the first 64 bits count: the rest is the caller's to
    /// choose. Many people may share one, so it is given more room.
    pub fn address(address: IpAddr) -> Self {
        let name = match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => hex::encode(&address.octets()[..8]),
        };
        Self {
            key: format!("address#{name}"),
            rule: ADDRESS,
            after_success: AfterSuccess::TakeBack,
        }
    }

    /// What a store calls it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How its attempts are spaced.
    pub fn rule(&self) -> BackOff {
        self.rule
    }

    /// What a success changes.
    pub fn after_success(&self) -> AfterSuccess {
        self.after_success
    }
}

impl BackOff {
    /// Whether one more attempt may be made now.
    pub fn judge(&self, counter: Counter, now: UnixTime) -> Attempt {
        let wait = self.wait_after(counter.failures);
        let wait = wait.saturating_sub(now.since(counter.last_at));
        if wait.is_zero() || self.is_forgotten(counter, now) {
            return Attempt::Counted;
        }
        Attempt::TooEarly { wait }
    }

    /// Whether the counter is too old to count.
    pub fn is_forgotten(&self, counter: Counter, now: UnixTime) -> bool {
        now.since(counter.last_at) >= self.forget_after
    }

    /// The same rule for a store that can compare but not compute: an attempt may be made if the
    /// last one is as long ago as one of these, whose failures are no fewer, asks for.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut failures = self.free.saturating_sub(1);
        loop {
            let wait = self.wait_after(failures);
            let is_last = wait >= self.longest;
            steps.push(Step {
                failures_up_to: (!is_last).then_some(failures),
                wait,
            });
            if is_last {
                return steps;
            }
            failures += 1;
        }
    }

    fn wait_after(&self, failures: u32) -> Duration {
        let Some(doublings) = failures.checked_sub(self.free) else {
            return Duration::ZERO;
        };
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.longest)
    }
}

/// Not the key: it may be a person's address.
impl fmt::Debug for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key.split('#').next().unwrap_or_default())
    }
}

/// A person mistypes a password a few times. ASVS 6.3.1: never a lock for good.
const LOGIN: BackOff = BackOff {
    free: 5,
    first: Duration::from_secs(1),
    longest: Duration::from_mins(5),
    forget_after: Duration::from_hours(24),
};

/// An office behind one address.
const ADDRESS: BackOff = BackOff {
    free: 50,
    first: Duration::from_secs(1),
    longest: Duration::from_mins(5),
    forget_after: Duration::from_hours(1),
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::of_seconds(1_767_225_600 + seconds)
    }

    fn waits(rule: BackOff, failures: impl Iterator<Item = u32>) -> Vec<u64> {
        let wait = |failures| {
            let counter = Counter {
                failures,
                last_at: at(0),
            };
            match rule.judge(counter, at(0)) {
                Attempt::Counted => 0,
                Attempt::TooEarly { wait } => wait.as_secs(),
            }
        };
        failures.map(wait).collect()
    }

    #[test]
    fn five_failures_are_free_and_then_each_wait_is_twice_the_last_up_to_five_minutes() {
        assert_eq!(waits(LOGIN, 0..5), [0; 5]);
        assert_eq!(waits(LOGIN, 5..16), [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(waits(LOGIN, [36, 37, 1000, u32::MAX].into_iter()), [300; 4]);
        assert_eq!(waits(ADDRESS, [49, 50, 51].into_iter()), [0, 1, 2]);
    }

    #[test]
    fn a_wait_ends_and_no_number_of_failures_locks_for_good() {
        for (failures, wait) in [(5, 1), (9, 16), (u32::MAX, 300)] {
            let counter = Counter {
                failures,
                last_at: at(0),
            };
            let rest = Duration::from_secs(1);
            assert_eq!(LOGIN.judge(counter, at(wait - 1)), Attempt::TooEarly { wait: rest });
            assert_eq!(LOGIN.judge(counter, at(wait)), Attempt::Counted);
        }
    }

    #[test]
    fn a_day_without_an_attempt_is_a_new_beginning() {
        let counter = Counter {
            failures: 100,
            last_at: at(0),
        };
        let day = 24 * 60 * 60;
        assert!(!LOGIN.is_forgotten(counter, at(day - 1)) && LOGIN.is_forgotten(counter, at(day)));
    }

    #[test]
    fn a_login_is_counted_under_its_hash_and_an_address_without_what_its_holder_may_choose() {
        let login = Subject::login("anna@example.org");
        assert_eq!(login, Subject::login("anna@example.org"));
        assert_ne!(login.key(), Subject::login("ben@example.org").key());
        assert!(!login.key().contains("anna"));

        let key = |address: &str| Subject::address(address.parse().unwrap()).key().to_owned();
        assert_eq!(key("203.0.113.7"), key("::ffff:203.0.113.7"));
        assert_ne!(key("203.0.113.7"), key("203.0.113.8"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));

        let subjects = [login, Subject::address("203.0.113.7".parse().unwrap())];
        assert_eq!(format!("{subjects:?}"), "[login, address]");
    }

    proptest! {
        #[test]
        fn a_store_that_only_compares_comes_to_the_same_end(
            free in 1..20_u32,
            first in 1..90_u64,
            longest in 90..2000_u64,
            failures in prop_oneof![0..40_u32, any::<u32>()],
            passed in 0..2500_u64,
        ) {
            let rule = BackOff {
                free,
                first: Duration::from_secs(first),
                longest: Duration::from_secs(longest),
                forget_after: Duration::from_hours(1),
            };
            let counter = Counter { failures, last_at: at(0) };
            let may = rule.steps().iter().any(|step| {
                step.failures_up_to.is_none_or(|up_to| failures <= up_to) && passed >= step.wait.as_secs()
            });
            prop_assert_eq!(rule.judge(counter, at(passed)) == Attempt::Counted, may);
        }
    }
}
