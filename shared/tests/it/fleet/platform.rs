//! A platform that counts its calls: what it grants has a number, and may have a limit of calls.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use shared::cache::warm_store::{ReadThrough, Shareable};
use shared::cache::{Backoff, Cached, Failure, Fetched, RefreshLimit, Source, Ttl, Unavailable};
use shared::request::clock::Clock;
use shared::request::context::RequestContext;

/// Clones are the same platform.
#[derive(Clone, Debug)]
pub struct Platform {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<Duration>,
    generation: u64,
    limit: Option<(usize, Duration)>,
    is_down: bool,
    /// Calls that are answered late: their environment is frozen.
    frozen: usize,
    frozen_for: Duration,
    largest: usize,
    under_way: usize,
    most_at_once: usize,
}

/// A value of the chain: the access token, or the key set that is asked for with it.
#[derive(Debug)]
pub struct Link {
    pub platform: Platform,
    pub ttl: Ttl,
    pub before: Option<Cached<ReadThrough<Link>>>,
}

/// A value: its number, and when the platform gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    pub number: u64,
    pub at: Duration,
    padding: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("refused, again in {0:?}")]
    Limited(Duration),
    #[error("down")]
    Down,
    #[error("no link before")]
    Before(#[source] Unavailable<Box<LinkError>>),
    #[error("failed elsewhere")]
    CoolingDown(Duration),
    #[error("lost")]
    Lost,
}

/// A call to the platform.
const CALL: Duration = Duration::from_millis(100);

impl Platform {
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            state: Arc::default(),
        }
    }

    pub fn limit(&self, calls: usize, interval: Duration) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).limit = Some((calls, interval));
    }

    pub fn set_down(&self, is_down: bool) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_down = is_down;
    }

    /// The next `calls` are never answered.
    pub fn freeze(&self, calls: usize) {
        self.freeze_for(calls, Duration::from_mins(1));
    }

    /// The next `calls` are answered after so long.
    pub fn freeze_for(&self, calls: usize, time: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.frozen, state.frozen_for) = (calls, time);
    }

    /// Makes values so many characters long.
    pub fn make_large(&self, length: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).largest = length;
    }

    pub fn calls(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).calls.len()
    }

    /// The most calls that were under way at the same moment.
    pub fn most_at_once(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).most_at_once
    }

    /// The number of the newest value.
    pub fn newest(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).generation
    }

    async fn grant(&self) -> Result<Granted, LinkError> {
        let now = self.clock.now().wall;
        let (granted, takes) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let recent = |state: &State, interval: Duration| {
                let calls = state.calls.iter().rev();
                calls.take_while(|call| now.saturating_sub(**call) < interval).count()
            };
            let limited = state
                .limit
                .filter(|(calls, interval)| recent(&state, *interval) >= *calls);
            state.calls.push(now);
            state.under_way += 1;
            state.most_at_once = state.most_at_once.max(state.under_way);
            let is_frozen = state.frozen > 0;
            state.frozen = state.frozen.saturating_sub(1);
            let granted = if state.is_down {
                Err(LinkError::Down)
            } else if let Some((_, interval)) = limited {
                Err(LinkError::Limited(interval))
            } else {
                state.generation += 1;
                Ok(Granted {
                    number: state.generation,
                    at: now,
                    padding: state.largest,
                })
            };
            (granted, if is_frozen { state.frozen_for } else { CALL })
        };
        tokio::time::sleep(takes).await;
        self.state.lock().unwrap_or_else(PoisonError::into_inner).under_way -= 1;
        granted
    }
}

impl Source for Link {
    type Value = Granted;
    type Error = LinkError;
    const NAME: &'static str = "link";
    const METRICS: [&'static str; 2] = ["LinkFetched", "LinkFetchFailed"];
    const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
        burst: 2,
        refill_every: Duration::from_secs(30),
        min_interval: Duration::from_secs(5),
    };

    async fn fetch(&self, context: RequestContext) -> Result<Fetched<Granted>, LinkError> {
        if let Some(before) = &self.before {
            Box::pin(before.get(&context))
                .await
                .map_err(|error| LinkError::Before(boxed(&error)))?;
        }
        Ok(Fetched {
            value: self.platform.grant().await?,
            ttl: self.ttl,
            at: None,
        })
    }
}

fn boxed(error: &Unavailable<LinkError>) -> Unavailable<Box<LinkError>> {
    Unavailable {
        cause: Arc::new(Box::new(LinkError::Lost)),
        retry_after: error.retry_after,
    }
}

impl Shareable for Link {
    fn text(value: &Granted) -> Option<SecretString> {
        let padding = "x".repeat(value.padding);
        Some(format!("{} {} {padding}", value.number, value.at.as_millis()).into())
    }

    fn parse(&self, text: &str) -> Option<Granted> {
        let mut words = text.split(' ');
        let number = words.next()?.parse().ok()?;
        let at = Duration::from_millis(words.next()?.parse().ok()?);
        Some(Granted {
            number,
            at,
            padding: words.next()?.len(),
        })
    }

    fn cooling_down(left: Duration) -> LinkError {
        LinkError::CoolingDown(left)
    }
}

impl Failure for LinkError {
    fn backoff(&self) -> Backoff {
        match self {
            Self::Limited(interval) => Backoff::Exponential {
                at_least: Some(*interval),
            },
            Self::Before(unavailable) => Backoff::Until(unavailable.retry_after),
            Self::CoolingDown(left) => Backoff::Until(*left),
            Self::Down | Self::Lost => Backoff::Exponential { at_least: None },
        }
    }

    fn aborted() -> Self {
        Self::Lost
    }
}
