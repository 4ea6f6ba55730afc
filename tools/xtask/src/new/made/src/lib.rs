//! `{{method}} {{path}}`: {{about}}.

mod {{handler}};

use std::sync::Arc;

use axum::Router;
use axum::routing::{{axum_method}};
use shared::start::app::App;
use shared::web::layer;
use utoipa::OpenApi;

/// The routes, for `docs/openapi.json`.
#[derive(Debug, OpenApi)]
#[openapi(paths({{handler}}::answer))]
pub struct ApiDoc;

/// The function as a router.
pub fn router(app: Arc<App>) -> Router {
    let routes = Router::new()
        .route("{{path}}", {{axum_method}}({{handler}}::answer))
        .with_state(Arc::clone(&app));
    layer::finish(routes, app)
}
