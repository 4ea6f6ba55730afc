//! An answer that carries an [`ApiError`] → `application/problem+json` (RFC 9457).

use axum::response::Response;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{AccountFault, ApiError, Terms};

/// Members that a handler's answer has besides, set as an extension beside its [`ApiError`].
#[derive(Clone, Debug)]
pub struct Besides(pub Map<String, Value>);

/// RFC 9457; `error` besides for the front end of the quick start, and `message` for those of apps
/// with users of their own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'static str,
    request_id: &'a str,
    error: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Value],
    #[serde(flatten)]
    besides: Map<String, Value>,
}

/// Gives an answer that carries an [`ApiError`] its body and headers.
pub fn complete(mut response: Response, request_id: &str) -> Response {
    let Some(error) = response.extensions_mut().remove::<ApiError>() else {
        return response;
    };
    let Terms { status, code, detail } = error.terms();
    let problem = Problem {
        r#type: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: &detail,
        code,
        request_id,
        error: &error.sentence(&detail),
        message: &detail,
        field: error.field(),
        trace_id: error.trace_id(),
        errors: error.errors(),
        besides: response
            .extensions_mut()
            .remove::<Besides>()
            .map_or_else(Map::new, |Besides(members)| members),
    };
    let body = serde_json::to_vec(&problem).expect("a struct of texts and numbers is always JSON");

    let mut complete = Response::new(body.into());
    *complete.status_mut() = status;
    *complete.headers_mut() = std::mem::take(response.headers_mut());
    let mut set = |name: HeaderName, value: HeaderValue| complete.headers_mut().insert(name, value);
    set(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(wait) = error.retry_after() {
        // Whole seconds, rounded up: a client that comes back early is refused again.
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        set(
            RETRY_AFTER,
            HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX)),
        );
    }
    if let Some(challenge) = challenge(&error, status, &detail) {
        set(WWW_AUTHENTICATE, challenge);
    }
    complete
}

/// RFC 6750, section 3: what is wrong with the token, if one was sent; without one nothing is said
/// of an error.
fn challenge(error: &ApiError, status: StatusCode, detail: &str) -> Option<HeaderValue> {
    let code = match error {
        ApiError::TokenConflict => "invalid_request",
        ApiError::TenantMissing => "insufficient_scope",
        ApiError::TokenMissing { .. } if status == StatusCode::UNAUTHORIZED => {
            return Some(HeaderValue::from_static("Bearer"));
        }
        // No access token was sent, so none is invalid; but a 401 has a challenge (RFC 9110,
        // section 15.5.2).
        ApiError::Account(AccountFault::CredentialsInvalid | AccountFault::RefreshTokenInvalid) => {
            return Some(HeaderValue::from_static("Bearer"));
        }
        _ if status == StatusCode::UNAUTHORIZED => "invalid_token",
        _ => return None,
    };
    // Our own sentences, which have neither quotes nor backslashes in them.
    HeaderValue::try_from(format!(r#"Bearer error="{code}", error_description="{detail}""#)).ok()
}
