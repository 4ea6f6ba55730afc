//! `/control/`: what a test in another language, or a developer with curl, turns. Bodies are
//! JSON; a mistake in one is named in a 400.

mod app_token;
mod body;
mod faults;
mod session_token;
mod settings;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post},
};
use serde_json::{Value, json};

use crate::platform::Platform;

pub(crate) fn routes() -> Router<Arc<Platform>> {
    Router::new()
        .route(
            "/session-token",
            get(session_token::of_tenant).post(session_token::ordered),
        )
        .route("/app-token", get(app_token::of_tenant).post(app_token::ordered))
        .route("/rotate", post(settings::rotate))
        .route("/publish-next-key", post(settings::publish_next_key))
        .route("/revoke", post(settings::revoke))
        .route("/credentials", post(settings::credentials))
        .route("/settings", post(settings::change))
        .route("/delay", post(faults::delay))
        .route("/fault", post(faults::fault))
        .route("/faults", delete(faults::clear))
        .route("/close-connections", post(close_connections))
        .route("/calls", get(calls).delete(reset_calls))
}

async fn close_connections(State(platform): State<Arc<Platform>>) -> StatusCode {
    platform.connections.close_all();
    StatusCode::NO_CONTENT
}

async fn calls(State(platform): State<Arc<Platform>>) -> Json<Value> {
    let mut calls = platform.calls();
    let counts = calls
        .each()
        .filter_map(|(endpoint, calls)| Some((json!(endpoint).as_str()?.into(), json!(calls.count))));
    Json(Value::Object(counts.collect()))
}

async fn reset_calls(State(platform): State<Arc<Platform>>) -> StatusCode {
    platform.reset_calls();
    StatusCode::NO_CONTENT
}
