use proptest::prelude::*;

use super::*;
use crate::request::clock::MockClock;

const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
    burst: 2,
    refill_every: Duration::from_secs(30),
    min_interval: Duration::from_secs(5),
};
const LIFETIME: Ttl = Ttl {
    fresh: Duration::from_mins(10),
    stale_if_error: Duration::from_hours(1),
};
const BACK_OFF: Backoff = Backoff::Exponential { at_least: None };

struct Scene {
    policy: Policy,
    time: MockClock,
}

impl Scene {
    fn cold() -> Self {
        Self {
            policy: Policy::new(REFRESH_LIMIT),
            time: MockClock::at_present(),
        }
    }

    fn warm() -> Self {
        let mut scene = Self::cold();
        assert_eq!(scene.get(), Decision::Fetch(1));
        assert!(scene.policy.fetched(1, LIFETIME, None));
        scene
    }

    fn now(&self) -> Moment {
        self.time.clock().now()
    }

    fn get(&mut self) -> Decision {
        let now = self.now();
        self.policy.get(now)
    }

    fn force_refresh(&mut self, seen: u64) -> Decision {
        let now = self.now();
        self.policy.force_refresh(now, seen)
    }

    fn fail(&mut self, number: u64, backoff: Backoff, jitter: f64) {
        let now = self.now();
        assert!(self.policy.failed(number, now, backoff, jitter));
    }

    fn after(&mut self, seconds: u64) -> &mut Self {
        self.time.advance(Duration::from_secs(seconds));
        self
    }
}

#[test]
fn one_fetches_and_all_others_wait_for_it() {
    let mut scene = Scene::cold();
    assert_eq!(scene.get(), Decision::Fetch(1));
    assert_eq!(scene.get(), Decision::Join);
    assert!(scene.policy.fetched(1, LIFETIME, None));
    assert_eq!(scene.get(), Decision::Serve);
}

#[test]
fn from_four_fifths_of_its_freshness_on_one_refreshes_it_and_nobody_waits() {
    let mut scene = Scene::warm();
    assert_eq!(scene.after(479).get(), Decision::Serve);
    assert_eq!(scene.after(1).get(), Decision::ServeAndRefresh(2));
    assert_eq!(scene.get(), Decision::Serve);
}

#[test]
fn beyond_its_freshness_a_value_is_fetched_first_and_served_only_while_its_source_rests() {
    let mut scene = Scene::warm();
    assert_eq!(scene.after(600).get(), Decision::Fetch(2));
    scene.fail(2, BACK_OFF, 1.0);
    assert_eq!(scene.get(), Decision::Serve);
    assert_eq!(scene.after(1).get(), Decision::Fetch(3));
}

#[test]
fn beyond_its_stale_bound_a_value_is_refused() {
    let mut scene = Scene::warm();
    scene.after(3600);
    assert_eq!(scene.get(), Decision::Fetch(2));
    scene.fail(2, BACK_OFF, 1.0);
    assert_eq!(scene.get(), Decision::Refuse(Duration::from_secs(1)));
}

#[test]
fn whichever_clock_moved_further_counts() {
    let mut scene = Scene::warm();
    scene.time.freeze(Duration::from_mins(10));
    assert_eq!(scene.get(), Decision::Fetch(2));

    let mut scene = Scene::warm();
    scene.time.step_back(Duration::from_hours(1));
    assert_eq!(scene.after(600).get(), Decision::Fetch(2));
}

#[test]
fn a_fetch_that_was_frozen_is_given_up_and_its_late_result_dropped() {
    let mut scene = Scene::cold();
    assert_eq!(scene.get(), Decision::Fetch(1));
    scene.time.freeze(Duration::from_mins(5));
    assert_eq!(scene.get(), Decision::Fetch(2));
    assert!(!scene.policy.fetched(1, LIFETIME, None));
    assert!(scene.policy.fetched(2, LIFETIME, None));
    assert_eq!(scene.policy.generation(), Some(2));
}

#[test]
fn a_value_is_as_old_as_the_start_of_its_fetch() {
    let mut scene = Scene::cold();
    assert_eq!(scene.get(), Decision::Fetch(1));
    scene.time.freeze(Duration::from_hours(1));
    assert!(scene.policy.fetched(1, LIFETIME, None));
    let now = scene.now();
    assert_eq!(scene.policy.usable(now), None);
}

#[test]
fn rests_double_up_to_a_minute_and_end_with_the_first_success() {
    let mut scene = Scene::cold();
    for (number, step) in [1, 2, 4, 8, 16, 32, 60, 60].into_iter().enumerate() {
        let number = number as u64 + 1;
        assert_eq!(scene.get(), Decision::Fetch(number));
        scene.fail(number, BACK_OFF, 1.0);
        assert_eq!(scene.get(), Decision::Refuse(Duration::from_secs(step)));
        scene.after(step);
    }
    assert_eq!(scene.get(), Decision::Fetch(9));
    assert!(scene.policy.fetched(9, LIFETIME, None));
    assert_eq!(scene.after(600).get(), Decision::Fetch(10));
    scene.fail(10, BACK_OFF, 1.0);
    let now = scene.now();
    assert_eq!(scene.policy.cooling_down(now), Some(Duration::from_secs(1)));
}

#[test]
fn a_platform_that_asks_for_rest_gets_it_within_reason() {
    for (asked, given) in [(0, 1), (45, 45), (3600, 300)] {
        let mut scene = Scene::cold();
        assert_eq!(scene.get(), Decision::Fetch(1));
        let at_least = Some(Duration::from_secs(asked));
        scene.fail(1, Backoff::Exponential { at_least }, 1.0);
        assert_eq!(scene.get(), Decision::Refuse(Duration::from_secs(given)));
    }
}

#[test]
fn a_source_that_waits_for_another_does_not_back_off_itself() {
    let mut scene = Scene::cold();
    for number in 1..=10 {
        assert_eq!(scene.get(), Decision::Fetch(number));
        scene.fail(number, Backoff::Until(Duration::from_secs(3)), 0.0);
        scene.after(3);
    }
}

#[test]
fn renewals_are_two_shortly_after_each_other_and_then_one_in_thirty_seconds() {
    let mut scene = Scene::warm();
    let mut renewed_at = Vec::new();
    for second in 0..120 {
        let seen = scene.policy.generation().unwrap();
        if let Decision::Fetch(number) = scene.force_refresh(seen) {
            assert!(scene.policy.fetched(number, LIFETIME, None));
            renewed_at.push(second);
        }
        scene.after(1);
    }
    assert_eq!(renewed_at, [0, 5, 30, 60, 90]);
}

#[test]
fn doubt_in_a_value_that_was_replaced_costs_nothing() {
    let mut scene = Scene::warm();
    assert_eq!(scene.force_refresh(1), Decision::Fetch(2));
    assert_eq!(scene.force_refresh(1), Decision::Join);
    assert!(scene.policy.fetched(2, LIFETIME, None));
    assert_eq!(scene.force_refresh(1), Decision::Serve);
}

#[test]
fn doubt_does_not_wake_a_source_that_rests() {
    let mut scene = Scene::warm();
    assert_eq!(scene.force_refresh(1), Decision::Fetch(2));
    scene.fail(2, BACK_OFF, 1.0);
    assert!(matches!(scene.force_refresh(1), Decision::Refuse(_)));
    assert_eq!(scene.get(), Decision::Serve);
}

#[derive(Clone, Debug)]
enum Event {
    Want,
    Renew,
    Advance(u64),
    Freeze(u64),
    StepBack(u64),
    Succeed,
    Fail(f64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Want),
        2 => Just(Event::Renew),
        3 => (0_u64..700_000).prop_map(Event::Advance),
        1 => (0_u64..7_200_000).prop_map(Event::Freeze),
        1 => (0_u64..3_600_000).prop_map(Event::StepBack),
        3 => Just(Event::Succeed),
        2 => (0.0..=1.0).prop_map(Event::Fail),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_one_fetch_runs_and_nothing_is_served_beyond_its_bound(
        events in proptest::collection::vec(event(), 1..200)
    ) {
        let mut scene = Scene::cold();
        let mut running: Option<(u64, Moment)> = None;
        let mut kept: Option<(u64, Moment)> = None;
        for event in events {
            let now = scene.now();
            let decision = match event {
                Event::Want => scene.get(),
                Event::Renew => scene.force_refresh(kept.map_or(0, |(number, _)| number)),
                Event::Advance(millis) => { scene.time.advance(Duration::from_millis(millis)); continue }
                Event::Freeze(millis) => { scene.time.freeze(Duration::from_millis(millis)); continue }
                Event::StepBack(millis) => { scene.time.step_back(Duration::from_millis(millis)); continue }
                Event::Succeed => {
                    if let Some((number, started)) = running.take() {
                        prop_assert!(scene.policy.fetched(number, LIFETIME, None));
                        kept = Some((number, started));
                    }
                    continue;
                }
                Event::Fail(jitter) => {
                    if let Some((number, _)) = running.take() {
                        prop_assert!(scene.policy.failed(number, now, BACK_OFF, jitter));
                        prop_assert!(scene.policy.cooling_down(now).is_some());
                    }
                    continue;
                }
            };
            match decision {
                Decision::Serve => {
                    let (_, at) = kept.expect("only a kept value is served");
                    prop_assert!(now.since(at) < LIFETIME.stale_if_error);
                }
                Decision::ServeAndRefresh(number) | Decision::Fetch(number) => {
                    if let Some((earlier, started)) = running {
                        prop_assert!(number > earlier);
                        prop_assert!(now.since(started) >= FETCH_DEADLINE);
                    }
                    running = Some((number, now));
                }
                Decision::Join => prop_assert!(running.is_some()),
                Decision::Refuse(left) => prop_assert!(left <= Duration::from_mins(1) && !left.is_zero()),
            }
        }
    }

    #[test]
    fn a_source_that_is_down_is_asked_at_most_seven_times_in_its_first_minute(
        jitter in proptest::collection::vec(0.0..=1.0, 100),
        steps in proptest::collection::vec(1_u64..500, 400),
    ) {
        let mut scene = Scene::cold();
        let start = scene.now();
        let mut jitter = jitter.into_iter();
        let mut asked = 0;
        for step in steps {
            if scene.now().since(start) >= Duration::from_mins(1) {
                break;
            }
            if let Decision::Fetch(number) = scene.get() {
                asked += 1;
                scene.fail(number, BACK_OFF, jitter.next().unwrap());
            }
            scene.time.advance(Duration::from_millis(step));
        }
        prop_assert!(asked <= 7, "{asked}");
    }
}
