//! Attempts that are counted in a store, asked of both.

use std::net::IpAddr;
use std::time::Duration;

use account::store::Store;
use account::throttle::{Attempt, Subject};

use crate::stores::{Place, at};

async fn attempt(store: &dyn Store, subject: &Subject, seconds: u64) -> u64 {
    match store
        .count_attempt(subject, at(seconds))
        .await
        .expect("the store works")
    {
        Attempt::Counted => 0,
        Attempt::TooEarly { wait } => wait.as_secs(),
    }
}

fn address(text: &str) -> Subject {
    Subject::address(text.parse::<IpAddr>().expect("the test gives an address"))
}

#[tokio::test]
async fn each_attempt_has_to_wait_twice_as_long_and_one_that_comes_too_early_is_not_counted() {
    for place in Place::all().await {
        let (store, other) = (place.client(), place.client());
        let login = Subject::login("anna@example.org");
        for _ in 0..5 {
            assert_eq!(attempt(&*store, &login, 0).await, 0);
        }
        let mut now = 0;
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            for _ in 0..3 {
                assert_eq!(attempt(&*other, &login, now).await, wait);
            }
            assert_eq!(attempt(&*other, &login, now + wait - 1).await, 1);
            now += wait;
            assert_eq!(
                attempt(&*store, &login, now).await,
                0,
                "after {wait} s, {}",
                store.name()
            );
        }
    }
}

#[tokio::test]
async fn a_success_forgets_the_failures_of_a_login_but_of_an_address_only_itself() {
    for place in Place::all().await {
        let store = place.client();
        let (login, office) = (Subject::login("anna@example.org"), address("203.0.113.7"));
        for _ in 0..5 {
            assert_eq!(attempt(&*store, &login, 0).await, 0);
        }
        store.attempt_succeeded(&login).await.unwrap();
        assert_eq!(attempt(&*store, &login, 0).await, 0);

        for _ in 0..50 {
            assert_eq!(attempt(&*store, &office, 0).await, 0);
        }
        assert_eq!(attempt(&*store, &office, 0).await, 1);
        store.attempt_succeeded(&office).await.unwrap();
        assert_eq!(attempt(&*store, &office, 0).await, 0);
        assert_eq!(attempt(&*store, &office, 0).await, 1);
    }
}

#[tokio::test]
async fn successes_beyond_the_attempts_give_no_credit() {
    for place in Place::all().await {
        let store = place.client();
        let office = address("203.0.113.7");
        store.attempt_succeeded(&office).await.unwrap();
        assert_eq!(attempt(&*store, &office, 0).await, 0);
        for _ in 0..10 {
            store.attempt_succeeded(&office).await.unwrap();
        }
        for _ in 0..50 {
            assert_eq!(attempt(&*store, &office, 0).await, 0);
        }
        assert_eq!(attempt(&*store, &office, 0).await, 1);
    }
}

#[tokio::test]
async fn one_subject_does_not_wait_for_another() {
    for place in Place::all().await {
        let store = place.client();
        let anna = Subject::login("anna@example.org");
        for _ in 0..5 {
            attempt(&*store, &anna, 0).await;
        }
        assert_eq!(attempt(&*store, &anna, 0).await, 1);
        for other in [
            Subject::login("ben@example.org"),
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
        let login = Subject::login("anna@example.org");
        let day = login.rule().forget_after.as_secs();
        assert_eq!(Duration::from_secs(day), Duration::from_hours(24));
        for _ in 0..5 {
            attempt(&*store, &login, 0).await;
        }
        // The sixth one renews it.
        assert_eq!(attempt(&*store, &login, day - 1).await, 0);
        assert_eq!(attempt(&*store, &login, day).await, 1, "{}", store.name());
        for _ in 0..5 {
            assert_eq!(attempt(&*store, &login, 2 * day - 1).await, 0, "{}", store.name());
        }
        assert_eq!(attempt(&*store, &login, 2 * day - 1).await, 1);
    }
}
