//! The routes in code are those that the local gateway, and so the template, sends here.

use product_proxy::{ROUTES, router};
use test_app::{TestApp, assert_routes};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn the_local_gateway_sends_exactly_these_and_the_router_takes_every_one() {
    let test_app = TestApp::cold().await;
    assert_routes("product-proxy", &router(test_app.app.clone(), OPTIONS), ROUTES).await;
}
