//! The effect of a fault on a request.

use std::time::Duration;

use axum::{
    Json,
    body::Body,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER},
    },
    response::{Html, IntoResponse, Response},
};
use serde_json::{Value, json, value::RawValue};

use crate::{
    bomb::gzip_bomb,
    broken_body::{CutShort, Endless},
    endpoint::Endpoint,
    fault::Fault,
    listener::Peer,
    random, rate_limit,
    secrets_manager::refused,
};

/// The answer of `endpoint` under `fault`; `honest` is the answer it would have given.
pub(crate) async fn answer(
    fault: Fault,
    endpoint: Endpoint,
    peer: &Peer,
    honest: impl Future<Output = Response>,
) -> Response {
    match fault {
        Fault::Status(status) => failed(endpoint, code(status)),
        Fault::Hang => std::future::pending().await,
        Fault::Reset => {
            peer.cut();
            StatusCode::OK.into_response()
        }
        Fault::ResetAfterwards => {
            let done = honest.await;
            peer.cut();
            done
        }
        Fault::Nonsense => json_bytes("{\"keys\": [<<<< \u{0}\u{1} not json"),
        Fault::Html => Html("<!doctype html><title>Sign in</title><h1>Sign in</h1>").into_response(),
        Fault::Empty if endpoint.is_key_set() => Json(json!({ "keys": [] })).into_response(),
        Fault::Empty if endpoint == Endpoint::Secrets => json_bytes("{}"),
        Fault::Empty => json_bytes(""),
        Fault::Endless => json_bytes(Body::new(Endless::at_once())),
        Fault::Trickle => json_bytes(Body::new(Endless::every(Duration::from_millis(50)))),
        Fault::Truncated => {
            let mut response = json_bytes(Body::new(CutShort::new(peer.clone())));
            let announced = HeaderValue::from_static("100000");
            response.headers_mut().insert(CONTENT_LENGTH, announced);
            response
        }
        Fault::GzipBomb => {
            let mut response = json_bytes(gzip_bomb());
            let gzip = HeaderValue::from_static("gzip");
            response.headers_mut().insert(CONTENT_ENCODING, gzip);
            response
        }
        Fault::RateLimited { retry_after } => rate_limited(endpoint, retry_after),
        Fault::RateLimitedUntil(date) => match HeaderValue::try_from(date) {
            Ok(date) => ([(RETRY_AFTER, date)], rate_limited(endpoint, None)).into_response(),
            Err(_) => rate_limited(endpoint, None),
        },
        Fault::Unavailable { retry_after } => with_header(
            failed(endpoint, StatusCode::SERVICE_UNAVAILABLE),
            RETRY_AFTER,
            retry_after,
        ),
        Fault::Unauthorized => failed(endpoint, StatusCode::UNAUTHORIZED),
        Fault::Redirect => (StatusCode::FOUND, [(LOCATION, "/elsewhere")]).into_response(),
        Fault::GraphqlErrors => Json(json!({ "errors": [graphql_error()] })).into_response(),
        Fault::GraphqlPartial => with_errors(honest.await).await,
        Fault::Answer { status, body } => (code(status), json_bytes(body)).into_response(),
    }
}

/// 429 in the endpoint's own form.
pub(crate) fn rate_limited(endpoint: Endpoint, retry_after: Option<u64>) -> Response {
    let mut response = failed(endpoint, StatusCode::TOO_MANY_REQUESTS);
    if endpoint.is_erp() {
        response = with_header(response, rate_limit::REMAINING, 0);
    }
    match retry_after {
        Some(seconds) => with_header(response, RETRY_AFTER, seconds),
        None => response,
    }
}

fn failed(endpoint: Endpoint, status: StatusCode) -> Response {
    let body = match (endpoint, status) {
        (Endpoint::Token, StatusCode::UNAUTHORIZED) => json!({
            "error": "invalid_client",
            "error_description": "Client authentication failed.",
        }),
        (Endpoint::Token, _) => json!({
            "error": "server_error",
            "error_description": "The stand-in was told to fail.",
        }),
        (Endpoint::Secrets, StatusCode::TOO_MANY_REQUESTS) => return refused(status, "ThrottlingException"),
        (Endpoint::Secrets, _) => return refused(status, "InternalServiceError"),
        (_, StatusCode::UNAUTHORIZED) => json!({ "message": "JWT expired" }),
        _ => json!({
            "errorCode": "StandInFault",
            "validationErrors": [],
            "errorMessage": "The stand-in was told to fail.",
            "stacktrace": STACK_TRACE,
        }),
    };
    (status, Json(body)).into_response()
}

fn graphql_error() -> Value {
    json!({
        "message": "Unexpected execution error",
        "path": ["QueryItems"],
        "extensions": { "code": "INTERNAL_ERROR", "traceId": random::hex(16) },
    })
}

/// The data is passed on as text, so that no digit changes.
async fn with_errors(honest: Response) -> Response {
    let (parts, body) = honest.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .expect("the stand-in's own answers are held in memory");
    let Ok(answer) = serde_json::from_slice::<Answered<'_>>(&bytes) else {
        return Response::from_parts(parts, bytes.into());
    };
    let mut with_trace = graphql_error();
    with_trace["extensions"]["stacktrace"] = json!(STACK_TRACE);
    let errors = json!([graphql_error(), with_trace]);
    json_bytes(format!(r#"{{"data":{},"errors":{errors}}}"#, answer.data))
}

#[derive(serde::Deserialize)]
struct Answered<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

fn code(status: u16) -> StatusCode {
    // Below 200 an answer is not the last one, and the server would break it off.
    StatusCode::from_u16(status)
        .ok()
        .filter(|status| !status.is_informational())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn json_bytes(body: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, "application/json")], body.into()).into_response()
}

fn with_header(mut response: Response, name: HeaderName, value: u64) -> Response {
    response.headers_mut().insert(name, value.into());
    response
}

/// Stack trace that the platform lets slip and nobody should pass on.
pub(crate) const STACK_TRACE: &str = "   at Jtl.Erp.Gateway.Handle(Request request) in Gateway.cs:line 42";
