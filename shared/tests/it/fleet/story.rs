//! Fifty environments, what they are told to do, and what is done to their table meanwhile.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use shared::cache::warm_store::StoredItem;
use tokio::task::JoinSet;

use super::environment::{Environment, Fleet};
use super::memory::Fault;
use super::platform::Granted;

#[derive(Clone, Debug)]
pub enum Event {
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
    /// Somebody copies all items.
    Copy,
    /// Somebody puts one of the copies back.
    PutBack(usize),
    /// Somebody puts each item in the other's place.
    Swap,
    /// A request of an environment with another secret, on the same items.
    Foreign,
}

pub const ENVIRONMENTS: usize = 50;

pub fn honest() -> impl Strategy<Value = Event> {
    let environment = 0..ENVIRONMENTS;
    prop_oneof![
        12 => environment.clone().prop_map(Event::Request),
        4 => environment.clone().prop_map(Event::Forged),
        4 => environment.prop_map(Event::Start),
        6 => (0_u64..2_000).prop_map(Event::Wait),
        2 => (0_u64..1_200_000).prop_map(Event::Wait),
    ]
}

pub fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        28 => honest(),
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
        1 => Just(Event::Copy),
        1 => any::<usize>().prop_map(Event::PutBack),
        1 => Just(Event::Swap),
        1 => Just(Event::Foreign),
    ]
}

/// A request that was answered with a value.
#[derive(Debug)]
pub struct Answered {
    /// Number of the environment, counted over all that there have been.
    pub by: usize,
    pub asked: Duration,
    pub answered: Duration,
    pub value: Granted,
}

/// Fifty environments, and what has become of their requests.
pub struct Story {
    pub fleet: Fleet,
    skews: Vec<i64>,
    environments: Vec<(usize, Arc<Environment>)>,
    started: usize,
    pub requests: JoinSet<Option<Answered>>,
    pub foreign: JoinSet<Option<Granted>>,
    copies: Vec<HashMap<String, StoredItem>>,
}

impl Story {
    pub fn new(skews: Vec<i64>) -> Self {
        let mut story = Self {
            fleet: Fleet::new(),
            skews,
            environments: Vec::new(),
            started: 0,
            requests: JoinSet::new(),
            foreign: JoinSet::new(),
            copies: Vec::new(),
        };
        story.environments = (0..ENVIRONMENTS).map(|index| story.start(index)).collect();
        story
    }

    fn start(&mut self, index: usize) -> (usize, Arc<Environment>) {
        self.started += 1;
        (
            self.started,
            Arc::new(self.fleet.with("the secret", self.skews[index], true)),
        )
    }

    pub async fn go_on(&mut self, event: Event) {
        match event {
            Event::Request(index) => {
                let (by, environment) = self.environments[index].clone();
                let truth = self.fleet.clock(0);
                self.requests.spawn(async move {
                    let asked = truth.now().wall;
                    let served = environment.request().await.ok()?;
                    let answered = truth.now().wall;
                    let value = Granted::clone(&served.value);
                    Some(Answered {
                        by,
                        asked,
                        answered,
                        value,
                    })
                });
            }
            Event::Forged(index) => {
                let (_, environment) = self.environments[index].clone();
                self.requests.spawn(async move {
                    let _ = environment.forged().await;
                    None
                });
            }
            Event::Start(index) => self.environments[index] = self.start(index),
            Event::Wait(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
            Event::Platform(is_down) => self.fleet.platform.set_down(is_down),
            Event::Store(fault) => self.fleet.memory.set_fault(fault),
            Event::Freeze => self.fleet.platform.freeze(1),
            Event::Tamper(byte) => self.fleet.memory.tamper(|item| {
                let place = usize::from(byte) % item.sealed.len().max(1);
                if let Some(at) = item.sealed.get_mut(place) {
                    *at ^= byte | 1;
                }
            }),
            Event::Copy => self.copies.push(self.fleet.memory.items()),
            Event::PutBack(copy) => {
                let count = self.copies.len().max(1);
                if let Some(copy) = self.copies.get(copy % count) {
                    self.fleet.memory.replace(copy.clone());
                }
            }
            Event::Swap => {
                let items = self.fleet.memory.items();
                let (keys, items): (Vec<_>, Vec<_>) = items.into_iter().unzip();
                let swapped = keys.into_iter().zip(items.into_iter().rev());
                self.fleet.memory.replace(swapped.collect());
            }
            Event::Foreign => {
                let environment = self.fleet.with("another secret", 0, true);
                self.foreign
                    .spawn(async move { Some(Granted::clone(&environment.request().await.ok()?.value)) });
            }
        }
    }

    /// Six minutes after all that was done to it, every environment is served.
    pub async fn everybody_is_served(&self) -> bool {
        self.fleet.platform.set_down(false);
        self.fleet.platform.freeze(0);
        self.fleet.memory.set_fault(None);
        tokio::time::sleep(Duration::from_mins(6)).await;
        let mut requests = JoinSet::new();
        for (_, environment) in self.environments.clone() {
            requests.spawn(async move { environment.request().await.is_ok() });
        }
        requests.join_all().await.into_iter().all(|is_served| is_served)
    }
}
