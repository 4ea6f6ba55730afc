//! One fetches for all.

use std::time::Duration;

use tokio::task::JoinSet;

use super::environment::Fleet;
use super::memory::Fault;

/// First requests of so many new environments at once: how many were refused.
pub async fn burst(fleet: &Fleet, environments: usize, is_shared: bool) -> usize {
    let mut requests = JoinSet::new();
    for _ in 0..environments {
        let environment = fleet.with("the secret", 0, is_shared);
        requests.spawn(async move { environment.request().await.is_err() });
    }
    requests
        .join_all()
        .await
        .into_iter()
        .filter(|is_refused| *is_refused)
        .count()
}

#[tokio::test(start_paused = true)]
async fn however_many_environments_start_at_once_the_platform_is_asked_for_each_value_once() {
    for silent in [None, Some(Fault::SilentConflicts)] {
        let fleet = Fleet::new();
        fleet.memory.set_fault(silent);
        fleet.platform.limit(10, Duration::from_secs(45));
        assert_eq!(burst(&fleet, 60, true).await, 0);
        assert_eq!(fleet.platform.calls(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_store_the_same_crowd_is_refused_by_a_platform_that_allows_ten_calls() {
    let fleet = Fleet::new();
    fleet.platform.limit(10, Duration::from_secs(45));
    assert!(burst(&fleet, 60, false).await >= 50);
    assert!(fleet.platform.calls() >= 60);
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_starts_where_another_has_been_asks_the_platform_nothing() {
    let fleet = Fleet::new();
    let first = fleet.environment().request().await.unwrap();
    tokio::time::sleep(Duration::from_mins(5)).await;
    let second = fleet.environment();
    let served = second.request().await.unwrap();
    assert_eq!(served.value, first.value);
    let real = second.now().wall.saturating_sub(served.value.at);
    assert!(
        served.age + Duration::from_millis(1) >= real,
        "{:?} of {real:?}",
        served.age
    );
    assert_eq!(fleet.platform.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_frozen_holder_costs_others_two_seconds_once_and_its_late_result_replaces_nothing() {
    let fleet = Fleet::new();
    fleet.environment().request().await.unwrap();
    // Beyond the hour that the keys are good for.
    tokio::time::sleep(Duration::from_mins(61)).await;
    fleet.platform.freeze(1);
    let holder = fleet.environment();
    let frozen = tokio::spawn(async move { holder.request().await.map(|served| served.value.number) });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let waiting = fleet.environment().request().await.unwrap();
    tokio::time::sleep(Duration::from_secs(20)).await;
    // The lease is over: the next one leads, and all after it share its value.
    let leader = fleet.environment().request().await.unwrap();
    assert!(leader.value.number > waiting.value.number);
    let _ = frozen.await.unwrap();
    let calls = fleet.platform.calls();
    assert_eq!(fleet.environment().request().await.unwrap().value, leader.value);
    assert_eq!(fleet.platform.calls(), calls);
}

#[tokio::test(start_paused = true)]
async fn a_result_that_comes_after_its_lease_replaces_no_newer_one() {
    let fleet = Fleet::new();
    fleet.environment().request().await.unwrap();
    tokio::time::sleep(Duration::from_mins(61)).await;
    // Longer than a lease, and within the time of the request.
    fleet.platform.freeze_for(1, Duration::from_secs(22));
    let holder = fleet.environment();
    let late = tokio::spawn(async move { holder.request().await });
    tokio::time::sleep(Duration::from_secs(19)).await;
    let leader = fleet.environment().request().await.unwrap();
    let late = late.await.unwrap().unwrap();
    assert!(late.value.number < leader.value.number, "the holder has its own, late");
    assert_eq!(fleet.environment().request().await.unwrap().value, leader.value);
}

#[tokio::test(start_paused = true)]
async fn forged_tokens_in_ten_environments_ask_for_newer_keys_three_times_a_minute() {
    let fleet = Fleet::new();
    let environments: Vec<_> = (0..10).map(|_| fleet.environment()).collect();
    for environment in &environments {
        environment.request().await.unwrap();
    }
    let before = fleet.platform.calls();
    for _ in 0..59 {
        for environment in &environments {
            environment.forged().await.unwrap();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(fleet.platform.calls() - before, 3);
}

#[tokio::test(start_paused = true)]
async fn keys_that_another_environment_has_renewed_are_found_by_a_read() {
    let fleet = Fleet::new();
    let [one, other] = [fleet.environment(), fleet.environment()];
    one.request().await.unwrap();
    other.request().await.unwrap();
    one.forged().await.unwrap();
    let calls = fleet.platform.calls();
    other.forged().await.unwrap();
    assert_eq!(fleet.platform.calls(), calls);
    assert_eq!(other.request().await.unwrap().value.number, fleet.platform.newest());
}

#[tokio::test(start_paused = true)]
async fn a_value_beyond_four_kilobytes_is_fetched_by_each_for_itself() {
    let fleet = Fleet::new();
    fleet.platform.make_large(4096);
    for environments in 1..=3 {
        fleet.environment().request().await.unwrap();
        assert_eq!(fleet.platform.calls(), 2 * environments);
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_seems_older_by_another_clock_is_waited_for_and_not_fetched_beside() {
    let fleet = Fleet::new();
    let [ahead, behind] = [1_000, -1_000].map(|ahead_ms| fleet.with("the secret", ahead_ms, true));
    ahead.request().await.unwrap();
    behind.request().await.unwrap();
    // Newer than what the other holds, and begun before it by the clocks of both.
    behind.forged().await.unwrap();
    assert_eq!(fleet.platform.calls(), 3);
    tokio::time::sleep(Duration::from_secs(500)).await;
    let (one, other) = tokio::join!(behind.request(), ahead.request());
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(fleet.platform.calls(), 4);
}
