//! One request, from its arrival to its answer: its number, its time and its upstream calls.

use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use lambda_http::Context;
use tokio::task::JoinHandle;
use verify::session::TenantSession;

use crate::request::clock::{Clock, Moment};
use crate::request::metrics::RequestMetrics;
use crate::request::trace::Trace;

/// The context of one request; clones share it.
#[derive(Clone, Debug)]
pub struct RequestContext {
    request: Arc<Inner>,
    budget: Option<Arc<CallBudget>>,
    /// Unix time at which its calls must be over.
    deadline: Duration,
}

/// Calls to one service that are paid for apart from the request's own.
#[derive(Debug)]
struct CallBudget {
    upstream: Upstream,
    left: AtomicU16,
}

#[derive(Debug)]
struct Inner {
    id: String,
    clock: Clock,
    started: Moment,
    calls_made: [AtomicU8; Upstream::COUNT],
    background: Mutex<Vec<JoinHandle<()>>>,
    metrics: RequestMetrics,
    tenant: OnceLock<LoggedTenant>,
    trace: Option<Trace>,
}

/// The tenant of a verified token, for the log alone.
#[derive(Debug)]
pub(crate) struct LoggedTenant {
    pub(crate) id: String,
    pub(crate) slug: Option<String>,
}

/// A service that a request may cause a call to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upstream {
    /// AWS Secrets Manager.
    Secrets,
    /// The token endpoint.
    TokenEndpoint,
    /// A key set.
    KeySet,
    /// The ERP.
    Erp,
    /// The registry of connected tenants.
    Registry,
}

/// This request has already made its calls to the service: two, or as many as a budget of their own
/// allows.
#[derive(Debug, thiserror::Error)]
#[error("this request has already made all its calls to {0:?}")]
pub struct CallBudgetExceeded(pub Upstream);

/// A first attempt and one more: whatever goes wrong, one request costs a service no more.
const CALLS_PER_UPSTREAM: u8 = 2;
/// Kept back of the time that Lambda leaves us, to send the answer.
const RESERVE: Duration = Duration::from_millis(500);
/// Kept back of what is left then, to say whose call was too late.
const RESPONSE_MARGIN: Duration = Duration::from_millis(100);
/// API Gateway's own limit for an HTTP API is 30 s; used where there is no deadline.
const LONGEST: Duration = Duration::from_secs(29);
/// Time for all links together, before the first request is taken.
const WARM_UP: Duration = Duration::from_secs(3);

impl RequestContext {
    /// A request that arrives now; `deadline` is Lambda's, as Unix time.
    pub fn new(id: String, clock: Clock, deadline: Option<Duration>) -> Self {
        Self::traced(id, clock, deadline, None)
    }

    fn traced(id: String, clock: Clock, deadline: Option<Duration>, trace: Option<Trace>) -> Self {
        let started = clock.now();
        let deadline = deadline
            // The local server of cargo-lambda names one in 1970.
            .filter(|at| *at > started.wall)
            .map_or(started.wall + LONGEST, |at| at.saturating_sub(RESERVE));
        Self::until(id, clock, started, deadline, trace)
    }

    /// A request that Lambda hands over now.
    pub fn from_lambda(context: &Context, clock: Clock) -> Self {
        let deadline = Duration::from_millis(context.deadline);
        let trace = context.xray_trace_id.as_deref().and_then(Trace::parse);
        Self::traced(context.request_id.clone(), clock, Some(deadline), trace)
    }

    /// The warm-up before the first request, which may take 3 s in all.
    pub fn warm_up(clock: Clock) -> Self {
        let started = clock.now();
        Self::until("warm-up".into(), clock, started, started.wall + WARM_UP, None)
    }

    fn until(id: String, clock: Clock, started: Moment, deadline: Duration, trace: Option<Trace>) -> Self {
        let inner = Inner {
            id,
            clock,
            started,
            calls_made: Default::default(),
            background: Mutex::default(),
            metrics: RequestMetrics::default(),
            tenant: OnceLock::new(),
            trace,
        };
        Self {
            request: Arc::new(inner),
            budget: None,
            deadline,
        }
    }

    /// The same request with a budget of `calls` to `upstream`, in place of its two. For work that
    /// consists of many calls by intention, and is bounded by something else: pages of a list.
    #[must_use]
    pub fn with_budget(&self, upstream: Upstream, calls: u16) -> Self {
        let budget = CallBudget {
            upstream,
            left: AtomicU16::new(calls),
        };
        Self {
            budget: Some(Arc::new(budget)),
            ..self.clone()
        }
    }

    /// The same request without its own deadline, for a call that others wait for too: 29 s from now. Each
    /// of those who wait must go by its own.
    #[must_use]
    pub fn for_shared_call(&self) -> Self {
        Self {
            deadline: self.now().wall + LONGEST,
            ..self.clone()
        }
    }

    /// Request id, which the caller and the log know it by.
    pub fn id(&self) -> &str {
        &self.request.id
    }

    /// Lambda's trace of it, if Lambda has told one.
    pub fn trace(&self) -> Option<&Trace> {
        self.request.trace.as_ref()
    }

    /// Time of its arrival: the `now` of everything that is decided about it.
    pub fn started(&self) -> Moment {
        self.request.started
    }

    /// The present.
    pub fn now(&self) -> Moment {
        self.request.clock.now()
    }

    /// Time until its deadline; zero once that has passed.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_sub(self.now().wall)
    }

    /// Time that a call of it may take: 100 ms less, so that it is the call that fails, and the
    /// answer says who was late.
    pub fn time_for_calls(&self) -> Duration {
        self.time_left().saturating_sub(RESPONSE_MARGIN)
    }

    /// Counts of what it does.
    pub fn metrics(&self) -> &RequestMetrics {
        &self.request.metrics
    }

    /// Notes whose request it is, once that is verified.
    pub(crate) fn note_tenant(&self, session: &TenantSession) {
        self.request.tenant.get_or_init(|| LoggedTenant {
            id: session.tenant_id().to_owned(),
            slug: session.tenant_slug().map(str::to_owned),
        });
    }

    /// Its tenant, where one is noted.
    pub(crate) fn tenant(&self) -> Option<&LoggedTenant> {
        self.request.tenant.get()
    }

    /// Charges one call to `upstream`; fails when its call budget of two is used.
    pub fn charge_call(&self, upstream: Upstream) -> Result<(), CallBudgetExceeded> {
        if let Some(budget) = self.budget.as_deref().filter(|budget| budget.upstream == upstream) {
            let take = |left: u16| left.checked_sub(1);
            let paid = budget.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
            return paid.map(|_| ()).map_err(|_| CallBudgetExceeded(upstream));
        }
        self.request.calls_made[upstream as usize]
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |calls_made| {
                (calls_made < CALLS_PER_UPSTREAM).then_some(calls_made + 1)
            })
            .map(|_| ())
            .map_err(|_| CallBudgetExceeded(upstream))
    }

    /// Spawns `task` in the background of this request.
    pub fn spawn_background(&self, task: JoinHandle<()>) {
        self.request
            .background
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(task);
    }

    /// Waits for what runs beside: Lambda freezes whatever outlives the answer.
    pub async fn join_background(&self) {
        let tasks = std::mem::take(&mut *self.request.background.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            let _ = tokio::time::timeout(self.time_left(), task).await;
        }
    }
}

impl Upstream {
    const COUNT: usize = 5;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::clock::MockClock;

    #[test]
    fn one_request_pays_for_two_calls_to_each_service_and_no_more() {
        let context = RequestContext::new("1".into(), Clock::system(), None);
        for upstream in [
            Upstream::Secrets,
            Upstream::TokenEndpoint,
            Upstream::KeySet,
            Upstream::Erp,
            Upstream::Registry,
        ] {
            assert!(context.charge_call(upstream).is_ok());
            assert!(context.clone().charge_call(upstream).is_ok());
            assert!(context.charge_call(upstream).is_err());
        }
    }

    #[test]
    fn a_budget_is_for_one_service_and_takes_nothing_from_the_requests_own() {
        let context = RequestContext::new("1".into(), Clock::system(), None);
        let paged = context.with_budget(Upstream::Erp, 5);
        for _ in 0..5 {
            assert!(paged.clone().charge_call(Upstream::Erp).is_ok());
        }
        assert!(paged.charge_call(Upstream::Erp).is_err());
        for calls in [&paged, &context] {
            assert!(calls.charge_call(Upstream::TokenEndpoint).is_ok());
        }
        assert!(paged.charge_call(Upstream::TokenEndpoint).is_err());
        assert!(context.charge_call(Upstream::Erp).is_ok() && context.charge_call(Upstream::Erp).is_ok());
        assert!(context.charge_call(Upstream::Erp).is_err());
    }

    #[test]
    fn half_a_second_of_lambdas_time_is_kept_for_the_answer() {
        let set = MockClock::at_present();
        let deadline = set.clock().now().wall + Duration::from_secs(10);
        let context = RequestContext::new("1".into(), set.clock(), Some(deadline));
        assert_eq!(context.time_left(), Duration::from_millis(9_500));
        set.freeze(Duration::from_mins(1));
        assert_eq!(context.time_left(), Duration::ZERO);
    }

    #[test]
    fn a_deadline_that_was_over_before_the_request_came_is_none() {
        let set = MockClock::at_present();
        let context = RequestContext::new("1".into(), set.clock(), Some(Duration::from_mins(10)));
        assert_eq!(context.time_left(), LONGEST);
    }
}
