//! `/control/`: what a test in another language, or a developer with curl, turns. Bodies are
//! JSON; a mistake in one is named in a 400.

mod app_token;
mod body;
mod faults;
mod session_token;
mod settings;
mod token_answer;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::platform::Platform;

pub(crate) fn routes() -> Router<Arc<Platform>> {
    let tokens = Router::new()
        .route(
            "/session-token",
            get(session_token::of_tenant).post(session_token::ordered),
        )
        .route("/app-token", get(app_token::of_tenant).post(app_token::ordered))
        .layer(from_fn(token_answer::readable_from_loopback));
    let others = Router::new()
        .route("/rotate", post(settings::rotate))
        .route("/publish-next-key", post(settings::publish_next_key))
        .route("/revoke", post(settings::revoke))
        .route("/credentials", post(settings::credentials))
        .route("/settings", post(settings::change))
        .route("/delay", post(faults::delay))
        .route("/fault", post(faults::fault))
        .route("/faults", get(faults::present).delete(faults::clear))
        .route("/close-connections", post(close_connections))
        .route("/calls", get(calls).delete(reset_calls))
        .layer(from_fn(not_of_another_site));
    tokens.merge(others)
}

/// Keeps pages of other sites from turning anything, by a form for example, which needs no leave of
/// CORS. Programs do not say where they come from.
async fn not_of_another_site(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    if site.is_some_and(|site| site == "cross-site") {
        return (StatusCode::FORBIDDEN, "Only the shell's own page may do this.\n").into_response();
    }
    next.run(request).await
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
