//! A platform that is down when the function starts is left alone, and found again.

use std::future::ready;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use stand_in::{Endpoint, Fault};
use test_app::{Outage, ProxiedTestApp, Source, TestApp, TestResponse};
use tokio::task::JoinSet;

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const CALLERS: u32 = 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_in_the_first_minute_cost_a_failing_source_seven_calls_at_most() {
    let mut sites = Vec::new();
    for source in Source::ALL {
        for outage in Outage::ALL {
            let site = ProxiedTestApp::cold().await;
            site.fail(source, outage).await;
            sites.push((site, source, outage));
        }
    }
    let mut minutes = JoinSet::new();
    for (site, source, outage) in sites {
        minutes.spawn(async move {
            first_minute(&site, source, outage).await;
            recovery(&site, source, outage).await;
        });
    }
    minutes.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_at_once_cost_one_call() {
    for source in Source::ALL {
        let site = ProxiedTestApp::cold().await;
        let router = router(site.stage.app.clone());
        site.fail(source, Outage::Failing).await;
        let token = site.stage.token("tenant-bikes");
        let requests: Vec<_> = (0..CALLERS)
            .map(|_| {
                let (router, token) = (router.clone(), token.clone());
                tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
            })
            .collect();
        for request in requests {
            assert_unavailable(&request.await.unwrap(), "platform_unavailable");
        }
        assert_eq!(site.calls(source), 1, "{source:?}");
    }
}

#[tokio::test]
async fn while_a_source_rests_a_request_fails_without_waiting_for_anything() {
    for source in Source::ALL {
        let site = ProxiedTestApp::cold().await;
        let router = router(site.stage.app.clone());
        site.fail(source, Outage::Hang).await;
        connect(&site, &router).await;
        site.reset_calls();
        for _ in 0..100 {
            let request = pin!(connect(&site, &router));
            // Asked once: whatever waited, for a socket or a moment, would not be ready.
            let reply = tokio::select! {
                biased;
                reply = request => reply,
                () = ready(()) => panic!("a request waits while {source:?} rests"),
            };
            assert_unavailable(&reply, "platform_unavailable");
        }
        assert_eq!(site.all_calls(), [0, 0, 0]);
    }
}

async fn first_minute(site: &ProxiedTestApp, source: Source, outage: Outage) {
    let router = router(site.stage.app.clone());
    for number in 0..CALLERS {
        let reply = connect(site, &router).await;
        let expected = (503, code(source, outage));
        assert_eq!(
            (reply.status, reply.code()),
            expected,
            "{outage:?} of {source:?}, request {number}"
        );
        site.stage.time.advance(MINUTE / CALLERS);
        // The other sites' platforms have to answer in time on the same threads.
        tokio::task::yield_now().await;
    }
    let calls = site.calls(source);
    match outage {
        // There is nobody there to count.
        Outage::Refused => assert_eq!(calls, 0),
        _ => assert!((2..=7).contains(&calls), "{outage:?} of {source:?}: {calls} calls"),
    }
    // What comes before it in the chain has worked, once, and what comes after was not called.
    for other in Source::ALL {
        if other != source {
            let asked = u64::from((other as usize) < source as usize);
            assert_eq!(site.calls(other), asked, "{other:?} in an outage of {source:?}");
        }
    }
}

#[tokio::test]
async fn a_rest_that_is_asked_for_by_a_date_is_given_and_told() {
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let stage = TestApp::cold().await;
        let (router, token) = (router(stage.app.clone()), stage.token("tenant-bikes"));
        let date = stage.http_date_after(100 * SECOND);
        stage.stand_in.fault(endpoint, Fault::RateLimitedUntil(date));
        let reply = TestResponse::to(&router, PATH, &token).await;
        assert_unavailable(&reply, "platform_unavailable");
        assert_eq!(reply.retry_after(), Some(100 * SECOND), "{endpoint:?}");

        stage.stand_in.clear_faults();
        stage.time.advance(98 * SECOND);
        assert_unavailable(&TestResponse::to(&router, PATH, &token).await, "platform_unavailable");
        assert_eq!(stage.stand_in.calls(endpoint), 1, "{endpoint:?}");
        stage.time.advance(2 * SECOND);
        assert_eq!(
            TestResponse::to(&router, PATH, &token).await.status,
            200,
            "{endpoint:?}"
        );
    }
}

async fn recovery(site: &ProxiedTestApp, source: Source, outage: Outage) {
    let router = router(site.stage.app.clone());
    let told = connect(site, &router)
        .await
        .retry_after()
        .expect("a 503 says when to come back");
    assert!(told <= MINUTE, "{told:?}");
    site.recover().await;
    site.stage.time.advance(told);
    let reply = connect(site, &router).await;
    assert_eq!(reply.status, 200, "{outage:?} of {source:?}: {}", reply.text);
}

fn assert_unavailable(reply: &TestResponse, code: &str) {
    assert_eq!((reply.status, reply.code()), (503, code), "{}", reply.text);
    assert!(reply.retry_after().is_some());
}

/// An answer without a secret in it is a mistake of whoever made the secret.
fn code(source: Source, outage: Outage) -> &'static str {
    match (source, outage) {
        (Source::Secret, Outage::Empty) => "misconfigured",
        _ => "platform_unavailable",
    }
}

async fn connect(site: &ProxiedTestApp, router: &Router) -> TestResponse {
    TestResponse::to(router, PATH, &site.stage.token("tenant-bikes")).await
}
