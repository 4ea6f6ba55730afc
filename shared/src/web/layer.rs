//! Middleware and fallbacks common to all functions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue};
use lambda_http::Context;
use tower_http::catch_panic::CatchPanicLayer;

use crate::request::clock::Clock;
use crate::request::context::RequestContext;
use crate::request::problem::{self, ApiError, Problem};
use crate::start::app::App;

/// A router that answers everything: `GET /health`, unknown paths and methods, panics and lack of
/// time too.
pub fn finish(router: Router, app: Arc<App>) -> Router {
    let healthy = Arc::clone(&app);
    router
        .route("/health", get(async move || Json(healthy.health())))
        .fallback(async || ApiError::NoSuchPath)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app, answer))
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
    tracing::info!(
        request.id = context.id(),
        %method,
        route = route.as_ref().map_or("none", MatchedPath::as_str),
        status = response.status().as_u16(),
        code,
        duration_ms = latency.as_secs_f64() * 1e3,
        "request completed"
    );
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
    // Every answer is about one tenant or one user, unless its handler says otherwise.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
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

/// The panic hook has already written message and place to standard error, which Lambda logs.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    ApiError::Internal.into_response()
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
