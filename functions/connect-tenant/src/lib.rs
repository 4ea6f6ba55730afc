//! Says which tenant and user a session token belongs to, and how this service is.
//!
//! - `GET`, `POST /api/connect-tenant`: the quick start's answers, for every token source.
//! - `DELETE /api/connect-tenant`, `GET /api/tenant`: the tenant's own record.
//! - `GET`, `PUT /api/settings`: what the tenant's users keep with this service.
//! - `GET /health`: the answer JTL's React template polls, as every function gives it.

mod connect;
mod error;
mod openapi;
mod options;
pub mod registry;
mod settings;
mod tenant;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::start::app::App;
use shared::web::layer;

pub use error::RegistryError;
pub use openapi::ApiDoc;
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
    let connect_tenant = get(connect::by_headers)
        .post(connect::by_headers_or_body)
        .delete(tenant::disconnect);
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
