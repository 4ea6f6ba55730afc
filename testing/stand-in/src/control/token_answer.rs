//! Answers with a token: JSON, or the bare token for a variable of a shell; readable by pages that a
//! developer serves.

use axum::{
    Json,
    extract::Request,
    http::{
        HeaderValue, Method,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ORIGIN, VARY},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::front_end::address;

/// The query of a request for a token.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenQuery {
    pub(super) tenant_id: Option<String>,
    #[serde(default, rename = "as")]
    pub(super) form: TokenForm,
}

/// The form of an answer with a token.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TokenForm {
    /// An object with one member.
    #[default]
    Json,
    /// `text/plain`: the token and a line feed.
    Text,
}

impl TokenForm {
    pub(super) fn answer(self, member: &str, token: &str) -> Response {
        match self {
            Self::Json => Json(json!({ member: token })).into_response(),
            Self::Text => format!("{token}\n").into_response(),
        }
    }
}

/// Lets pages of `http://localhost` and `http://127.0.0.1`, on any port, read a token. Orders and
/// everything else below `/control` stay with the shell's own origin.
pub(super) async fn readable_from_loopback(request: Request, next: Next) -> Response {
    let is_read = request.method() == Method::GET;
    let origin = request
        .headers()
        .get(ORIGIN)
        .filter(|origin| is_loopback(origin))
        .cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin.filter(|_| is_read) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

fn is_loopback(origin: &HeaderValue) -> bool {
    origin.to_str().is_ok_and(|origin| address(origin).is_some())
}
