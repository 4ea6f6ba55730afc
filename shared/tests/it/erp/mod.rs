//! What a function of one's own asks the ERP for, through a router of its own.

mod batch;
mod pages;
mod pages_bounds;
mod query;

use axum::Router;
use axum::handler::Handler;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use shared::start::app::App;
use shared::web::layer;
use stand_in::Fault;
use std::sync::Arc;
use test_app::{TestApp, TestResponse};

const PATH: &str = "/api/ids";

/// A node of a list.
#[derive(Deserialize, Serialize)]
struct Item {
    id: String,
}

/// A function of one route.
fn router<H: Handler<T, Arc<App>>, T: 'static>(app: &Arc<App>, handler: H) -> Router {
    let routes = Router::new().route(PATH, get(handler)).with_state(Arc::clone(app));
    layer::finish(routes, Arc::clone(app))
}

/// The answer of such a function to a user of `tenant-books`, which has 500 items.
async fn ask<H: Handler<T, Arc<App>>, T: 'static>(test_app: &TestApp, handler: H) -> TestResponse {
    TestResponse::to(&router(&test_app.app, handler), PATH, &test_app.token("tenant-books")).await
}

/// An answer of the ERP, word by word.
fn answer(body: &serde_json::Value) -> Fault {
    Fault::Answer {
        status: 200,
        body: body.to_string(),
    }
}
