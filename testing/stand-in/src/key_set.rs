//! The key sets: the guarded one of session tokens, the public ones of app tokens and of a
//! Better Auth server.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{clock, platform::Platform};

/// `GET /account/.well-known/jwks.json`, which needs an access token.
pub(crate) async fn guarded(State(platform): State<Arc<Platform>>, headers: HeaderMap) -> Response {
    let is_live = bearer(&headers).is_some_and(|token| platform.access().is_live(token, clock::now()));
    if !is_live {
        let body = Json(json!({ "message": "Unauthorized" }));
        return (StatusCode::UNAUTHORIZED, body).into_response();
    }
    Json(platform.keys().published()).into_response()
}

/// `GET /oauth/v2/keys`.
pub(crate) async fn of_app_tokens(State(platform): State<Arc<Platform>>) -> Json<Value> {
    Json(platform.app_keys().published())
}

/// `GET /api/auth/jwks`.
pub(crate) async fn of_auth_tokens(State(platform): State<Arc<Platform>>) -> Json<Value> {
    let chosen = platform.auth_key_set().clone();
    Json(chosen.unwrap_or_else(|| platform.keys().published_for_auth()))
}

/// The one Bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let (value, None) = (sent.next()?, sent.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}
