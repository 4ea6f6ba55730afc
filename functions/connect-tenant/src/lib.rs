//! Says which tenant and user a session token belongs to, and how this service is.
//!
//! - `GET`, `POST /api/connect-tenant`: the quick start's answers, for every token source.
//! - `DELETE /api/connect-tenant`, `GET /api/tenant`: the tenant's own record.
//! - `GET`, `PUT /api/settings`: what the tenant's users keep with this service.
//! - `GET /health`: the answer JTL's React template polls, as every function gives it.

mod error;
mod options;
pub mod registry;
mod settings;
mod tenant;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, Request, State};
use axum::http::{HeaderMap, Method};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use shared::auth::error::AuthError;
use shared::request::context::RequestContext;
use shared::request::problem::{ApiError, Problem};
use shared::start::app::App;
use shared::verify::session::TenantSession;
use shared::verify::strict_json;
use shared::web::extract::{is_json, presented_token};
use shared::web::layer;

pub use error::RegistryError;
pub use options::RegistryOptions;
use registry::Registry;

/// Every route of this function.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/api/connect-tenant"),
    ("POST", "/api/connect-tenant"),
    ("DELETE", "/api/connect-tenant"),
    ("GET", "/api/settings"),
    ("PUT", "/api/settings"),
    ("GET", "/api/tenant"),
    ("GET", "/health"),
];

/// The state of the handlers.
#[derive(Clone, Debug)]
struct Function {
    app: Arc<App>,
    registry: Option<Arc<Registry>>,
}

/// The function as a router, without a registry.
pub fn router(app: Arc<App>) -> Router {
    router_with(app, None)
}

/// The function as a router that puts connections on record.
pub fn router_with(app: Arc<App>, registry: Option<Registry>) -> Router {
    let connect_tenant = get(connect).post(connect).delete(tenant::disconnect);
    let routes = Router::new()
        .route("/api/connect-tenant", connect_tenant)
        .route("/api/settings", get(settings::show).put(settings::replace))
        .route("/api/tenant", get(tenant::show))
        .with_state(Function {
            app: Arc::clone(&app),
            registry: registry.map(Arc::new),
        });
    layer::finish(routes, app)
}

/// The caller's identity, in the quick start's words.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Connected {
    success: bool,
    tenant_id: String,
    user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_slug: Option<String>,
    /// `true` where it is on record; absent without a registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    stored: Option<bool>,
}

async fn connect(
    State(Function { app, registry }): State<Function>,
    context: RequestContext,
    request: Request,
) -> Result<Json<Connected>, Problem> {
    let (parts, body) = request.into_parts();
    let in_body = match parts.method {
        Method::POST => token_in_body(&parts.headers, body).await?,
        _ => None,
    };
    let token = presented_token(&parts, in_body.as_deref(), || app.cookie_origins())?
        .ok_or(AuthError::TokenMissing { asked_for: true })?;

    let session = app.authenticate(token, &context).await?;
    let session = session.into_tenant_session().ok_or(AuthError::TenantMissing)?;
    let stored = match registry {
        Some(registry) => Some(registry.connect(&session, &context).await),
        None => None,
    };
    Ok(Json(Connected::new(&session, stored)))
}

impl FromRef<Function> for Arc<App> {
    fn from_ref(function: &Function) -> Self {
        Arc::clone(&function.app)
    }
}

impl FromRef<Function> for Option<Arc<Registry>> {
    fn from_ref(function: &Function) -> Self {
        function.registry.clone()
    }
}

impl Connected {
    fn new(session: &TenantSession, stored: Option<bool>) -> Self {
        Self {
            success: true,
            tenant_id: session.tenant_id().to_owned(),
            user_id: session.user_id().to_owned(),
            tenant_slug: session.tenant_slug().map(ToOwned::to_owned),
            stored,
        }
    }
}

/// `{"sessionToken": "…"}`; an empty body holds no token.
async fn token_in_body(headers: &HeaderMap, body: Body) -> Result<Option<String>, ApiError> {
    let body = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| ApiError::TooLarge(LARGEST_BODY))?;
    if body.is_empty() {
        return Ok(None);
    }
    if !is_json(headers) {
        return Err(ApiError::UnsupportedMediaType);
    }
    let mut object =
        strict_json::object(strict_json::without_bom(&body)).ok_or(ApiError::BadRequest(NOT_AN_OBJECT.into()))?;
    match object.remove("sessionToken") {
        None => Ok(None),
        Some(serde_json::Value::String(token)) => Ok(Some(token)),
        Some(_) => Err(ApiError::BadRequest("sessionToken must be a string.".into())),
    }
}

/// Twice the largest token there can be, to leave room for the JSON around it.
const LARGEST_BODY: usize = 16 * 1024;
const NOT_AN_OBJECT: &str = r#"The body must be one JSON object, {"sessionToken": "…"}, without duplicate members."#;
