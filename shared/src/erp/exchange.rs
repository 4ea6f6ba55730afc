//! One exchange with the ERP as it goes over the wire.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use verify::session::{TenantSession, VerifiedToken};

use super::answer::Outcome;
use super::blame::refused;
use super::{CallError, Endpoint};
use crate::auth::access_token::{AccessToken, AccessTokens};
use crate::auth::verifier::without_access_token;
use crate::cache::Served;
use crate::http::client::CallOptions;
use crate::request::context::{RequestContext, Upstream};

/// One exchange, with all that it takes: it may outlast the request that began it.
pub(super) struct Exchange {
    pub endpoint: Arc<Endpoint>,
    pub session: TenantSession,
    pub bearer: Bearer,
    pub body: Vec<u8>,
    pub may_be_repeated: bool,
}

/// The token that it is made with.
pub(super) enum Bearer {
    /// The app's own, and where a fresh one comes from.
    Service(AccessTokens, Served<AccessToken>),
    /// The user's.
    User(VerifiedToken),
}

impl Bearer {
    /// The app's own token, awaited within the time of this request.
    pub async fn service(access_tokens: AccessTokens, context: &RequestContext) -> Result<Self, CallError> {
        let token = access_tokens.get(context).await;
        let token = token.map_err(|error| without_access_token(&error))?;
        Ok(Self::Service(access_tokens, token))
    }
}

impl Exchange {
    /// Makes it, unless the rate limit forbids it. Every call is charged to `context`.
    pub async fn send(&self, context: &RequestContext, timeout: Duration) -> Result<Outcome, CallError> {
        let Endpoint {
            http, url, rate_limit, ..
        } = &*self.endpoint;
        let tenant = self.session.tenant_id();
        let interval = rate_limit.admit(tenant, context.now()).map_err(refused)?;
        let post = |bearer: &str| {
            http.post(url)
                .bearer_auth(bearer)
                // Exactly this: with a charset the ERP refuses it.
                .header(CONTENT_TYPE, "application/json")
                // With this an error has status 200, else its own (HotChocolate).
                .header(ACCEPT, "application/json")
                .body(self.body.clone())
        };
        let options = CallOptions {
            upstream: Upstream::Erp,
            context,
            max_body_bytes: LARGEST_ANSWER,
            timeout: Some(timeout),
            retry_on_dead_connection: self.may_be_repeated,
        };
        let exchange = async |request| {
            let answer = http.send(request, options).await;
            if let Ok(answer) = &answer {
                rate_limit.learn(answer, interval, context.now());
            }
            Outcome::from_answer(answer, self.may_be_repeated)
        };
        match &self.bearer {
            Bearer::Service(access_tokens, token) => {
                let send = |token: Arc<AccessToken>| exchange(post(token.expose()).header(TENANT, tenant));
                let outcome = access_tokens.with_kept(token, context, send).await;
                outcome.map_err(|error| without_access_token(&error).into())
            }
            Bearer::User(token) => Ok(exchange(post(token.expose())).await),
        }
    }
}

const TENANT: HeaderName = HeaderName::from_static("x-tenant-id");
const LARGEST_ANSWER: usize = 5 * 1024 * 1024;
