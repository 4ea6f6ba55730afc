//! Says who is calling, whatever the issuer of the token.
//!
//! - `GET /api/me`: the caller.
//! - `GET /api/session`: the caller, or that there is none.
//! - `POST /verify-token`: the answer of JTL's template, check by check.

mod caller;
mod openapi;
mod verify_token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use shared::start::app::App;
use shared::web::layer;

pub use openapi::ApiDoc;

/// Every route of this function.
pub const ROUTES: &[(&str, &str)] = &[("GET", "/api/me"), ("GET", "/api/session"), ("POST", "/verify-token")];

/// The function as a router.
pub fn router(app: Arc<App>) -> Router {
    let routes = Router::new()
        .route("/api/me", get(caller::me))
        .route("/api/session", get(caller::session))
        .route("/verify-token", post(verify_token::verify))
        .with_state(Arc::clone(&app));
    layer::finish(routes, app)
}
