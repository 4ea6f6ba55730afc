//! The routes in code are those that the local gateway, and so the template, sends here.

use session::{ROUTES, router};
use test_app::{Event, TestApp, assert_routes};

#[tokio::test]
async fn the_local_gateway_sends_exactly_these_and_the_router_takes_every_one() {
    let stage = TestApp::cold().await;
    assert_routes("session", &router(stage.app.clone()), ROUTES).await;
}

#[tokio::test]
async fn health_is_answered_when_asked() {
    let stage = TestApp::cold().await;
    let reply = Event::get("/health").send(&router(stage.app.clone())).await;
    assert_eq!((reply.status, &reply.body["status"]), (200, &"ok".into()));
}
