//! CORS as an HTTP API answers it: preflights by itself, and its own headers in the place of a
//! function's (API Gateway Developer Guide, "Configure CORS for HTTP APIs").

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use sam_template::Cors;

/// The answer to a preflight; none where the request is no preflight.
pub(crate) fn preflight(cors: &Cors, request: &Parts) -> Option<Response<Body>> {
    let headers = &request.headers;
    let is_preflight = request.method == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !is_preflight {
        return None;
    }
    let mut answer = StatusCode::NO_CONTENT.into_response();
    if apply(cors, headers, answer.headers_mut()) {
        put(
            answer.headers_mut(),
            ACCESS_CONTROL_ALLOW_METHODS,
            &cors.allow_methods.join(","),
        );
        put(
            answer.headers_mut(),
            ACCESS_CONTROL_ALLOW_HEADERS,
            &cors.allow_headers.join(","),
        );
        let max_age = cors.max_age.map(|seconds| seconds.to_string());
        put(
            answer.headers_mut(),
            ACCESS_CONTROL_MAX_AGE,
            &max_age.unwrap_or_default(),
        );
    }
    Some(answer)
}

/// Replaces a function's CORS headers by those of the template, which only an allowed origin gets.
/// Returns whether it is one.
pub(crate) fn apply(cors: &Cors, request: &HeaderMap, answer: &mut HeaderMap) -> bool {
    for name in [
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS,
        ACCESS_CONTROL_MAX_AGE,
    ] {
        answer.remove(name);
    }
    let origin = request.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let Some(allowed) = origin.and_then(|origin| allowed_origin(cors, origin)) else {
        return false;
    };
    put(answer, ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    put(answer, ACCESS_CONTROL_EXPOSE_HEADERS, &cors.expose_headers.join(","));
    if cors.allow_credentials {
        put(answer, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    true
}

fn allowed_origin<'a>(cors: &Cors, origin: &'a str) -> Option<&'a str> {
    let allows = |pattern: &str| match pattern.strip_suffix('*') {
        Some(scheme) => origin.starts_with(scheme),
        None => origin == pattern,
    };
    if cors.allow_origins.iter().any(|pattern| pattern == "*") {
        return Some("*");
    }
    (cors.allow_origins.iter().any(|pattern| allows(pattern))).then_some(origin)
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value)
        && !value.is_empty()
    {
        headers.insert(name, value);
    }
}
