//! The routes in code are those that the local gateway, and so the template, sends here.

use account::{ROUTES, router};
use test_app::{Event, TestApp, assert_routes};

use crate::account_test_app::AccountTestApp;

#[tokio::test]
async fn the_local_gateway_sends_exactly_these_and_the_router_takes_every_one() {
    let test_app = AccountTestApp::new(&[]).await;
    assert_routes("account", &test_app.router, ROUTES).await;
}

#[tokio::test]
async fn accounts_that_are_off_are_not_found_on_any_route() {
    let test_app = TestApp::with(&[("ACCOUNTS_ENABLED", "false")]).await;
    let router = router(test_app.app.clone(), None);
    for (method, path) in ROUTES {
        let response = Event::new(method, path).send(&router).await;
        assert_eq!(
            (response.status, response.code()),
            (404, "no_such_path"),
            "{method} {path}"
        );
    }
    let health = Event::get("/health").send(&router).await;
    assert_eq!(health.body["status"], "ok");
}

#[tokio::test]
async fn a_function_that_is_misconfigured_says_so_on_every_route() {
    let test_app = TestApp::with(&[("TOKEN_LEEWAY_SECONDS", "soon")]).await;
    let router = router(test_app.app.clone(), None);
    for (method, path) in ROUTES {
        let response = Event::new(method, path).send(&router).await;
        assert_eq!(
            (response.status, response.code()),
            (503, "misconfigured"),
            "{method} {path}"
        );
    }
    let health = Event::get("/health").send(&router).await;
    assert_eq!(health.body["status"], "misconfigured");
}
