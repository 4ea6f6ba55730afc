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
async fn a_thousand_requests_in_the_first_minute_cost_a_failing_source_seven_or_eight_calls_at_most() {
    let mut all = Vec::new();
    for source in Source::ALL {
        for outage in Outage::ALL {
            let proxied = ProxiedTestApp::cold_before(outage).await;
            proxied.fail(source, outage).await;
            all.push((proxied, source, outage));
        }
    }
    let mut minutes = JoinSet::new();
    for (proxied, source, outage) in all {
        minutes.spawn(async move {
            first_minute(&proxied, source, outage).await;
            recovery(&proxied, source, outage).await;
        });
    }
    minutes.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_at_once_cost_one_call() {
    for source in Source::ALL {
        let proxied = ProxiedTestApp::cold().await;
        let router = router(proxied.test_app.app.clone());
        proxied.fail(source, Outage::Failing).await;
        let token = proxied.test_app.token("tenant-bikes");
        let requests: Vec<_> = (0..CALLERS)
            .map(|_| {
                let (router, token) = (router.clone(), token.clone());
                tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
            })
            .collect();
        for request in requests {
            assert_unavailable(&request.await.unwrap(), "platform_unavailable");
        }
        assert_eq!(proxied.calls(source), 1, "{source:?}");
    }
}

#[tokio::test]
async fn while_a_source_rests_a_request_fails_without_waiting_for_anything() {
    for source in Source::ALL {
        let proxied = ProxiedTestApp::cold().await;
        let router = router(proxied.test_app.app.clone());
        proxied.fail(source, Outage::Hang).await;
        connect(&proxied, &router).await;
        proxied.reset_calls();
        for _ in 0..100 {
            let request = pin!(connect(&proxied, &router));
            // Asked once: whatever waited, for a socket or a moment, would not be ready.
            let response = tokio::select! {
                biased;
                response = request => response,
                () = ready(()) => panic!("a request waits while {source:?} rests"),
            };
            assert_unavailable(&response, "platform_unavailable");
        }
        assert_eq!(proxied.all_calls(), [0, 0, 0]);
    }
}

async fn first_minute(proxied: &ProxiedTestApp, source: Source, outage: Outage) {
    let router = router(proxied.test_app.app.clone());
    for number in 0..CALLERS {
        let response = connect(proxied, &router).await;
        let expected = (503, code(source, outage));
        assert_eq!(
            (response.status, response.code()),
            expected,
            "{outage:?} of {source:?}, request {number}"
        );
        proxied.test_app.time.advance(MINUTE / CALLERS);
        // The other sites' platforms have to answer in time on the same threads.
        tokio::task::yield_now().await;
    }
    let calls = proxied.calls(source);
    match outage {
        // There is nobody there to count.
        Outage::Refused => assert_eq!(calls, 0),
        // Over a connection that was opened before it, the first call is repeated like one over a kept one.
        Outage::Reset => assert!((2..=8).contains(&calls), "{outage:?} of {source:?}: {calls} calls"),
        _ => assert!((2..=7).contains(&calls), "{outage:?} of {source:?}: {calls} calls"),
    }
    // What comes before it in the chain has worked, once, and what comes after was not called.
    for other in Source::ALL {
        if other != source {
            let asked = u64::from((other as usize) < source as usize);
            assert_eq!(proxied.calls(other), asked, "{other:?} in an outage of {source:?}");
        }
    }
}

#[tokio::test]
async fn a_rest_that_is_asked_for_by_a_date_is_given_and_told() {
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let test_app = TestApp::cold().await;
        let (router, token) = (router(test_app.app.clone()), test_app.token("tenant-bikes"));
        let date = test_app.http_date_after(100 * SECOND);
        test_app.stand_in.fault(endpoint, Fault::RateLimitedUntil(date));
        let response = TestResponse::to(&router, PATH, &token).await;
        assert_unavailable(&response, "platform_unavailable");
        assert_eq!(response.retry_after(), Some(100 * SECOND), "{endpoint:?}");

        test_app.stand_in.clear_faults();
        test_app.time.advance(98 * SECOND);
        assert_unavailable(&TestResponse::to(&router, PATH, &token).await, "platform_unavailable");
        assert_eq!(test_app.stand_in.calls(endpoint), 1, "{endpoint:?}");
        test_app.time.advance(2 * SECOND);
        assert_eq!(
            TestResponse::to(&router, PATH, &token).await.status,
            200,
            "{endpoint:?}"
        );
    }
}

async fn recovery(proxied: &ProxiedTestApp, source: Source, outage: Outage) {
    let router = router(proxied.test_app.app.clone());
    let told = connect(proxied, &router)
        .await
        .retry_after()
        .expect("a 503 says when to come back");
    assert!(told <= MINUTE, "{told:?}");
    proxied.recover().await;
    proxied.test_app.time.advance(told);
    let response = connect(proxied, &router).await;
    assert_eq!(response.status, 200, "{outage:?} of {source:?}: {}", response.text);
}

fn assert_unavailable(response: &TestResponse, code: &str) {
    assert_eq!((response.status, response.code()), (503, code), "{}", response.text);
    assert!(response.retry_after().is_some());
}

/// An answer without a secret in it is a mistake of whoever made the secret.
fn code(source: Source, outage: Outage) -> &'static str {
    match (source, outage) {
        (Source::Secret, Outage::Empty) => "misconfigured",
        _ => "platform_unavailable",
    }
}

async fn connect(proxied: &ProxiedTestApp, router: &Router) -> TestResponse {
    TestResponse::to(router, PATH, &proxied.test_app.token("tenant-bikes")).await
}
