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
        let site = ProxiedTestApp::cold().await;
        site.fail(source, Outage::Hang).await;
        assert_unavailable(&connect(&site, &router(site.stage.app.clone())).await);
    }
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let site = ProxiedTestApp::cold().await;
        site.stage.stand_in.fault(endpoint, Fault::Trickle);
        assert_unavailable(&connect(&site, &router(site.stage.app.clone())).await);
    }
}

#[tokio::test]
async fn a_refresh_ahead_that_hangs_holds_one_request_and_is_not_repeated_by_the_next() {
    let site = ProxiedTestApp::warm().await;
    let router = router(site.stage.app.clone());
    site.fail(Source::Keys, Outage::Hang).await;
    site.stage.time.advance(500 * SECOND);
    let before = site.calls(Source::Keys);
    for _ in 0..10 {
        assert_eq!(connect(&site, &router).await.status, 200);
        assert_eq!(site.calls(Source::Keys), before + 1);
    }
}

#[tokio::test]
async fn the_time_that_lambda_has_left_bounds_the_fetch_and_all_who_wait_for_it() {
    for source in Source::ALL {
        let site = ProxiedTestApp::with_limits(ENDLESS).await;
        let router = router(site.stage.app.clone());
        site.fail(source, Outage::Hang).await;
        let requests: Vec<_> = (0..100)
            .map(|_| {
                let (router, token) = (router.clone(), site.stage.token("tenant-bikes"));
                let deadline = site.stage.time.clock().now().wall + SECOND;
                tokio::spawn(async move { TestResponse::to_before(&router, PATH, &token, deadline).await })
            })
            .collect();
        for request in requests {
            assert_unavailable(&request.await.expect("it does not panic"));
        }
        assert_eq!(site.calls(source), 1, "{source:?}");
    }
}

#[tokio::test]
async fn a_fetch_ends_with_the_request_that_began_it() {
    for source in Source::ALL {
        let site = ProxiedTestApp::with_limits(ENDLESS).await;
        let router = router(site.stage.app.clone());
        site.fail(source, Outage::Hang).await;
        let deadline = site.stage.time.clock().now().wall + SECOND;
        let token = site.stage.token("tenant-bikes");
        assert_unavailable(&TestResponse::to_before(&router, PATH, &token, deadline).await);

        // Were it still under way, the next request would join it in vain.
        site.recover().await;
        site.stage.time.advance(SECOND);
        let reply = connect(&site, &router).await;
        assert_eq!(reply.status, 200, "{source:?}: {}", reply.text);
        assert_eq!(site.calls(source), 2);
    }
}

#[tokio::test]
async fn with_no_time_left_what_is_known_is_answered_and_the_rest_refused() {
    let site = ProxiedTestApp::warm().await;
    let router = router(site.stage.app.clone());
    let deadline = site.stage.time.clock().now().wall + SECOND / 4;
    let known = site.stage.token("tenant-bikes");
    site.stage.stand_in.rotate_keys(true);
    site.fail(Source::Keys, Outage::Hang).await;
    assert_eq!(
        TestResponse::to_before(&router, PATH, &known, deadline).await.status,
        200
    );
    let new = site.stage.token("tenant-bikes");
    assert_unavailable(&TestResponse::to_before(&router, PATH, &new, deadline).await);
}

async fn connect(site: &ProxiedTestApp, router: &Router) -> TestResponse {
    let deadline = site.stage.time.clock().now().wall + DAY;
    TestResponse::to_before(router, PATH, &site.stage.token("tenant-bikes"), deadline).await
}

fn assert_unavailable(reply: &TestResponse) {
    assert_eq!(
        (reply.status, reply.code()),
        (503, "platform_unavailable"),
        "{}",
        reply.text
    );
    assert!(reply.retry_after().is_some());
}
