//! The Runtime API (Lambda Developer Guide, "Using the Lambda runtime API"), below a path that names
//! the function and its environment.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Limited};
use tokio::net::TcpListener;

use super::{Lambda, Outcome};

pub(super) async fn serve(lambda: Arc<Lambda>, listener: TcpListener) {
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    // It ends with the task that it runs in.
    let _ = axum::serve(listener, router(lambda)).await;
}

fn router(lambda: Arc<Lambda>) -> Router {
    let below = |path: &str| format!("/{{function}}/{{environment}}/2018-06-01/runtime/{path}");
    Router::new()
        .route(&below("invocation/next"), get(next))
        .route(&below("invocation/{request}/response"), post(response))
        .route(&below("invocation/{request}/error"), post(error))
        .route(&below("init/error"), post(init_error))
        .with_state(lambda)
}

async fn next(State(lambda): State<Arc<Lambda>>, Path((function, environment)): Path<(String, u64)>) -> Response {
    let Ok(invocation) = lambda.polled(&function, environment).await else {
        return StatusCode::GONE.into_response();
    };
    let arn = format!("arn:aws:lambda:eu-central-1:123456789012:function:{function}");
    let headers = [
        (CONTENT_TYPE.as_str(), "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", invocation.request_id),
        ("lambda-runtime-deadline-ms", invocation.deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", arn),
        ("lambda-runtime-trace-id", invocation.trace_id),
    ];
    (headers, invocation.event).into_response()
}

async fn response(
    State(lambda): State<Arc<Lambda>>,
    Path((function, environment, request)): Path<(String, u64, String)>,
    body: Body,
) -> StatusCode {
    let (outcome, status) = match within_limit(body).await {
        Some(answer) => (Outcome::Answer(answer), StatusCode::ACCEPTED),
        None => (Outcome::TooLarge, StatusCode::PAYLOAD_TOO_LARGE),
    };
    if lambda.answered(&function, environment, &request, outcome) {
        status
    } else {
        StatusCode::BAD_REQUEST
    }
}

async fn error(
    State(lambda): State<Arc<Lambda>>,
    Path((function, environment, request)): Path<(String, u64, String)>,
    body: Body,
) -> StatusCode {
    let told = within_limit(body).await.unwrap_or_default();
    if lambda.answered(&function, environment, &request, Outcome::Error(told)) {
        StatusCode::ACCEPTED
    } else {
        StatusCode::BAD_REQUEST
    }
}

/// The program ends itself after this; its own lines say why.
async fn init_error() -> StatusCode {
    StatusCode::ACCEPTED
}

async fn within_limit(body: Body) -> Option<Bytes> {
    let whole = Limited::new(body, LARGEST_PAYLOAD).collect().await;
    whole.ok().map(http_body_util::Collected::to_bytes)
}

/// Lambda's limit for an event and for an answer: 6 MB, and 100 KB for what is around them.
pub(crate) const LARGEST_PAYLOAD: usize = 6_291_556;
