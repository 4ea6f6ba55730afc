//! Everything the stand-in remembers, each part behind a lock of its own.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use crate::{
    access::Access,
    endpoint::{Endpoint, PerEndpoint},
    erp::Erp,
    fault::Faults,
    front_end::FrontEnd,
    keys::{Ed25519, Keys, Rsa},
    listener::Connections,
    rate_limit::RateLimit,
    received::Received,
};

#[derive(Default)]
pub(crate) struct Platform {
    url: String,
    front_end: FrontEnd,
    access: Mutex<Access>,
    keys: Mutex<Keys<Ed25519>>,
    app_keys: Mutex<Keys<Rsa>>,
    /// Kept in Secrets Manager in place of the credentials that are accepted at first.
    secret: Mutex<Option<String>>,
    /// Served in place of the own keys of `/api/auth/jwks`.
    auth_key_set: Mutex<Option<Value>>,
    faults: Mutex<PerEndpoint<Faults>>,
    calls: Mutex<PerEndpoint<Calls>>,
    auth_rate_limit: Mutex<RateLimit>,
    erp: Mutex<Erp>,
    pub(crate) connections: Arc<Connections>,
}

/// Calls that have arrived at one endpoint.
#[derive(Default)]
pub(crate) struct Calls {
    pub(crate) count: u64,
    /// `Some` while recording is on.
    pub(crate) received: Option<VecDeque<Received>>,
}

impl Platform {
    /// A platform that its callers reach at `url`.
    pub(crate) fn at(url: String, front_end: FrontEnd) -> Self {
        Self {
            url,
            front_end,
            ..Self::default()
        }
    }

    /// `http://HOST:PORT`, the issuer of app tokens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn front_end(&self) -> &FrontEnd {
        &self.front_end
    }
}

// A lock is held for one short step and never across an await.
impl Platform {
    pub(crate) fn access(&self) -> MutexGuard<'_, Access> {
        lock(&self.access)
    }

    pub(crate) fn keys(&self) -> MutexGuard<'_, Keys<Ed25519>> {
        lock(&self.keys)
    }

    pub(crate) fn app_keys(&self) -> MutexGuard<'_, Keys<Rsa>> {
        lock(&self.app_keys)
    }

    pub(crate) fn auth_key_set(&self) -> MutexGuard<'_, Option<Value>> {
        lock(&self.auth_key_set)
    }

    pub(crate) fn secret(&self) -> MutexGuard<'_, Option<String>> {
        lock(&self.secret)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, PerEndpoint<Faults>> {
        lock(&self.faults)
    }

    pub(crate) fn calls(&self) -> MutexGuard<'_, PerEndpoint<Calls>> {
        lock(&self.calls)
    }

    /// The limit that the token endpoint and JTL's key sets have together.
    pub(crate) fn auth_rate_limit(&self) -> MutexGuard<'_, RateLimit> {
        lock(&self.auth_rate_limit)
    }

    pub(crate) fn erp(&self) -> MutexGuard<'_, Erp> {
        lock(&self.erp)
    }

    pub(crate) fn add_junk_keys(&self, published: bool) {
        self.keys().with_junk = published;
        self.app_keys().with_junk = published;
    }

    /// Counts a call and, while recording is on, keeps it.
    pub(crate) fn note(&self, endpoint: Endpoint, received: impl FnOnce() -> Received) {
        let mut calls = self.calls();
        let calls = calls.of(endpoint);
        calls.count += 1;
        if let Some(kept) = &mut calls.received {
            if kept.len() == RECORDED_MAX {
                kept.pop_front();
            }
            kept.push_back(received());
        }
    }

    pub(crate) fn reset_calls(&self) {
        for (_, calls) in self.calls().each() {
            calls.count = 0;
            calls.received.iter_mut().for_each(VecDeque::clear);
        }
    }

    pub(crate) fn clear_faults(&self) {
        *self.faults() = PerEndpoint::default();
    }
}

/// A panic under a lock has failed its own request already; the next ones go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Requests kept per endpoint, the newest: enough for the largest test, bounded for a long day.
const RECORDED_MAX: usize = 20_000;
