//! Whatever up to fifty environments do in whatever order.

use std::time::Duration;

use proptest::prelude::*;
use tokio::task::JoinSet;

use super::environment::{Fleet, KEYS};
use super::memory::Fault;

#[derive(Clone, Debug)]
enum Event {
    /// A request of this environment.
    Request(usize),
    /// A request of its with a forged token.
    Forged(usize),
    /// It is replaced by a new one.
    Start(usize),
    Wait(u64),
    Platform(bool),
    Store(Option<Fault>),
    Freeze,
    Tamper(u8),
}

const ENVIRONMENTS: usize = 50;

fn event() -> impl Strategy<Value = Event> {
    let environment = 0..ENVIRONMENTS;
    prop_oneof![
        12 => environment.clone().prop_map(Event::Request),
        4 => environment.clone().prop_map(Event::Forged),
        4 => environment.prop_map(Event::Start),
        6 => (0_u64..2_000).prop_map(Event::Wait),
        2 => (0_u64..1_200_000).prop_map(Event::Wait),
        1 => any::<bool>().prop_map(Event::Platform),
        1 => prop_oneof![
            3 => Just(None),
            1 => Just(Some(Fault::Throttled)),
            1 => Just(Some(Fault::SilentConflicts)),
            1 => Just(Some(Fault::Denied)),
            1 => Just(Some(Fault::Hanging)),
        ].prop_map(Event::Store),
        1 => Just(Event::Freeze),
        1 => any::<u8>().prop_map(Event::Tamper),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_served_beyond_its_bound(
        events in proptest::collection::vec(event(), 1..120),
        skews in proptest::collection::vec(-1_000_i64..=1_000, ENVIRONMENTS),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let fleet = Fleet::new();
            let start = |index: usize| std::sync::Arc::new(fleet.with("the secret", skews[index], true));
            let mut environments: Vec<_> = (0..ENVIRONMENTS).map(start).collect();
            let mut requests = JoinSet::new();
            let truth = fleet.clock(0);
            for event in events {
                match event {
                    Event::Request(index) => {
                        let environment = environments[index].clone();
                        let truth = truth.clone();
                        requests.spawn(async move {
                            let asked = truth.now().wall;
                            let served = environment.request().await;
                            served.ok().map(|served| (asked, served.value))
                        });
                    }
                    Event::Forged(index) => {
                        let environment = environments[index].clone();
                        requests.spawn(async move { let _ = environment.forged().await; None });
                    }
                    Event::Start(index) => environments[index] = start(index),
                    Event::Wait(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
                    Event::Platform(is_down) => fleet.platform.set_down(is_down),
                    Event::Store(fault) => fleet.memory.set_fault(fault),
                    Event::Freeze => fleet.platform.freeze(1),
                    Event::Tamper(byte) => fleet.memory.tamper(|item| {
                        let place = usize::from(byte) % item.sealed.len().max(1);
                        if let Some(at) = item.sealed.get_mut(place) { *at ^= byte | 1; }
                    }),
                }
            }
            for (asked, value) in requests.join_all().await.into_iter().flatten() {
                let age = asked.saturating_sub(value.at);
                // Clocks here are up to a second off, and the platform's call takes a moment.
                prop_assert!(age < KEYS.stale_if_error + Duration::from_secs(2), "{age:?}");
            }
            Ok(())
        })?;
    }

    #[test]
    fn of_environments_that_ask_at_any_times_one_fetches_each_generation(
        pauses in proptest::collection::vec(0_u64..400, 1..ENVIRONMENTS),
        skews in proptest::collection::vec(-1_000_i64..=1_000, ENVIRONMENTS),
        silent in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let fleet = Fleet::new();
            fleet.memory.set_fault(silent.then_some(Fault::SilentConflicts));
            let mut requests = JoinSet::new();
            for (index, pause) in pauses.into_iter().enumerate() {
                let environment = fleet.with("the secret", skews[index], true);
                requests.spawn(async move {
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    environment.request().await.map(|served| served.value).ok()
                });
            }
            let values = requests.join_all().await;
            prop_assert!(values.iter().all(|value| value.is_some() && *value == values[0]));
            prop_assert_eq!(fleet.platform.calls(), 2);
            Ok(())
        })?;
    }
}
