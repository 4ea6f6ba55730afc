//! Middleware and fallbacks common to all functions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use lambda_http::Context;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

use crate::request::clock::Clock;
use crate::request::context::RequestContext;
use crate::request::problem::{self, ApiError, Problem};
use crate::request::trace::Trace;
use crate::start::app::App;
use crate::start::health::Health;

/// A router that answers everything: `GET /health`, unknown paths and methods, panics and lack of
/// time too.
pub fn finish(router: Router, app: Arc<App>) -> Router {
    router
        .route("/health", get(health).with_state(Arc::clone(&app)))
        .fallback(async || ApiError::NoSuchPath)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app, answer))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(WORTH_COMPRESSING).and(has_no_etag)))
}

/// Says whether this function is configured; no token needed.
#[utoipa::path(
    get, path = "/health", operation_id = "getHealth", security(()),
    responses((status = 200, description = "Its state, whatever it is.", body = Health)),
)]
pub async fn health(State(app): State<Arc<App>>) -> Json<Health> {
    Json(app.health())
}

async fn answer(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let context = context(&request, app.clock().clone());
    let method = request.method().clone();
    // The pattern, not the path: what the caller wrote stays out of the log.
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(context.clone());

    let answered = tokio::time::timeout(context.time_left(), next.run(request)).await;
    let response = answered.unwrap_or_else(|_| out_of_time());
    let code = response.extensions().get::<Problem>().map(|problem| problem.code);
    let latency = app.conclude(&context, code.unwrap_or("ok")).await;
    let tenant = context.tenant();
    let status = response.status();
    macro_rules! completed {
        ($level:ident) => {
            tracing::$level!(
                request.id = context.id(),
                trace.id = context.trace().and_then(Trace::recorded_id),
                tenant.id = tenant.map(|tenant| tenant.id.as_str()),
                tenant.slug = tenant.and_then(|tenant| tenant.slug.as_deref()),
                %method,
                route = route.as_ref().map_or("none", MatchedPath::as_str),
                status = status.as_u16(),
                code,
                duration_ms = (latency.as_secs_f64() * 1e4).round() / 10.0,
                "request completed"
            )
        };
    }
    // Alarms count the failed ones, at LOG_LEVEL=warn too.
    if status.is_server_error() {
        completed!(warn);
    } else {
        completed!(info);
    }
    touched(problem::complete(response, context.id()), &context)
}

fn context(request: &Request, clock: Clock) -> RequestContext {
    match request.extensions().get::<Context>() {
        Some(context) => RequestContext::from_lambda(context, clock),
        None => RequestContext::new(format!("{:032x}", fastrand::u128(..)), clock, None),
    }
}

fn touched(mut response: Response, context: &RequestContext) -> Response {
    let headers = response.headers_mut();
    for (name, value) in UNLESS_SAID {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(context.id()) {
        headers.insert(X_REQUEST_ID, id);
    }
    response
}

fn out_of_time() -> Response {
    ApiError::PlatformUnavailable {
        retry_after: Duration::from_secs(1),
    }
    .into_response()
}

/// An answer with an `ETag` is never compressed: the tag is of these very bytes, and comes back in `If-Match`.
fn has_no_etag(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(ETAG)
}

/// The panic hook has already written message and place to standard error, which Lambda logs.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    ApiError::Internal.into_response()
}

/// Bytes above which gzip is tried: below them the base64 that Lambda returns it in takes what it saves. Lengths
/// tell nobody a secret (BREACH): what is that long is asked for by a token in a header, which a page of
/// another origin does not have.
const WORTH_COMPRESSING: u16 = 2_048;
/// Headers of an answer about one tenant or one user, unless its handler says otherwise.
const UNLESS_SAID: [(HeaderName, &str); 2] = [
    (CACHE_CONTROL, "no-store"),
    // Pages on another origin read answers by CORS, which this does not touch.
    (CROSS_ORIGIN_RESOURCE_POLICY, "same-site"),
];
/// Headers that OWASP's REST security cheat sheet asks of every answer: no browser is to show one as
/// a page, in a frame or without TLS. HSTS for two years, and for no host but the one that answers.
const ALWAYS: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
    (STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];
/// Header that says whose pages may embed an answer (Fetch standard).
pub const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
