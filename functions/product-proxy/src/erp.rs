//! The call to the ERP: one tenant's, in its name, and what it came to.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use shared::access_token::{AccessToken, MayBeUnauthorized};
use shared::app::App;
use shared::http_client::{Answer, Hop, HopError, INTERVAL_HEADER, asked_rest};
use shared::invocation::{Invocation, Upstream};
use shared::issuers::without_access_token;
use shared::reply::{ApiError, ErpFault};
use shared::session::TenantSession;

use crate::idempotency;

/// A GraphQL request as it goes out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphqlRequest<'a> {
    /// The document.
    pub query: &'a str,
    /// Its variables, digit by digit as they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<&'a RawValue>,
    /// Which of its operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<&'a str>,
    /// Whether it does no more when it is executed twice; else the call is never repeated.
    #[serde(skip)]
    pub may_be_repeated: bool,
}

/// An answer with data.
#[derive(Debug)]
pub struct Data {
    /// The data, digit by digit as it came; never `null`.
    pub data: Box<RawValue>,
    /// What went wrong beside it.
    pub errors: Vec<Value>,
    /// Which of its changes were made before, by the ERP's `extensions`.
    pub idempotency: Option<Box<RawValue>>,
    /// What the ERP says about its rate limit.
    pub headers: HeaderMap,
}

/// An answer without, and what the ERP says about its rate limit all the same.
#[derive(Debug)]
pub struct Failure {
    /// What the caller is answered.
    pub error: ApiError,
    /// Which headers it is passed.
    pub headers: HeaderMap,
}

/// Sends `request` in the name of `session`: the one place that names a tenant to the ERP.
pub async fn call(
    app: &App,
    session: &TenantSession,
    invocation: &Invocation,
    request: &GraphqlRequest<'_>,
) -> Result<Data, Failure> {
    let platform = app.platform()?;
    let url = format!("{}/erp/v2/graphql", platform.api_url);
    let body = serde_json::to_vec(request).map_err(|_| ApiError::Internal)?;
    let send = |token: Arc<AccessToken>| {
        let post = platform
            .http
            .post(&url)
            .bearer_auth(token.expose())
            .header(TENANT, session.tenant_id())
            // Exactly this: with a charset the ERP refuses it.
            .header(CONTENT_TYPE, "application/json")
            .body(body.clone());
        let hop = Hop {
            upstream: Upstream::Erp,
            invocation,
            largest: LARGEST_ANSWER,
            within: Some(invocation.time_left()),
            is_repeatable: request.may_be_repeated,
        };
        async move { Outcome(platform.http.send(post, hop).await) }
    };
    let outcome = platform.access_tokens()?.with(invocation, send).await;
    let Outcome(answer) = outcome.map_err(|error| without_access_token(&error))?;
    read(answer, session, invocation)
}

impl Data {
    /// The failure that it amounts to where the data is not what was asked for.
    pub fn failed(self) -> Failure {
        Failure {
            error: failed(ErpFault::Failed, trace_id(&self.errors), self.errors),
            headers: self.headers,
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self {
            error,
            headers: HeaderMap::new(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.headers, self.error).into_response()
    }
}

struct Outcome(Result<Answer, HopError>);

impl MayBeUnauthorized for Outcome {
    fn is_unauthorized(&self) -> bool {
        matches!(&self.0, Ok(answer) if answer.status == StatusCode::UNAUTHORIZED)
    }
}

/// The ERP's answer (GraphQL over HTTP: errors come with status 200).
#[derive(Deserialize)]
struct Envelope {
    data: Option<Box<RawValue>>,
    errors: Option<Vec<Value>>,
    extensions: Option<Box<RawValue>>,
}

fn read(answer: Result<Answer, HopError>, session: &TenantSession, invocation: &Invocation) -> Result<Data, Failure> {
    let answer = answer.map_err(|error| {
        let fault = match error {
            HopError::TimedOut => ErpFault::TimedOut,
            HopError::Connection(_) | HopError::TooLarge(_) | HopError::CallsSpent(_) => ErpFault::Failed,
        };
        log(invocation, session, None, &error.to_string(), None);
        failed(fault, None, Vec::new())
    })?;
    let headers = passed(&answer.headers);
    let envelope = serde_json::from_slice::<Envelope>(&answer.body).ok();
    let (data, errors, extensions) = match envelope {
        Some(Envelope {
            data,
            errors,
            extensions,
        }) => (data, errors.unwrap_or_default(), extensions),
        None => (None, Vec::new(), None),
    };
    let errors: Vec<Value> = errors.iter().map(passable).collect();

    match (answer.status, data) {
        (StatusCode::OK, Some(data)) if escaped(data.get()) > LARGEST_ESCAPED => {
            log(
                invocation,
                session,
                Some(answer.status),
                "more than Lambda can return",
                None,
            );
            Err(Failure {
                error: failed(ErpFault::Failed, None, errors),
                headers,
            })
        }
        (StatusCode::OK, Some(data)) if data.get() != "null" => Ok(Data {
            data,
            errors,
            idempotency: idempotency::of(extensions.as_deref()),
            headers,
        }),
        (status, _) => {
            let trace_id = trace_id(&errors);
            log(invocation, session, Some(status), "no data", trace_id.as_deref());
            let error = failed(fault(status, &answer.headers), trace_id, errors);
            Err(Failure { error, headers })
        }
    }
}

/// How long a text becomes as a JSON string, which is how Lambda returns a body.
fn escaped(text: &str) -> usize {
    let longer = |byte: &u8| matches!(byte, b'"' | b'\\' | b'\n' | b'\r' | b'\t');
    text.len() + text.bytes().filter(longer).count()
}

fn fault(status: StatusCode, headers: &HeaderMap) -> ErpFault {
    match status {
        StatusCode::UNAUTHORIZED => ErpFault::Unauthorized,
        StatusCode::FORBIDDEN => ErpFault::Forbidden,
        StatusCode::NOT_FOUND => ErpFault::NotFound,
        StatusCode::TOO_MANY_REQUESTS => ErpFault::RateLimited {
            retry_after: asked_rest(headers).unwrap_or(DOCUMENTED_INTERVAL),
        },
        _ => ErpFault::Failed,
    }
}

fn failed(fault: ErpFault, trace_id: Option<String>, errors: Vec<Value>) -> ApiError {
    ApiError::Erp {
        fault,
        trace_id,
        errors,
    }
}

/// What of an error is passed on, each member only in the form that GraphQL gives it: a
/// `stacktrace` stays here, beside the members or within them.
fn passable(error: &Value) -> Value {
    let path = error["path"]
        .as_array()
        .map(|path| path.iter().filter_map(plain).collect());
    let locations = error["locations"].as_array().map(|locations| {
        let locations = locations.iter().map(|location| members(location, &["line", "column"]));
        locations.collect()
    });
    let mut passed = members(error, &["message"]);
    passed["path"] = path.unwrap_or_default();
    passed["locations"] = locations.unwrap_or_default();
    if error["extensions"].is_object() {
        passed["extensions"] = members(&error["extensions"], &["code", "traceId"]);
    }
    if let Some(members) = passed.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    passed
}

/// Those of the members that hold nothing else.
fn members(object: &Value, names: &[&str]) -> Value {
    let kept = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), object.get(name).and_then(plain)?)));
    Value::Object(kept.collect::<Map<_, _>>())
}

fn plain(value: &Value) -> Option<Value> {
    (value.is_string() || value.is_number() || value.is_boolean()).then(|| value.clone())
}

/// The first one, if it is short and plain enough for a log line and a header.
fn trace_id(errors: &[Value]) -> Option<String> {
    let mut ids = errors
        .iter()
        .filter_map(|error| error["extensions"]["traceId"].as_str());
    ids.find(|id| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic()))
        .map(ToOwned::to_owned)
}

fn passed(headers: &HeaderMap) -> HeaderMap {
    let present = RATE_LIMIT.into_iter().filter_map(|name| {
        let value = headers.get(&name)?.clone();
        Some((name, value))
    });
    present.collect()
}

fn log(
    invocation: &Invocation,
    session: &TenantSession,
    status: Option<StatusCode>,
    cause: &str,
    trace_id: Option<&str>,
) {
    tracing::warn!(
        request.id = invocation.id(),
        tenant.id = session.tenant_id(),
        status = status.map(|status| status.as_u16()),
        cause,
        trace_id,
        "the ERP failed"
    );
}

const TENANT: HeaderName = HeaderName::from_static("x-tenant-id");
const RATE_LIMIT: [HeaderName; 3] = [
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static(INTERVAL_HEADER),
];
const LARGEST_ANSWER: usize = 5 * 1024 * 1024;
/// Lambda returns at most 6 MB, 6,291,556 bytes in all; the rest is for headers and errors.
const LARGEST_ESCAPED: usize = 6 * 1024 * 1024 - 64 * 1024;
/// JTL's documented example allows 10 calls in 45 s.
const DOCUMENTED_INTERVAL: Duration = Duration::from_secs(45);
