//! An ERP that hangs is given up in time for an answer.

use std::time::Duration;

use axum::Router;
use product_proxy::router;
use shared::http::client::Timeouts;
use shared::request::clock::MockClock;
use stand_in::{Endpoint, Fault};
use test_app::{TestApp, TestResponse};

use crate::proxy::OPTIONS;

const PATH: &str = "/api/products?first=1";
/// Far more than a request may take here, and far less than the ERP would take.
const GENEROUS: Duration = Duration::from_secs(15);

#[tokio::test]
async fn an_erp_that_hangs_or_trickles_is_given_up_before_lambda_gives_us_up() {
    for fault in [Fault::Hang, Fault::Trickle] {
        let start = now();
        // Not warmed up: part of the time is over when the ERP is asked.
        let test_app = TestApp::cold().await;
        test_app.stand_in.fault(Endpoint::Graphql, fault.clone());
        test_app.stand_in.delay(Endpoint::Keys, Duration::from_millis(50));
        tokio::spawn(pass(test_app.time.clone()));
        let response = before(&test_app, &router(test_app.app.clone(), OPTIONS), 1_500).await;
        assert_eq!(
            (response.status, response.code()),
            (504, "erp_timeout"),
            "{fault:?}: {}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 1);
        assert!(now() - start < GENEROUS);
    }
}

#[tokio::test]
async fn an_erp_that_is_slow_may_take_longer_than_other_hops() {
    let limits = Timeouts {
        total: Duration::from_millis(300),
        ..Timeouts::default()
    };
    let test_app = TestApp::with_limits(&[], limits).await;
    test_app.stand_in.delay(Endpoint::Graphql, Duration::from_millis(600));
    let response = before(&test_app, &router(test_app.app.clone(), OPTIONS), 20_000).await;
    assert_eq!(response.status, 200, "{}", response.text);
}

#[tokio::test]
async fn a_platform_that_hangs_before_the_erp_is_asked_is_503_and_the_erp_is_not_asked() {
    let limits = Timeouts {
        total: Duration::from_millis(300),
        ..Timeouts::default()
    };
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let test_app = TestApp::with_limits(&[], limits).await;
        test_app.stand_in.fault(endpoint, Fault::Hang);
        let response = before(&test_app, &router(test_app.app.clone(), OPTIONS), 20_000).await;
        assert_eq!(
            (response.status, response.code()),
            (503, "platform_unavailable"),
            "{}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
    }
}

/// Asked where Lambda ends the request in so many milliseconds.
async fn before(test_app: &TestApp, router: &Router, milliseconds: u64) -> TestResponse {
    let deadline = test_app.time.clock().now().wall + Duration::from_millis(milliseconds);
    TestResponse::to_before(router, PATH, &test_app.token("tenant-bikes"), deadline).await
}

/// Lets the app's time pass as everybody's does.
async fn pass(time: MockClock) {
    let tick = Duration::from_millis(20);
    let mut ticks = tokio::time::interval(tick);
    // The first one comes at once.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        time.advance(tick);
    }
}

#[expect(clippy::disallowed_methods, reason = "the promise is one of real time")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
