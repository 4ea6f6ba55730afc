//! Reads of one environment: identical ones under way are one call, and some answers are kept.
//!
//! Identical are reads with the same request and the same **rights**: the app's for a tenant, or those of
//! one user's token. A change of a tenant's data ends both for that tenant: whoever asks afterwards is not
//! told what was true before.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use verify::session::{TenantSession, VerifiedToken};

use super::CallError;
use super::answer::Outcome;
use super::kept_answers::{KeptAnswer, KeptAnswers};
use crate::request::clock::Moment;

/// The identity of a read.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct ReadKey {
    tenant: Box<str>,
    /// SHA-256 of the user's token, where it is asked with that: a token is kept nowhere.
    token: Option<[u8; 32]>,
    /// The request as it goes out: document, variables and name of the operation.
    body: Vec<u8>,
}

/// Reads that are under way, and answers that are kept.
#[derive(Clone, Default)]
pub(super) struct Reads(Arc<Mutex<State>>);

/// The result of a call that several wait for.
pub(super) type CallResult = Result<Arc<Outcome>, CallError>;
/// A call that several wait for. It goes on as long as one of them does.
pub(super) type SharedCall = Shared<Pin<Box<dyn Future<Output = CallResult> + Send>>>;

#[derive(Default)]
struct State {
    under_way: HashMap<Arc<ReadKey>, UnderWay>,
    begun: u64,
    kept: KeptAnswers,
}

struct UnderWay {
    number: u64,
    call: WeakShared<Pin<Box<dyn Future<Output = CallResult> + Send>>>,
}

/// A copy of an answer, which is kept until it is found to be no good.
pub(super) struct Copy {
    reads: Reads,
    key: Arc<ReadKey>,
}

/// A change of a tenant's data. Once it is over, or given up, nothing older is served to that tenant.
pub(super) struct Change<'a> {
    reads: &'a Reads,
    tenant: &'a str,
}

/// The entry of a call that is under way; it goes with the call.
struct Entry {
    reads: Reads,
    key: Arc<ReadKey>,
    number: u64,
}

impl ReadKey {
    /// The read of `body` for `session`, with the app's rights or with those of `token`.
    pub fn new(session: &TenantSession, token: Option<&VerifiedToken>, body: Vec<u8>) -> Self {
        let hash = |token: &VerifiedToken| {
            let mut hash = [0; 32];
            hash.copy_from_slice(digest(&SHA256, token.expose().as_bytes()).as_ref());
            hash
        };
        Self {
            tenant: session.tenant_id().into(),
            token: token.map(hash),
            body,
        }
    }

    pub fn body(&self) -> &[u8] {
        &self.body
    }

    pub fn is_of(&self, tenant: &str) -> bool {
        *self.tenant == *tenant
    }

    pub fn size(&self) -> usize {
        self.tenant.len() + self.body.len()
    }
}

impl Reads {
    /// The kept answer, and its age.
    pub fn kept(&self, key: &ReadKey, now: Moment) -> Option<(KeptAnswer, Duration)> {
        self.lock().kept.get(key, now)
    }

    /// A handle to what is kept under `key`.
    pub fn copy(&self, key: &Arc<ReadKey>) -> Copy {
        Copy {
            reads: self.clone(),
            key: Arc::clone(key),
        }
    }

    /// The call for this that is under way.
    pub fn join(&self, key: &ReadKey) -> Option<SharedCall> {
        self.lock().under_way.get(key)?.call.upgrade()
    }

    /// The same, or `call`, begun now. Where `keep` says so, a copy of its answer is kept, unless the tenant's
    /// data was changed meanwhile.
    pub fn join_or_begin(
        &self,
        key: &Arc<ReadKey>,
        keep: Option<Moment>,
        call: impl Future<Output = Result<Outcome, CallError>> + Send + 'static,
    ) -> SharedCall {
        let mut state = self.lock();
        if let Some(call) = state.under_way.get(key).and_then(|known| known.call.upgrade()) {
            return call;
        }
        state.begun += 1;
        let entry = Entry {
            reads: self.clone(),
            key: Arc::clone(key),
            number: state.begun,
        };
        let number = entry.number;
        let call = async move {
            let outcome = call.await.map(Arc::new)?;
            entry.end(&outcome, keep);
            Ok(outcome)
        };
        let call = call.boxed().shared();
        if let Some(call) = call.downgrade() {
            state.under_way.insert(Arc::clone(key), UnderWay { number, call });
        }
        call
    }

    /// Marks the beginning of a change of this tenant's data.
    pub fn change<'a>(&'a self, tenant: &'a str) -> Change<'a> {
        Change { reads: self, tenant }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the entry out if it is still this call's own.
    fn take(&mut self, entry: &Entry) -> bool {
        let is_own = self
            .under_way
            .get(&entry.key)
            .is_some_and(|known| known.number == entry.number);
        if is_own {
            self.under_way.remove(&entry.key);
        }
        is_own
    }
}

impl Entry {
    fn end(&self, outcome: &Outcome, keep: Option<Moment>) {
        let mut state = self.reads.lock();
        if state.take(self)
            && let (Some(asked_at), Some(data)) = (keep, outcome.whole_data())
        {
            let data = data.to_owned().into();
            state.kept.put(Arc::clone(&self.key), KeptAnswer { data, asked_at });
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.reads.lock().take(self);
    }
}

impl Copy {
    /// Keeps it no longer.
    pub fn discard(self) {
        self.reads.lock().kept.remove(&self.key);
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        let mut state = self.reads.lock();
        state.kept.remove_tenant(self.tenant);
        state.under_way.retain(|key, _| !key.is_of(self.tenant));
    }
}

impl fmt::Debug for Reads {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reads")
    }
}

impl fmt::Debug for Copy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Copy")
    }
}
