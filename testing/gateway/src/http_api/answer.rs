//! A function's answer → HTTP, read as API Gateway reads response format 2.0.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};

/// The answer of a function; none where it is broken.
pub(crate) fn read(answer: &[u8]) -> Option<Response<Body>> {
    let value: Value = serde_json::from_slice(answer).ok()?;
    match &value {
        Value::Object(members) if members.contains_key("statusCode") => whole(members),
        // Without a status it is the body of a 200.
        Value::String(text) => Some(body_alone(text.clone())),
        _ => Some(body_alone(String::from_utf8_lossy(answer).into_owned())),
    }
}

/// An answer of API Gateway's own.
fn message(status: StatusCode, text: &str) -> Response<Body> {
    let json = serde_json::json!({ "message": text }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], json).into_response()
}

/// For everything that goes wrong with a function: it crashed, ran out of time, or answered nonsense.
pub(crate) fn internal_server_error() -> Response<Body> {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// A body or an event beyond a limit.
pub(crate) fn too_large() -> Response<Body> {
    message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

/// No answer in time.
pub(crate) fn unavailable() -> Response<Body> {
    message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
}

fn body_alone(body: String) -> Response<Body> {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

fn whole(members: &Map<String, Value>) -> Option<Response<Body>> {
    let status = u16::try_from(members["statusCode"].as_u64()?).ok()?;
    let status = StatusCode::from_u16(status)
        .ok()
        .filter(|status| (200..600).contains(&status.as_u16()))?;
    let mut headers = headers(members.get("headers"))?;
    for cookie in texts(members.get("cookies"))? {
        headers.append(SET_COOKIE, HeaderValue::from_str(&cookie).ok()?);
    }
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("text/plain;charset=utf-8"));
    let text = match members.get("body") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => return None,
    };
    let body = match members.get("isBase64Encoded") {
        Some(Value::Bool(true)) => STANDARD.decode(text).ok()?,
        None | Some(Value::Null | Value::Bool(false)) => text.into_bytes(),
        Some(_) => return None,
    };
    Some((status, headers, body).into_response())
}

fn headers(headers: Option<&Value>) -> Option<HeaderMap> {
    let members = match headers {
        None | Some(Value::Null) => return Some(HeaderMap::new()),
        Some(Value::Object(members)) => members,
        Some(_) => return None,
    };
    let mut headers = HeaderMap::new();
    for (name, value) in members {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        let name = HeaderName::try_from(name.as_str()).ok()?;
        // These are of the connection, which is the gateway's.
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
            headers.append(name, HeaderValue::from_str(&text).ok()?);
        }
    }
    Some(headers)
}

fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    match value {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(value) => {
            let texts = value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect()
        }
    }
}
