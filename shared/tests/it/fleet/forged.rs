//! Items that the right key has sealed, and that no honest environment would have written: somebody has lost
//! the client secret, or one of ours is of another mind about the time.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::cache::warm_store::{ItemKey, StoredItem};
use shared::store::sealing::SealingKey;

use super::environment::{Environment, Fleet, KEYS, TOKEN};

const REVISION: u64 = 7;
/// In milliseconds.
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// A state with nothing in it.
fn nothing() -> Value {
    json!({
        "kept": null, "fetch": null, "fetches": 5, "failures": 0, "backoff": null,
        "used": 0, "refills_from": null, "last": null, "value": null,
    })
}

/// The state with other members.
fn with(members: &Value) -> Value {
    let mut state = nothing();
    let all = state.as_object_mut().expect("a state is an object");
    all.extend(members.as_object().expect("members of an object").clone());
    state
}

/// A fleet whose items all have this state, and an environment that has not looked at them yet.
fn fleet_with(state: &Value) -> (Fleet, Environment) {
    let fleet = Fleet::new();
    let key = SealingKey::derive(b"the secret", &[b"test"]);
    let items = ["token", "keys"].map(|name| {
        let item = ItemKey::new(&[name]);
        let associated: [&[u8]; 3] = [&[1], item.as_str().as_bytes(), &REVISION.to_be_bytes()];
        let sealed = key.seal(state.to_string().as_bytes(), &associated);
        let stored = StoredItem {
            revision: Some(REVISION),
            sealed,
        };
        (item.as_str().to_owned(), stored)
    });
    fleet.memory.replace(items.into_iter().collect());
    let environment = fleet.environment();
    (fleet, environment)
}

/// Milliseconds since 1970 at the start of a fleet, and so many more.
fn at(later: i64) -> u64 {
    super::environment::BASE_MS.saturating_add_signed(later)
}

fn kept(later: i64) -> Value {
    let millis = |span: Duration| u64::try_from(span.as_millis()).expect("a day");
    json!({
        "kept": [5, at(later), millis(KEYS.fresh), millis(KEYS.stale_if_error)],
        "value": format!("999 {} ", at(later)),
    })
}

#[tokio::test(start_paused = true)]
async fn what_is_sealed_as_an_honest_environment_would_is_served() {
    let (fleet, environment) = fleet_with(&with(&kept(-MINUTE)));
    assert_eq!(environment.request().await.unwrap().value.number, 999);
    assert_eq!(fleet.platform.calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_value_is_bounded_by_the_start_of_its_fetch_and_never_from_the_future() {
    for later in [-60 * MINUTE, -24 * 60 * MINUTE, 2 * SECOND + 100, MINUTE, 60 * MINUTE] {
        let (fleet, environment) = fleet_with(&with(&kept(later)));
        assert_eq!(
            environment.request().await.unwrap().value.number,
            fleet.platform.newest(),
            "{later}"
        );
        assert_eq!(fleet.platform.calls(), 2, "{later}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_would_live_for_more_than_a_day_is_absent() {
    let day = 24 * 60 * MINUTE;
    for (life, number) in [(day, 999), (day + 1, 2)] {
        let mut state = with(&kept(-MINUTE));
        state["kept"][3] = json!(life);
        let (_, environment) = fleet_with(&state);
        assert_eq!(environment.request().await.unwrap().value.number, number, "{life}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_would_be_fresh_for_longer_than_it_may_be_served_is_absent() {
    let mut state = with(&kept(-MINUTE));
    state["kept"][3] = json!(MINUTE + SECOND);
    let (_, environment) = fleet_with(&state);
    environment.request().await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    environment.request().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_lease_costs_two_seconds_and_is_over_after_seventeen() {
    let lease = |later| with(&json!({ "fetch": [5, at(later)] }));
    for (later, is_obeyed) in [
        (0, true),
        (2 * SECOND, true),
        (-15 * SECOND, true),
        (-17 * SECOND, false),
        (2 * SECOND + 100, false),
        (60 * MINUTE, false),
    ] {
        let (fleet, environment) = fleet_with(&lease(later));
        let started = environment.now();
        assert_eq!(
            environment.request().await.unwrap().value.number,
            fleet.platform.newest()
        );
        let took = environment.now().since(started);
        // Two links, each with a lease of its own.
        assert!(took < Duration::from_secs(5), "{later}: {took:?}");
        assert_eq!(took > Duration::from_secs(1), is_obeyed, "{later}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cool_down_beyond_five_minutes_or_from_the_future_is_not_obeyed() {
    let cool_down = |later, span| with(&json!({ "backoff": [at(later), span], "failures": 4_000_000_000_u32 }));
    for (later, span) in [
        (0, 5 * MINUTE + 1),
        (0, i64::MAX),
        (-MINUTE, 5 * MINUTE + 1),
        (2 * SECOND + 100, MINUTE),
        (-5 * MINUTE, 5 * MINUTE),
    ] {
        let (fleet, environment) = fleet_with(&cool_down(later, span));
        environment.request().await.unwrap();
        assert_eq!(fleet.platform.calls(), 2, "{later}, {span}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cool_down_is_obeyed_for_five_minutes_at_most() {
    let (fleet, environment) = fleet_with(&with(&json!({ "backoff": [at(0), 5 * MINUTE] })));
    let refused = environment.request().await.unwrap_err();
    assert!(refused.retry_after <= Duration::from_mins(5), "{refused:?}");
    assert_eq!(fleet.platform.calls(), 0);
    tokio::time::sleep(Duration::from_mins(5)).await;
    environment.request().await.unwrap();
    assert_eq!(fleet.platform.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_allowance_that_is_used_up_however_far_is_given_back_in_half_a_minute() {
    for (used, refills_from) in [(2, at(0)), (u32::MAX, at(0)), (u32::MAX, 0)] {
        let mut state = with(&kept(-MINUTE));
        state["used"] = json!(used);
        state["refills_from"] = json!(refills_from);
        let (fleet, environment) = fleet_with(&state);
        environment.request().await.unwrap();
        let calls = fleet.platform.calls();
        tokio::time::sleep(Duration::from_secs(31)).await;
        environment.forged().await.unwrap();
        assert!(fleet.platform.calls() > calls, "{used} since {refills_from}");
    }
}

/// A number that stands for a time or a span, or for nothing at all.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![
        (-3_600_000_i64..4_000).prop_map(at),
        0_u64..400_000,
        Just(0),
        Just(u64::MAX),
        Just(u64::MAX - 1),
        any::<u64>(),
    ]
}

fn state() -> impl Strategy<Value = Value> {
    let some = |strategy: BoxedStrategy<Value>| prop_oneof![Just(Value::Null), strategy];
    let numbers = |count: usize| {
        let numbers = proptest::collection::vec(number(), count);
        some(numbers.prop_map(|numbers| json!(numbers)).boxed())
    };
    let one = || some(number().prop_map(|number| json!(number)).boxed());
    let value = (-4_000_000_i64..4_000).prop_map(|later| json!(format!("999 {} ", at(later))));
    let value = prop_oneof![value, Just(Value::Null), Just(json!("nonsense"))];
    let counts = (number(), any::<u32>(), any::<u32>());
    (numbers(4), numbers(2), numbers(2), one(), one(), value, counts).prop_map(
        |(kept, fetch, backoff, refills_from, last, value, (fetches, failures, used))| {
            json!({
                "kept": kept, "fetch": fetch, "fetches": fetches, "failures": failures, "backoff": backoff,
                "used": used, "refills_from": refills_from, "last": last, "value": value,
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_right_key_has_sealed_is_over_after_five_minutes_or_with_its_value(state in state()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (fleet, environment) = fleet_with(&state);
            let _ = environment.request().await;
            let _ = environment.forged().await;
            tokio::time::sleep(Duration::from_mins(5) + Duration::from_secs(2)).await;
            prop_assert!(environment.request().await.is_ok());
            let other = fleet.environment();
            prop_assert!(other.request().await.is_ok());
            tokio::time::sleep(TOKEN.stale_if_error + Duration::from_secs(2)).await;
            for environment in [environment, other, fleet.environment()] {
                let served = environment.request().await;
                prop_assert!(served.is_ok_and(|served| served.value.number != 999));
            }
            Ok(())
        })?;
    }
}
