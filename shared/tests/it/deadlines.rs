//! No upstream holds a request longer than it may, and every one of them is answered.
//!
//! In each test one bound alone can end a request, and everything else waits for a day: were the
//! bound not kept, the test would not end. No duration is measured, which a busy machine prolongs.

use std::time::Duration;

use axum::Router;
use shared::http::client::Timeouts;
use stand_in::{Endpoint, Fault};
use test_app::{Outage, ProxiedTestApp, Source, TestResponse};

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);

const DAY: Duration = Duration::from_hours(24);
const ENDLESS: Timeouts = Timeouts {
    connect: DAY,
    total: DAY,
};

#[tokio::test]
async fn what_hangs_or_trickles_holds_a_request_no_longer_than_one_call() {
    for source in Source::ALL {
        let proxied = ProxiedTestApp::cold().await;
        proxied.fail(source, Outage::Hang).await;
        assert_unavailable(&connect(&proxied, &router(proxied.test_app.app.clone())).await);
    }
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let proxied = ProxiedTestApp::cold().await;
        proxied.test_app.stand_in.fault(endpoint, Fault::Trickle);
        assert_unavailable(&connect(&proxied, &router(proxied.test_app.app.clone())).await);
    }
}

#[tokio::test]
async fn a_refresh_ahead_that_hangs_holds_one_request_and_is_not_repeated_by_the_next() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.fail(Source::Keys, Outage::Hang).await;
    proxied.test_app.time.advance(500 * SECOND);
    let before = proxied.calls(Source::Keys);
    for _ in 0..10 {
        assert_eq!(connect(&proxied, &router).await.status, 200);
        assert_eq!(proxied.calls(Source::Keys), before + 1);
    }
}

#[tokio::test]
async fn the_time_that_lambda_has_left_bounds_the_fetch_and_all_who_wait_for_it() {
    for source in Source::ALL {
        let proxied = ProxiedTestApp::with_limits(ENDLESS).await;
        let router = router(proxied.test_app.app.clone());
        proxied.fail(source, Outage::Hang).await;
        let requests: Vec<_> = (0..100)
            .map(|_| {
                let (router, token) = (router.clone(), proxied.test_app.token("tenant-bikes"));
                let deadline = proxied.test_app.time.clock().now().wall + SECOND;
                tokio::spawn(async move { TestResponse::to_before(&router, PATH, &token, deadline).await })
            })
            .collect();
        for request in requests {
            assert_unavailable(&request.await.expect("it does not panic"));
        }
        assert_eq!(proxied.calls(source), 1, "{source:?}");
    }
}

#[tokio::test]
async fn a_fetch_ends_with_the_request_that_began_it() {
    for source in Source::ALL {
        let proxied = ProxiedTestApp::with_limits(ENDLESS).await;
        let router = router(proxied.test_app.app.clone());
        proxied.fail(source, Outage::Hang).await;
        let deadline = proxied.test_app.time.clock().now().wall + SECOND;
        let token = proxied.test_app.token("tenant-bikes");
        assert_unavailable(&TestResponse::to_before(&router, PATH, &token, deadline).await);

        // Were it still under way, the next request would join it in vain.
        proxied.recover().await;
        proxied.test_app.time.advance(SECOND);
        let response = connect(&proxied, &router).await;
        assert_eq!(response.status, 200, "{source:?}: {}", response.text);
        assert_eq!(proxied.calls(source), 2);
    }
}

#[tokio::test]
async fn with_no_time_left_what_is_known_is_answered_and_the_rest_refused() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    let deadline = proxied.test_app.time.clock().now().wall + SECOND / 4;
    let known = proxied.test_app.token("tenant-bikes");
    proxied.test_app.stand_in.rotate_keys(true);
    proxied.fail(Source::Keys, Outage::Hang).await;
    assert_eq!(
        TestResponse::to_before(&router, PATH, &known, deadline).await.status,
        200
    );
    let new = proxied.test_app.token("tenant-bikes");
    assert_unavailable(&TestResponse::to_before(&router, PATH, &new, deadline).await);
}

async fn connect(proxied: &ProxiedTestApp, router: &Router) -> TestResponse {
    let deadline = proxied.test_app.time.clock().now().wall + DAY;
    TestResponse::to_before(router, PATH, &proxied.test_app.token("tenant-bikes"), deadline).await
}

fn assert_unavailable(response: &TestResponse) {
    assert_eq!(
        (response.status, response.code()),
        (503, "platform_unavailable"),
        "{}",
        response.text
    );
    assert!(response.retry_after().is_some());
}
