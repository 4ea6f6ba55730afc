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
        let stage = TestApp::cold().await;
        stage.stand_in.fault(Endpoint::Graphql, fault.clone());
        stage.stand_in.delay(Endpoint::Keys, Duration::from_millis(50));
        tokio::spawn(pass(stage.time.clone()));
        let reply = before(&stage, &router(stage.app.clone(), OPTIONS), 1_500).await;
        assert_eq!(
            (reply.status, reply.code()),
            (504, "erp_timeout"),
            "{fault:?}: {}",
            reply.text
        );
        assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 1);
        assert!(now() - start < GENEROUS);
    }
}

#[tokio::test]
async fn an_erp_that_is_slow_may_take_longer_than_other_hops() {
    let limits = Timeouts {
        total: Duration::from_millis(300),
        ..Timeouts::default()
    };
    let stage = TestApp::with_limits(&[], limits).await;
    stage.stand_in.delay(Endpoint::Graphql, Duration::from_millis(600));
    let reply = before(&stage, &router(stage.app.clone(), OPTIONS), 20_000).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[tokio::test]
async fn a_platform_that_hangs_before_the_erp_is_asked_is_503_and_the_erp_is_not_asked() {
    let limits = Timeouts {
        total: Duration::from_millis(300),
        ..Timeouts::default()
    };
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let stage = TestApp::with_limits(&[], limits).await;
        stage.stand_in.fault(endpoint, Fault::Hang);
        let reply = before(&stage, &router(stage.app.clone(), OPTIONS), 20_000).await;
        assert_eq!(
            (reply.status, reply.code()),
            (503, "platform_unavailable"),
            "{}",
            reply.text
        );
        assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 0);
    }
}

/// Asked where Lambda ends the request in so many milliseconds.
async fn before(stage: &TestApp, router: &Router, milliseconds: u64) -> TestResponse {
    let deadline = stage.time.clock().now().wall + Duration::from_millis(milliseconds);
    TestResponse::to_before(router, PATH, &stage.token("tenant-bikes"), deadline).await
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
