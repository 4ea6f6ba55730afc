//! The table of `docs/fleet.md`: `cargo test -p shared --test it fleet::simulation -- --nocapture`.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::environment::{Environment, Fleet};
use super::memory::Fault;

/// Calls of the platform, and requests that were refused, with a store or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    calls: usize,
    refused: usize,
}

/// Requests of all environments at once, `times` times, so long after each other.
struct Load {
    every: Duration,
    times: usize,
    is_forged: bool,
}

const ONCE: Load = Load {
    every: Duration::ZERO,
    times: 1,
    is_forged: false,
};
const SECOND: Duration = Duration::from_secs(1);

impl Load {
    fn every(seconds: u64, times: usize) -> Self {
        Self {
            every: Duration::from_secs(seconds),
            times,
            is_forged: false,
        }
    }

    async fn on(&self, fleet: &Fleet, environments: &[Arc<Environment>]) -> Outcome {
        let before = fleet.platform.calls();
        let mut requests = JoinSet::new();
        for environment in environments {
            let environment = Arc::clone(environment);
            let Self {
                every,
                times,
                is_forged,
            } = *self;
            requests.spawn(async move {
                let mut refused = 0;
                for _ in 0..times {
                    let is_refused = if is_forged {
                        environment.forged().await.is_err()
                    } else {
                        environment.request().await.is_err()
                    };
                    refused += usize::from(is_refused);
                    tokio::time::sleep(every).await;
                }
                refused
            });
        }
        let refused = requests.join_all().await.into_iter().sum();
        Outcome {
            calls: fleet.platform.calls() - before,
            refused,
        }
    }
}

fn environments(fleet: &Fleet, count: usize, is_shared: bool) -> Vec<Arc<Environment>> {
    let new = |_| Arc::new(fleet.with("the secret", 0, is_shared));
    (0..count).map(new).collect()
}

async fn burst(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    fleet.platform.limit(10, 45 * SECOND);
    ONCE.on(&fleet, &environments(&fleet, count, is_shared)).await
}

async fn two_minutes_after_a_burst(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    fleet.platform.limit(10, 45 * SECOND);
    let all = environments(&fleet, count, is_shared);
    ONCE.on(&fleet, &all).await;
    Load::every(5, 24).on(&fleet, &all).await
}

async fn steady_hour(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    let all = environments(&fleet, count, is_shared);
    ONCE.on(&fleet, &all).await;
    Load::every(20, 180).on(&fleet, &all).await
}

async fn platform_down(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    fleet.platform.set_down(true);
    Load::every(1, 300)
        .on(&fleet, &environments(&fleet, count, is_shared))
        .await
}

async fn rotation(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    let all = environments(&fleet, count, is_shared);
    ONCE.on(&fleet, &all).await;
    let doubt = Load {
        is_forged: true,
        ..ONCE
    };
    doubt.on(&fleet, &all).await
}

async fn attack(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    let all = environments(&fleet, count, is_shared);
    ONCE.on(&fleet, &all).await;
    let attack = Load {
        is_forged: true,
        ..Load::every(1, 59)
    };
    attack.on(&fleet, &all).await
}

async fn store_down(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    fleet.memory.set_fault(Some(Fault::Denied));
    ONCE.on(&fleet, &environments(&fleet, count, is_shared)).await
}

async fn frozen_holder(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    fleet.platform.freeze(1);
    ONCE.on(&fleet, &environments(&fleet, count, is_shared)).await
}

async fn clocks_apart(count: usize, is_shared: bool) -> Outcome {
    let fleet = Fleet::new();
    let new = |index: usize| {
        let ahead = if index.is_multiple_of(2) { 1_000 } else { -1_000 };
        Arc::new(fleet.with("the secret", ahead, is_shared))
    };
    let all: Vec<_> = (0..count).map(new).collect();
    ONCE.on(&fleet, &all).await
}

macro_rules! row {
    ($name:literal, $scenario:path) => {{
        let mut row = Vec::new();
        for count in [1, 10, 100, 1_000] {
            row.push([$scenario(count, false).await, $scenario(count, true).await]);
        }
        let text: Vec<String> = row
            .iter()
            .map(|[without, with]| {
                format!(
                    "{}, {} → {}, {}",
                    without.calls, without.refused, with.calls, with.refused
                )
            })
            .collect();
        println!("| {} | {} |", $name, text.join(" | "));
        row.into_iter().map(|[_, with]| with).collect::<Vec<_>>()
    }};
}

#[tokio::test(start_paused = true)]
async fn the_platform_sees_one_client_however_many_environments_there_are() {
    println!("| | 1 | 10 | 100 | 1,000 |\n| --- | --- | --- | --- | --- |");
    let asked_once = |row: Vec<Outcome>, calls: usize| {
        for outcome in row {
            assert!(outcome.calls <= calls && outcome.refused == 0, "{outcome:?}");
        }
    };
    asked_once(row!("first requests at once, 10 calls allowed per 45 s", burst), 2);
    asked_once(
        row!(
            "the two minutes after them, a request each 5 s",
            two_minutes_after_a_burst
        ),
        0,
    );
    asked_once(row!("an hour, a request each 20 s", steady_hour), 9);
    asked_once(row!("all meet a new signature at once", rotation), 1);
    asked_once(row!("a minute of forged tokens, one a second in each", attack), 3);
    asked_once(row!("first requests, clocks 2 s apart", clocks_apart), 2);
    for outcome in row!(
        "five minutes of an outage from the start, a request each second",
        platform_down
    ) {
        assert!(outcome.calls <= 15, "{outcome:?}");
    }
    // Fails open, each for itself.
    for outcome in row!("first requests, store denied", store_down) {
        assert_eq!(outcome.refused, 0);
    }
    for outcome in row!("first requests, the holder of the first lease frozen", frozen_holder) {
        assert!(outcome.refused <= 1, "{outcome:?}");
    }
}
