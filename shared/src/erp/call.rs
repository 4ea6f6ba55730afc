//! A call to the ERP in the name of one tenant: a read may be answered by another one's answer, a change
//! never.

use std::sync::Arc;
use std::time::Duration;

use verify::session::{TenantSession, VerifiedToken};

use super::answer::Outcome;
use super::blame::refused;
use super::cache_use::CacheUse;
use super::exchange::{Bearer, Exchange};
use super::reads::{CallResult, ReadKey, SharedCall};
use super::{CallError, CallsAs, Data, Endpoint, Erp, ErpError, Failure, GraphqlRequest, OperationKind};
use crate::http::client::HttpError;
use crate::request::context::RequestContext;
use crate::request::problem::ApiError;

/// A request to the ERP, and the request that it is made for.
struct Call<'a> {
    erp: &'a Erp,
    endpoint: &'a Arc<Endpoint>,
    session: &'a TenantSession,
    context: &'a RequestContext,
    timeout: Duration,
}

impl Erp {
    /// Sends `request` in the name of `session`: this is the one place that names a tenant to the ERP.
    ///
    /// A query whose like is under way, with the same rights, is not sent: it gets the same answer.
    pub async fn call(
        &self,
        session: &TenantSession,
        context: &RequestContext,
        request: &GraphqlRequest<'_>,
    ) -> Result<Data, Failure> {
        self.call_with_timeout(session, context, request, context.time_left())
            .await
    }

    pub(super) async fn call_with_timeout(
        &self,
        session: &TenantSession,
        context: &RequestContext,
        request: &GraphqlRequest<'_>,
        timeout: Duration,
    ) -> Result<Data, Failure> {
        let call = Call {
            erp: self,
            endpoint: self.endpoint.as_ref().ok_or(ApiError::Misconfigured)?,
            session,
            context,
            timeout,
        };
        match request.kind {
            OperationKind::Query => call.read(request).await,
            OperationKind::IdempotentMutation | OperationKind::Mutation => call.change(request).await,
        }
    }
}

impl Call<'_> {
    async fn change(&self, request: &GraphqlRequest<'_>) -> Result<Data, Failure> {
        let body = serde_json::to_vec(request).map_err(|_| ApiError::Internal)?;
        let outcome = {
            let _change = self.endpoint.reads.change(self.session.tenant_id());
            let exchange = self.exchange(body, request).await?;
            exchange.send(self.context, self.timeout).await?
        };
        outcome.read(request.origin, self.erp.calls_as, self.session, self.context)
    }

    async fn read(&self, request: &GraphqlRequest<'_>) -> Result<Data, Failure> {
        let body = serde_json::to_vec(request).map_err(|_| ApiError::Internal)?;
        let key = Arc::new(ReadKey::new(self.session, self.users_token()?, body));
        if let Some(fresh) = self.kept(&key, false) {
            return Ok(fresh);
        }
        let outcome = self.fetch(&key, request).await;
        let is_outage = match &outcome {
            Ok(outcome) => outcome.is_outage(),
            Err(error) => error.is_rate_limit(),
        };
        let answer = outcome.map_err(Failure::from).and_then(|outcome| {
            let answer = outcome.read(request.origin, self.erp.calls_as, self.session, self.context);
            answer.map(|data| Data {
                copy: self.keeps().then(|| self.endpoint.reads.copy(&key)),
                ..data
            })
        });
        match answer {
            Err(failure) if is_outage => self.kept(&key, true).ok_or(failure),
            answer => answer,
        }
    }

    /// The kept answer: a fresh one, or one that is served because the ERP fails.
    fn kept(&self, key: &Arc<ReadKey>, is_failing: bool) -> Option<Data> {
        if !self.keeps() || self.erp.cache == CacheUse::Renew {
            return None;
        }
        let (kept, age) = self.endpoint.reads.kept(key, self.context.now())?;
        let is_stale = age >= self.endpoint.keep_for;
        if is_stale && !is_failing {
            return None;
        }
        self.context
            .metrics()
            .count(if is_stale { "ErpStaleServed" } else { "ErpCacheHit" });
        let copy = self.endpoint.reads.copy(key);
        Some(Data::kept(&kept.data, age, is_stale, copy))
    }

    fn keeps(&self) -> bool {
        self.erp.cache != CacheUse::Off && !self.endpoint.keep_for.is_zero()
    }

    async fn fetch(&self, key: &Arc<ReadKey>, request: &GraphqlRequest<'_>) -> CallResult {
        let call = match self.endpoint.reads.join(key) {
            Some(call) => {
                self.context.metrics().count("ErpCallShared");
                call
            }
            None => self.begin(key, request).await?,
        };
        // The call may go on for others; this request's time is its own.
        let time = self.timeout.min(self.context.time_for_calls());
        match tokio::time::timeout(time, call).await {
            Ok(outcome) => outcome,
            Err(_) => Ok(Arc::new(Outcome::from_answer(Err(HttpError::TimedOut), true))),
        }
    }

    async fn begin(&self, key: &Arc<ReadKey>, request: &GraphqlRequest<'_>) -> Result<SharedCall, CallError> {
        let exchange = self.exchange(key.body().to_vec(), request).await?;
        let context = self.context.for_shared_call();
        let keep = self.keeps().then(|| context.now());
        let call = async move { exchange.send(&context, Duration::MAX).await };
        Ok(self.endpoint.reads.join_or_begin(key, keep, call))
    }

    /// The call as it would go out, unless the rate limit forbids it.
    async fn exchange(&self, body: Vec<u8>, request: &GraphqlRequest<'_>) -> Result<Exchange, CallError> {
        let (tenant, now) = (self.session.tenant_id(), self.context.now());
        self.endpoint.rate_limit.check(tenant, now).map_err(refused)?;
        let bearer = if let Some(token) = self.users_token()? {
            Bearer::User(token.clone())
        } else {
            let access_tokens = self.endpoint.access_tokens.clone().ok_or(ApiError::Misconfigured)?;
            Bearer::service(access_tokens, self.context).await?
        };
        Ok(Exchange {
            endpoint: Arc::clone(self.endpoint),
            session: self.session.clone(),
            bearer,
            body,
            may_be_repeated: request.kind.may_be_repeated(),
        })
    }

    /// The token that calls are made with as the user. It is bound to its tenant; whoever has none is not given
    /// the service's rights.
    fn users_token(&self) -> Result<Option<&VerifiedToken>, CallError> {
        match self.erp.calls_as {
            CallsAs::Service => Ok(None),
            CallsAs::User => match self.session.app_token() {
                Some(token) => Ok(Some(token)),
                None => Err(refused(ErpError::AppTokenRequired)),
            },
        }
    }
}
