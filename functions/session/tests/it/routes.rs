//! The routes in code are those that the local gateway, and so the template, sends here.

use session::{ROUTES, router};
use test_app::{Event, TestApp, assert_routes};

#[tokio::test]
async fn the_local_gateway_sends_exactly_these_and_the_router_takes_every_one() {
    let test_app = TestApp::cold().await;
    assert_routes("session", &router(test_app.app.clone()), ROUTES).await;
}

#[tokio::test]
async fn health_is_answered_when_asked() {
    let test_app = TestApp::cold().await;
    let response = Event::get("/health").send(&router(test_app.app.clone())).await;
    assert_eq!((response.status, &response.body["status"]), (200, &"ok".into()));
}
