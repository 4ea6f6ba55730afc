//! A Lambda authorizer for API Gateway: says who is calling before any function behind it is called.
//!
//! | asked by | answers |
//! | --- | --- |
//! | an HTTP API, payload 2.0 with simple responses | `{"isAuthorized", "context"}` |
//! | an HTTP API, payload 1.0, which knows no simple responses | an IAM policy |
//! | a REST API (`TOKEN` or `REQUEST`), a WebSocket API | an IAM policy |
//! | an HTTP API, as what is behind `OPTIONS` | 204: a preflight carries no token |
//!
//! The context has `userId`, `issuer`, `expiresAt` (Unix time in seconds) and, where the session
//! has one, `tenantId`, a merchant of JTL's. A tenant of a partner's own is `partnerTenantId`, whose
//! meaning depends on `issuer`, and never `tenantId`. A refused or absent token is a denial without a context. An outage or a
//! mistake in the configuration is an error of the invocation, of which API Gateway makes a 500.
//!
//! # What API Gateway keeps
//!
//! It keeps an answer for up to an hour under the value of its identity source, and nothing else.
//! An answer that depended on anything else would be served to the next caller with that value. Hence:
//!
//! - **The token is read from the identity source and from nowhere else.** An HTTP API hands its
//!   value over; for a `TOKEN` authorizer it is `authorizationToken`. The `REQUEST` event of a
//!   REST or WebSocket API does not say what the source is, so there the variable must name the
//!   same one. One source, one value: several, or one that occurs twice, are a denial.
//! - **No cookie is taken.** Whether one may be used depends on the request's method and on the page that
//!   sent it, which are not in the identity source.
//! - **A policy covers the whole stage**, not the one method that was asked for: otherwise the
//!   first route a caller uses would be the only one until the answer is forgotten. Which routes
//!   a tenant may use is for the function behind to decide.
//! - **Nothing is kept longer than its token is valid.** `AUTHORIZER_CACHE_SECONDS` says how long
//!   API Gateway keeps an answer; a token that expires sooner (by its `exp`, without leeway) is
//!   denied. The price: a token is of use for that much less long. (A REST API that is told nothing
//!   keeps answers for 300 s.)
//! - **What is kept is not looked at again.** A key withdrawn by its issuer, and a denial whose
//!   key is published since, are noticed that much later. Errors are never kept.
//!
//! So 0 is the default: every request is looked at, at the price of one more call of a function.

mod answer;
mod event;
mod identity_source;
mod method_arn;
mod options;
mod refusal;

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, run_concurrent, service_fn};
use serde_json::value::RawValue;
use shared::auth::error::AuthError;
use shared::auth::presented_token::PresentedToken;
use shared::request::context::RequestContext;
use shared::start::app::App;
use shared::verify::session::Session;

use event::AuthorizerRequest;

pub use answer::Answer;
pub use identity_source::IdentitySource;
pub use options::AuthorizerOptions;
pub use refusal::{AuthorizerError, Refusal};

/// Decides authorization requests of API Gateway.
#[derive(Clone, Debug)]
pub struct Authorizer {
    app: Arc<App>,
    options: AuthorizerOptions,
}

/// An answer, and why it is not another one: the code of a denial.
struct Decision {
    answer: Answer,
    code: Option<&'static str>,
}

impl Authorizer {
    /// Trusts the issuers that `app` trusts.
    pub fn new(app: Arc<App>, options: AuthorizerOptions) -> Self {
        Self { app, options }
    }

    /// Takes events from Lambda until it ends the environment.
    pub async fn run(self) -> Result<(), lambda_runtime::Error> {
        run_concurrent(service_fn(move |event| self.clone().answer(event))).await
    }

    /// Decides one authorization request.
    ///
    /// # Errors
    /// Nothing can be said about the caller: an outage, a mistake in our configuration, or an event
    /// that is none of an authorizer's.
    pub async fn answer(self, event: LambdaEvent<Box<RawValue>>) -> Result<Answer, AuthorizerError> {
        let context = RequestContext::from_lambda(&event.context, self.app.clock().clone());
        let request = AuthorizerRequest::read(&event.payload, &self.options.identity_source);
        let format = request.as_ref().map_or("unknown", AuthorizerRequest::format);
        let decided = match request {
            Ok(request) => self.decide(request, &context).await,
            Err(error) => Err(error),
        };

        let code = match &decided {
            Ok(decision) => decision.code,
            Err(error) => Some(error.code()),
        };
        let latency = self.app.conclude(&context, code.unwrap_or("ok")).await;
        tracing::info!(
            request.id = context.id(),
            format,
            is_decided = decided.is_ok(),
            code,
            duration_ms = latency.as_secs_f64() * 1e3,
            "request completed"
        );
        decided.map(|decision| decision.answer)
    }

    async fn decide(&self, request: AuthorizerRequest, context: &RequestContext) -> Result<Decision, AuthorizerError> {
        let AuthorizerRequest::Caller { format, token } = request else {
            return Ok(Decision {
                answer: Answer::preflight(),
                code: None,
            });
        };
        match self.session(token, context).await {
            Ok(session) => Ok(Decision {
                answer: Answer::allowed(format, session),
                code: None,
            }),
            Err(refusal) if refusal.is_client_error() => Ok(Decision {
                answer: Answer::denied(format),
                code: Some(refusal.code()),
            }),
            Err(refusal) => Err(AuthorizerError::because(&refusal)),
        }
    }

    async fn session(&self, token: Result<String, AuthError>, context: &RequestContext) -> Result<Session, Refusal> {
        // A mistake in a variable is ours, whatever the caller sent.
        self.app.services()?;
        let session = self
            .app
            .authenticate(PresentedToken::Explicit(&token?), context)
            .await?;
        if self.options.requires_tenant && !session.is_of_tenant() {
            return Err(AuthError::TenantMissing.into());
        }
        // The clock again: on a cold start the keys may have taken seconds.
        let kept_until = self.app.clock().now().wall + self.options.kept_for;
        if !self.options.kept_for.is_zero() && Duration::from_secs(session.expires_at()) < kept_until {
            return Err(Refusal::ExpiresWhileKept);
        }
        Ok(session)
    }
}
