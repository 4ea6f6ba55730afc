//! The routes in code are those that the local gateway, and so the template, sends here.

use connect_tenant::{ROUTES, router};
use test_app::{TestApp, assert_routes};

#[tokio::test]
async fn the_local_gateway_sends_exactly_these_and_the_router_takes_every_one() {
    let test_app = TestApp::cold().await;
    assert_routes("connect-tenant", &router(test_app.app.clone()), ROUTES).await;
}
