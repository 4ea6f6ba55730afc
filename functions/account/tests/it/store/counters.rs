//! Attempts that are counted in a store, asked of both.

use account::network::Network;
use account::store::Store;
use account::throttle::{Attempt, Counter, RateLimitKey};

use crate::stores::{Place, at};

async fn attempt(store: &dyn Store, rate_limit_key: &RateLimitKey, seconds: u64) -> u64 {
    let attempt = store.count_attempt(rate_limit_key, at(seconds)).await;
    match attempt.expect("the store works") {
        Attempt::Allowed => 0,
        Attempt::TooEarly { wait } => wait.as_secs(),
    }
}

pub fn address(text: &str) -> RateLimitKey {
    let mut rate_limit_keys = RateLimitKey::addresses(&Network::parse(text));
    rate_limit_keys.next().expect("each network has an address")
}

pub fn anna() -> RateLimitKey {
    RateLimitKey::caller("login", "anna@example.org", "203.0.113.7")
}

#[tokio::test]
async fn each_attempt_has_to_wait_twice_as_long_and_one_that_comes_too_early_is_not_counted() {
    for place in Place::all().await {
        let (store, other) = (place.client(), place.client());
        for _ in 0..5 {
            assert_eq!(attempt(&*store, &anna(), 0).await, 0);
        }
        let mut now = 0;
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600] {
            for _ in 0..3 {
                assert_eq!(attempt(&*other, &anna(), now).await, wait);
            }
            assert_eq!(attempt(&*other, &anna(), now + wait - 1).await, 1);
            now += wait;
            let on_time = attempt(&*store, &anna(), now).await;
            assert_eq!(on_time, 0, "after {wait} s, {}", store.name());
        }
        let counters = store.counters(&[address("203.0.113.7"), anna()]).await.unwrap();
        let expected = Counter {
            failures: 19,
            last_at: at(now),
        };
        assert_eq!(counters, [None, Some(expected)], "in their order");
    }
}

#[tokio::test]
async fn so_many_strangers_in_a_day_and_then_none_until_it_is_over() {
    for place in Place::all().await {
        let store = place.client();
        let strangers = RateLimitKey::strangers("login", "anna@example.org");
        for number in 0..200 {
            assert_eq!(attempt(&*store, &strangers, number).await, 0);
        }
        let day = 24 * 60 * 60;
        for seconds in [200, 3800, day - 1] {
            assert_eq!(attempt(&*store, &strangers, seconds).await, 3600, "the end is not told");
        }
        assert_eq!(attempt(&*store, &strangers, day).await, 0, "{}", store.name());
        let expected = Counter {
            failures: 1,
            last_at: at(day),
        };
        assert_eq!(store.counters(&[strangers]).await.unwrap(), [Some(expected)]);
    }
}

#[tokio::test]
async fn attempts_are_forgotten_or_taken_back_one_by_one_and_never_below_none() {
    for place in Place::all().await {
        let store = place.client();
        let office = address("203.0.113.7");
        store.take_attempt_back(&office).await.unwrap();
        store.forget_attempts(&office).await.unwrap();
        assert_eq!(attempt(&*store, &office, 0).await, 0);
        for _ in 0..10 {
            store.take_attempt_back(&office).await.unwrap();
        }
        for _ in 0..50 {
            assert_eq!(attempt(&*store, &office, 0).await, 0);
        }
        assert_eq!(attempt(&*store, &office, 0).await, 1);
        store.take_attempt_back(&office).await.unwrap();
        assert_eq!(attempt(&*store, &office, 0).await, 0);
        assert_eq!(attempt(&*store, &office, 0).await, 1);
        store.forget_attempts(&office).await.unwrap();
        assert_eq!(store.counters(&[office]).await.unwrap(), [None]);
    }
}

#[tokio::test]
async fn one_rate_limit_key_does_not_wait_for_another() {
    for place in Place::all().await {
        let store = place.client();
        for _ in 0..5 {
            attempt(&*store, &anna(), 0).await;
        }
        assert_eq!(attempt(&*store, &anna(), 0).await, 1);
        for other in [
            RateLimitKey::caller("login", "ben@example.org", "203.0.113.7"),
            RateLimitKey::caller("login", "anna@example.org", "203.0.113.8"),
            address("203.0.113.7"),
            address("2001:db8::1"),
        ] {
            assert_eq!(attempt(&*store, &other, 0).await, 0);
        }
    }
}

#[tokio::test]
async fn a_counter_that_nobody_touched_for_its_time_begins_anew() {
    for place in Place::all().await {
        let store = place.client();
        let day = 24 * 60 * 60;
        for _ in 0..5 {
            attempt(&*store, &anna(), 0).await;
        }
        // The sixth one renews it.
        assert_eq!(attempt(&*store, &anna(), day - 1).await, 0);
        assert_eq!(attempt(&*store, &anna(), day).await, 1, "{}", store.name());
        for _ in 0..5 {
            assert_eq!(attempt(&*store, &anna(), 2 * day - 1).await, 0, "{}", store.name());
        }
        assert_eq!(attempt(&*store, &anna(), 2 * day - 1).await, 1);
    }
}
