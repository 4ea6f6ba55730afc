//! Tenant-scoped calls to the ERP.
//!
//! - `GET /api/products`, `/api/products/{id}` (alias `/api/items`): products under JTL's own
//!   field names.
//! - `POST /api/graphql` (alias `/graphql`, the name that JTL's scaffolded front end has for it): the
//!   caller's own query for its own tenant.

pub mod document;
pub mod documents;
mod graphql;
mod graphql_request;
mod item_query;
mod openapi;
mod options;
mod products;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use shared::erp::Erp;
use shared::start::app::App;
use shared::web::layer;

pub use document::AllowedMutations;
pub use openapi::ApiDoc;
pub use options::{ErpOptions, ErpVersion};
pub use shared::erp::CallsAs;

/// Every route of this function.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/api/products"),
    ("GET", "/api/products/{id}"),
    ("GET", "/api/items"),
    ("GET", "/api/items/{id}"),
    ("POST", "/api/graphql"),
    ("POST", "/graphql"),
];

/// State of the handlers.
#[derive(Clone, Debug)]
struct Proxy {
    app: Arc<App>,
    erp: Erp,
    options: Arc<ErpOptions>,
}

/// The function as a router.
pub fn router(app: Arc<App>, options: ErpOptions) -> Router {
    let routes = Router::new()
        .route("/api/products", get(products::list))
        .route("/api/products/{id}", get(products::one))
        .route("/api/items", get(products::list))
        .route("/api/items/{id}", get(products::one))
        .route("/api/graphql", post(graphql::query))
        .route("/graphql", post(graphql::query))
        .with_state(Proxy {
            app: Arc::clone(&app),
            erp: app.erp().calling_as(options.calls_as),
            options: Arc::new(options),
        });
    layer::finish(routes, app)
}

impl FromRef<Proxy> for Arc<App> {
    fn from_ref(proxy: &Proxy) -> Self {
        Arc::clone(&proxy.app)
    }
}
