//! Answers in the words of the functions, where API Gateway would say less: RFC 9457 with a stable
//! `code`, as `docs/api.md` describes it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::routes::RouteTable;

/// 404; API Gateway says `{"message":"Not Found"}`.
pub(crate) fn no_such_path(routes: &RouteTable, request_id: &str) -> Response<Body> {
    let detail = "There is no such path here; routes has the paths that there are.";
    let routes = routes.keys().collect();
    problem(
        StatusCode::NOT_FOUND,
        "no_such_path",
        detail,
        request_id,
        ("routes", routes),
    )
}

/// 405; API Gateway says the same as to an unknown path.
pub(crate) fn method_not_allowed(methods: &BTreeSet<String>, routes: &RouteTable, request_id: &str) -> Response<Body> {
    let allowed = methods.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let detail = format!("This path takes {allowed} only.");
    let routes = routes.keys().collect();
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let mut answer = problem(status, "method_not_allowed", &detail, request_id, ("routes", routes));
    let allowed = HeaderValue::from_str(&allowed).expect("methods are ASCII letters");
    answer.headers_mut().insert(ALLOW, allowed);
    answer
}

/// 500 for a function that cannot be built, with the words of the compiler.
pub(crate) fn build_failed(function: &str, compiler: &str, request_id: &str) -> Response<Body> {
    let detail = format!("{function} cannot be built; compiler says why.");
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    problem(
        status,
        "build_failed",
        &detail,
        request_id,
        ("compiler", json!(compiler)),
    )
}

fn problem(status: StatusCode, code: &str, detail: &str, request_id: &str, member: (&str, Value)) -> Response<Body> {
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "code": code,
        "requestId": request_id,
        "error": detail.trim_end_matches('.'),
        "message": detail,
    });
    body[member.0] = member.1;
    (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
