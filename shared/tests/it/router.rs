//! The smallest function there can be: one route that answers the caller's tenant and user.

use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use shared::start::app::App;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::layer;

/// The one route.
pub const PATH: &str = "/api/caller";

/// The function as a router.
pub fn router(app: Arc<App>) -> Router {
    let routes = Router::new().route(PATH, get(caller)).with_state(Arc::clone(&app));
    layer::finish(routes, app)
}

async fn caller(Verified(session): Verified<TenantSession>) -> Json<Value> {
    Json(json!({"tenantId": session.tenant_id(), "userId": session.user_id()}))
}
