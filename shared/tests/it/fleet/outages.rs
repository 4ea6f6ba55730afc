//! The platform fails, or the store.

use std::time::Duration;

use super::environment::Fleet;
use super::leases::burst;
use super::memory::Fault;

#[tokio::test(start_paused = true)]
async fn a_platform_that_is_down_is_asked_as_often_as_by_one_environment() {
    let [alone, shared] = [1, 50].map(|environments| async move {
        let fleet = Fleet::new();
        fleet.platform.set_down(true);
        let fleet_of: Vec<_> = (0..environments).map(|_| fleet.environment()).collect();
        for _ in 0..60 {
            for environment in &fleet_of {
                assert!(environment.request().await.is_err());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        fleet.platform.calls()
    });
    let (alone, shared) = (alone.await, shared.await);
    assert!(shared <= 7 && alone <= 7, "{shared} and {alone}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_refuses_nobody_and_costs_little_time() {
    for (fault, at_most_ms) in [(Fault::Missing, 200), (Fault::Denied, 200), (Fault::Hanging, 1_200)] {
        let fleet = Fleet::new();
        let without = fleet.alone();
        let started = without.now();
        without.request().await.unwrap();
        let alone = without.now().since(started);

        fleet.memory.set_fault(Some(fault));
        let environment = fleet.environment();
        let started = environment.now();
        environment.request().await.unwrap();
        let more = environment.now().since(started).saturating_sub(alone);
        assert!(more <= Duration::from_millis(at_most_ms), "{fault:?}: {more:?}");
        let calls = fleet.memory.calls();
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            environment.request().await.unwrap();
            environment.forged().await.unwrap();
        }
        assert_eq!(fleet.memory.calls(), calls, "it is left alone for a minute");
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_throttles_is_looked_at_again_and_then_done_without() {
    let fleet = Fleet::new();
    fleet.memory.set_fault(Some(Fault::Throttled));
    let memory = fleet.memory.clone();
    let healed = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(900)).await;
        memory.set_fault(None);
    });
    assert_eq!(burst(&fleet, 20, true).await, 0);
    healed.await.unwrap();
    assert!(fleet.platform.calls() <= 4, "{}", fleet.platform.calls());

    let fleet = Fleet::new();
    fleet.memory.set_fault(Some(Fault::Throttled));
    let environment = fleet.environment();
    let started = environment.now();
    environment.request().await.unwrap();
    assert!(environment.now().since(started) < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_slow_under_a_crowd_makes_no_herd_of_it() {
    let fleet = Fleet::new();
    fleet.platform.limit(10, Duration::from_secs(45));
    fleet.memory.set_delay(Duration::from_millis(180));
    assert_eq!(burst(&fleet, 60, true).await, 0);
    assert_eq!(fleet.platform.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_comes_back_is_used_again() {
    let fleet = Fleet::new();
    fleet.memory.set_fault(Some(Fault::Missing));
    let environment = fleet.environment();
    environment.request().await.unwrap();
    fleet.memory.set_fault(None);
    tokio::time::sleep(Duration::from_mins(10)).await;
    environment.request().await.unwrap();
    let calls = fleet.platform.calls();
    fleet.environment().request().await.unwrap();
    // The access token is one of those from before: this environment holds it, but has not shared it.
    assert_eq!(fleet.platform.calls(), calls);
}
