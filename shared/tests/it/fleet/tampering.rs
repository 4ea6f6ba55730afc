//! Somebody may write the table, but does not know the client credentials.

use std::collections::HashMap;
use std::time::Duration;

use shared::cache::warm_store::ItemKey;

use super::environment::Fleet;

/// A warm fleet, and the calls that made it so.
async fn warm() -> (Fleet, usize) {
    let fleet = Fleet::new();
    fleet.environment().request().await.expect("a warm fleet");
    let calls = fleet.platform.calls();
    (fleet, calls)
}

#[tokio::test(start_paused = true)]
async fn an_item_that_was_changed_in_any_way_is_absent_and_is_replaced() {
    type Change = fn(&mut shared::cache::warm_store::StoredItem);
    let changes: [(&str, Change); 9] = [
        ("a bit", |item| item.sealed[0] ^= 1),
        ("a bit of its tag", |item| *item.sealed.last_mut().unwrap() ^= 1),
        ("cut off", |item| item.sealed.truncate(40)),
        ("emptied", |item| item.sealed.clear()),
        ("longer", |item| item.sealed.push(0)),
        ("moved on", |item| {
            item.revision = item.revision.map(|revision| revision + 7);
        }),
        ("put back", |item| item.revision = Some(1)),
        ("without revision", |item| item.revision = None),
        ("nonsense", |item| item.sealed = vec![7; 3_000]),
    ];
    for (name, change) in changes {
        let (fleet, calls) = warm().await;
        fleet.memory.tamper(change);
        let served = fleet.environment().request().await.unwrap();
        assert_eq!(fleet.platform.calls(), 2 * calls, "{name}");
        assert_eq!(served.value.number, fleet.platform.newest(), "{name}");
        // What is there again is everybody's.
        assert_eq!(
            fleet.environment().request().await.unwrap().value,
            served.value,
            "{name}"
        );
        assert_eq!(fleet.platform.calls(), 2 * calls, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn items_that_were_swapped_are_absent() {
    let (fleet, calls) = warm().await;
    let items = fleet.memory.items();
    let [one, other]: [&String; 2] = items.keys().collect::<Vec<_>>().try_into().unwrap();
    let swapped = [(one.clone(), items[other].clone()), (other.clone(), items[one].clone())];
    fleet.memory.replace(swapped.into_iter().collect());
    fleet.environment().request().await.unwrap();
    assert_eq!(fleet.platform.calls(), 2 * calls);
}

#[tokio::test(start_paused = true)]
async fn what_other_credentials_have_sealed_is_neither_served_nor_obeyed() {
    let fleet = Fleet::new();
    fleet.platform.set_down(true);
    // Their cool-down is not ours.
    assert!(fleet.with("another secret", 0, true).request().await.is_err());
    fleet.platform.set_down(false);
    let served = fleet.environment().request().await.unwrap();
    assert_eq!(served.value.number, fleet.platform.newest());
    let theirs = fleet.with("another secret", 0, true).request().await.unwrap();
    assert_ne!(theirs.value, served.value);
}

#[tokio::test(start_paused = true)]
async fn an_environment_takes_no_item_that_is_older_than_one_it_has_seen() {
    let (fleet, _) = warm().await;
    let old = fleet.memory.items();
    let environment = fleet.environment();
    environment.request().await.unwrap();
    environment.forged().await.unwrap();
    let newest = environment.request().await.unwrap();
    assert_eq!(newest.value.number, fleet.platform.newest());
    fleet.memory.replace(old);
    // At 80 % of its freshness at the latest it looks again.
    tokio::time::sleep(Duration::from_secs(500)).await;
    environment.request().await.unwrap();
    let served = environment.request().await.unwrap();
    assert!(served.value.number > newest.value.number);
}

#[tokio::test(start_paused = true)]
async fn a_genuine_older_item_is_bounded_by_its_own_age() {
    let (fleet, _) = warm().await;
    let old = fleet.memory.items();
    tokio::time::sleep(Duration::from_mins(61)).await;
    fleet.memory.replace(old);
    let environment = fleet.environment();
    let served = environment.request().await.unwrap();
    assert!(environment.now().wall.saturating_sub(served.value.at) < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn times_that_no_honest_clock_has_are_not_believed() {
    let fleet = Fleet::new();
    // Sealed by one of ours, whose clock is an hour ahead.
    let ahead = fleet.with("the secret", 3_600_000, true);
    ahead.request().await.unwrap();
    let calls = fleet.platform.calls();
    let served = fleet.environment().request().await.unwrap();
    assert_eq!(fleet.platform.calls(), 2 * calls);
    assert_eq!(served.value.number, fleet.platform.newest());
}

#[tokio::test(start_paused = true)]
async fn a_genuine_cool_down_that_is_put_back_is_not_obeyed_by_who_has_seen_what_came_after() {
    let fleet = Fleet::new();
    // For the access token, not for the keys.
    fleet.platform.limit(1, Duration::from_mins(5));
    assert!(fleet.environment().request().await.is_err());
    let keys = ItemKey::new(&["keys"]).as_str().to_owned();
    let cool_down = fleet.memory.items().remove(&keys).unwrap();

    fleet.memory.replace(HashMap::new());
    fleet.platform.limit(100, Duration::from_mins(5));
    let writer = fleet.environment();
    writer.request().await.unwrap();
    writer.forged().await.unwrap();
    let reader = fleet.environment();
    reader.request().await.unwrap();
    tokio::time::sleep(Duration::from_secs(10)).await;
    for environment in [writer, reader] {
        let newest = fleet.memory.items();
        let mut items = newest.clone();
        items.insert(keys.clone(), cool_down.clone());
        fleet.memory.replace(items);
        let calls = fleet.platform.calls();
        environment.forged().await.unwrap();
        assert!(fleet.platform.calls() > calls);
        fleet.memory.replace(newest);
    }
}
