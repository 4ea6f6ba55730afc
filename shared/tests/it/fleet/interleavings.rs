//! Whatever up to fifty environments do in whatever order, and whatever is done to their table meanwhile.

use std::future::Future;
use std::time::Duration;

use proptest::prelude::*;
use tokio::task::JoinSet;

use super::environment::{Fleet, KEYS};
use super::memory::Fault;
use super::story::{ENVIRONMENTS, Story, any_event, honest};

fn in_paused_time<T>(story: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(story)
}

/// Clocks here are up to a second off, and the platform's call takes a moment.
const APART: Duration = Duration::from_secs(2);

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_served_beyond_its_bound_nor_after_something_newer_nor_across_secrets(
        events in proptest::collection::vec(any_event(), 1..120),
        skews in proptest::collection::vec(-1_000_i64..=1_000, ENVIRONMENTS),
    ) {
        in_paused_time(async {
            let mut story = Story::new(skews);
            for event in events {
                story.go_on(event).await;
            }
            prop_assert!(story.everybody_is_served().await);
            let foreign = std::mem::take(&mut story.foreign).join_all().await;
            let answered: Vec<_> = std::mem::take(&mut story.requests).join_all().await.into_iter().flatten().collect();
            for one in &answered {
                let age = one.asked.saturating_sub(one.value.at);
                prop_assert!(age < KEYS.stale_if_error + APART, "{age:?}");
                prop_assert!(!foreign.contains(&Some(one.value.clone())), "{one:?}");
                let later = answered.iter().filter(|other| other.by == one.by && other.asked > one.answered);
                for other in later {
                    prop_assert!(other.value.at + APART >= one.value.at, "{one:?}, then {other:?}");
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_two_of_them_fetch_at_the_same_moment(
        events in proptest::collection::vec(honest(), 1..120),
        skews in proptest::collection::vec(-1_000_i64..=1_000, ENVIRONMENTS),
        silent in any::<bool>(),
    ) {
        in_paused_time(async {
            let mut story = Story::new(skews);
            story.fleet.memory.set_fault(silent.then_some(Fault::SilentConflicts));
            for event in events {
                story.go_on(event).await;
            }
            story.requests.join_all().await;
            prop_assert!(story.fleet.platform.most_at_once() <= 1);
            Ok(())
        })?;
    }

    #[test]
    fn of_environments_that_ask_at_any_times_one_fetches_each_generation(
        pauses in proptest::collection::vec(0_u64..400, 1..ENVIRONMENTS),
        skews in proptest::collection::vec(-1_000_i64..=1_000, ENVIRONMENTS),
        silent in any::<bool>(),
    ) {
        in_paused_time(async {
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
