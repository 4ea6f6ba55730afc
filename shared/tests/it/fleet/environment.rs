//! One environment: its clock, its own caches, and the store that all share.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use shared::cache::warm_store::{ItemKey, ReadThrough, SealingKeys, WarmStore};
use shared::cache::{Cached, Served, Ttl, Unavailable};
use shared::request::clock::{Clock, Moment};
use shared::request::context::RequestContext;
use shared::store::sealing::SealingKey;

use super::memory::Memory;
use super::platform::{Granted, Link, LinkError, Platform};

/// What all environments have in common.
#[derive(Clone, Debug)]
pub struct Fleet {
    pub memory: Memory,
    pub platform: Platform,
    start: tokio::time::Instant,
}

/// A key made of client credentials of this text.
struct Credentials(&'static str);

pub struct Environment {
    clock: Clock,
    pub keys: Cached<ReadThrough<Link>>,
}

pub const TOKEN: Ttl = Ttl {
    fresh: Duration::from_mins(1_439),
    stale_if_error: Duration::from_hours(24),
};
pub const KEYS: Ttl = Ttl {
    fresh: Duration::from_mins(10),
    stale_if_error: Duration::from_hours(1),
};

impl SealingKeys for Credentials {
    fn current<'a>(
        &'a self,
        _: &'a RequestContext,
    ) -> Pin<Box<dyn Future<Output = Option<Arc<SealingKey>>> + Send + 'a>> {
        let key = Arc::new(SealingKey::derive(self.0.as_bytes(), &[b"test"]));
        Box::pin(async move { Some(key) })
    }
}

impl Fleet {
    /// In a runtime whose time is paused.
    #[expect(
        clippy::disallowed_methods,
        reason = "the paused time of the runtime is this test's clock"
    )]
    pub fn new() -> Self {
        let start = tokio::time::Instant::now();
        Self {
            memory: Memory::default(),
            platform: Platform::new(clock(start, 0)),
            start,
        }
    }

    pub fn clock(&self, ahead_ms: i64) -> Clock {
        clock(self.start, ahead_ms)
    }

    /// An environment that has just started, with a store.
    pub fn environment(&self) -> Environment {
        self.with("the secret", 0, true)
    }

    /// One that has never heard of a store.
    pub fn alone(&self) -> Environment {
        self.with("the secret", 0, false)
    }

    pub fn with(&self, secret: &'static str, ahead_ms: i64, is_shared: bool) -> Environment {
        let clock = self.clock(ahead_ms);
        let store = is_shared.then(|| WarmStore::new(self.memory.clone(), Credentials(secret), clock.clone()));
        let link = |name: &str, ttl, before| {
            let platform = self.platform.clone();
            let source = Link { platform, ttl, before };
            let item = store.as_ref().map(|store| (store, ItemKey::new(&[name])));
            Cached::new(ReadThrough::new(source, item), clock.clone())
        };
        let token = link("token", TOKEN, None);
        let keys = link("keys", KEYS, Some(token));
        Environment { clock, keys }
    }
}

impl Environment {
    /// A request that needs the keys.
    pub async fn request(&self) -> Result<Served<Granted>, Unavailable<LinkError>> {
        let context = self.context();
        let served = self.keys.get(&context).await;
        context.join_background().await;
        served
    }

    /// A request whose token no key has signed.
    pub async fn forged(&self) -> Result<(), Unavailable<LinkError>> {
        let context = self.context();
        let served = self.keys.get(&context).await?;
        let newer = self.keys.force_refresh(&served, &context).await;
        context.join_background().await;
        newer.map(|_| ())
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    fn context(&self) -> RequestContext {
        RequestContext::new("request".into(), self.clock.clone(), None)
    }
}

fn clock(start: tokio::time::Instant, ahead_ms: i64) -> Clock {
    Clock::reading(move || {
        let elapsed = start.elapsed();
        let base = Duration::from_millis(BASE_MS.saturating_add_signed(ahead_ms));
        Moment {
            wall: base + elapsed,
            monotonic: base + elapsed,
        }
    })
}

/// Some day in 2026.
pub const BASE_MS: u64 = 1_790_000_000_000;
