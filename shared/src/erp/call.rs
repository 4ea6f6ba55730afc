//! The call to the ERP: one tenant's, in its name.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use verify::session::TenantSession;

use super::answer::Outcome;
use super::blame::failed;
use super::{CallError, CallsAs, Erp, ErpError};
use crate::auth::access_token::AccessToken;
use crate::auth::verifier::without_access_token;
use crate::http::client::CallOptions;
use crate::request::context::{RequestContext, Upstream};
use crate::request::problem::{ApiError, Problem};

/// A GraphQL request as it goes out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphqlRequest<'a> {
    /// The document.
    pub query: &'a str,
    /// Its variables, digit by digit as they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<&'a RawValue>,
    /// Name of the operation to execute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<&'a str>,
    /// The kind of operation that the document's one is.
    #[serde(skip)]
    pub kind: OperationKind,
    /// The author, who answers for its mistakes.
    #[serde(skip)]
    pub origin: DocumentOrigin,
}

/// The kind of a GraphQL operation, by what executing it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// It changes nothing.
    Query,
    /// A mutation that changes nothing more when it is executed twice: each of its fields has a key.
    IdempotentMutation,
    /// Any other mutation. It is never sent twice.
    Mutation,
}

/// The author of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentOrigin {
    /// This service, for a list whose page the caller chooses with `first` and `after`.
    List,
    /// This service, with nothing in it that the caller chooses but values.
    Item,
    /// The caller.
    Caller,
}

/// An answer with data.
#[derive(Debug)]
pub struct Data {
    /// The data, digit by digit as it came; never `null`.
    pub data: Box<RawValue>,
    /// Errors beside the data.
    pub errors: Vec<Value>,
    /// The ERP's `extensions.idempotency`: changes that an earlier call has made.
    pub idempotency: Option<Box<RawValue>>,
    /// The ERP's rate-limit headers.
    pub headers: HeaderMap,
}

/// An answer without data.
#[derive(Debug)]
pub struct Failure {
    /// The error, as the caller is answered.
    pub error: CallError,
    /// The ERP's rate-limit headers.
    pub headers: HeaderMap,
}

impl OperationKind {
    /// Returns whether a second execution does no harm.
    pub fn may_be_repeated(self) -> bool {
        self != Self::Mutation
    }
}

impl Erp {
    /// Sends `request` in the name of `session`: this is the one place that names a tenant to the ERP.
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
        let endpoint = self.endpoint.as_deref().ok_or(ApiError::Misconfigured)?;
        let body = serde_json::to_vec(request).map_err(|_| ApiError::Internal)?;
        let post = |bearer: &str| {
            endpoint
                .http
                .post(&endpoint.url)
                .bearer_auth(bearer)
                // Exactly this: with a charset the ERP refuses it.
                .header(CONTENT_TYPE, "application/json")
                // With this an error has status 200, else its own (HotChocolate).
                .header(ACCEPT, "application/json")
                .body(body.clone())
        };
        let options = CallOptions {
            upstream: Upstream::Erp,
            context,
            max_body_bytes: LARGEST_ANSWER,
            timeout: Some(timeout),
            retry_on_dead_connection: request.kind.may_be_repeated(),
        };
        match self.calls_as {
            CallsAs::Service => {
                let access_tokens = endpoint.access_tokens.as_ref().ok_or(ApiError::Misconfigured)?;
                let send = |token: Arc<AccessToken>| {
                    let post = post(token.expose()).header(TENANT, session.tenant_id());
                    async move {
                        Outcome::from_answer(endpoint.http.send(post, options).await, request.kind.may_be_repeated())
                    }
                };
                let outcome = access_tokens.with(context, send).await;
                let outcome = outcome.map_err(|error| without_access_token(&error))?;
                outcome.read(request.origin, CallsAs::Service, session, context)
            }
            CallsAs::User => {
                // The token is bound to its tenant. Whoever has none is not given the service's rights.
                let token = session.app_token().ok_or_else(app_token_required)?;
                let answer = endpoint.http.send(post(token.expose()), options).await;
                let outcome = Outcome::from_answer(answer, request.kind.may_be_repeated());
                outcome.read(request.origin, CallsAs::User, session, context)
            }
        }
    }
}

impl Data {
    /// The failure that it amounts to where the data is not what was asked for.
    pub fn failed(self) -> Failure {
        Failure::with_errors(self.errors, self.headers)
    }
}

impl Failure {
    /// The failure of an answer whose data is not what was asked for, with the errors beside it.
    pub fn with_errors(errors: Vec<Value>, headers: HeaderMap) -> Self {
        Self {
            error: failed(ErpError::Failed, errors),
            headers,
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        CallError::from(error).into()
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self {
            error,
            headers: HeaderMap::new(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

impl From<Failure> for Problem {
    fn from(Failure { error, headers }: Failure) -> Self {
        Self::from(error).headers(&headers)
    }
}

fn app_token_required() -> CallError {
    failed(ErpError::AppTokenRequired, Vec::new())
}

const TENANT: HeaderName = HeaderName::from_static("x-tenant-id");
const LARGEST_ANSWER: usize = 5 * 1024 * 1024;
