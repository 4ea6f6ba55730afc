//! Tokens and connections that the ERP takes away are replaced, within two calls to each upstream.

use std::time::Duration;

use axum::Router;
use product_proxy::router;
use shared::http::client::Timeouts;
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{ChaosProxy, TestApp, TestResponse};

use crate::proxy::OPTIONS;

const PATH: &str = "/api/products?first=1";

#[tokio::test]
async fn a_revoked_access_token_costs_one_fresh_one_and_one_retry() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone(), OPTIONS);
    stage.stand_in.revoke_access_tokens();
    stage.stand_in.reset_calls();
    assert_eq!(products(&stage, &router).await.status, 200);
    assert_eq!(calls(&stage), [1, 0, 2]);
    assert_eq!(products(&stage, &router).await.status, 200);
    assert_eq!(calls(&stage), [1, 0, 3]);
}

#[tokio::test]
async fn an_erp_that_refuses_every_access_token_costs_few_of_them_and_is_502() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone(), OPTIONS);
    stage.stand_in.fault(Endpoint::Graphql, Fault::Unauthorized);
    stage.stand_in.reset_calls();
    for number in 0..100 {
        let before = stage.stand_in.calls(Endpoint::Graphql);
        let reply = products(&stage, &router).await;
        assert_eq!(
            (reply.status, reply.code()),
            (502, "erp_unauthorized"),
            "{}",
            reply.text
        );
        let asked = stage.stand_in.calls(Endpoint::Graphql) - before;
        assert!(asked <= 2 && (number > 0 || asked == 2), "{asked} calls");
        stage.time.advance(Duration::from_millis(600));
    }
    // A minute's worth of renewals: two shortly after each other, then one in 30 s.
    assert!(stage.stand_in.calls(Endpoint::Token) <= 3);

    stage.stand_in.clear_faults();
    assert_eq!(products(&stage, &router).await.status, 200);
}

#[tokio::test]
async fn whatever_fails_after_whatever_one_request_costs_two_calls_at_most() {
    let faults = [
        None,
        Some(Fault::Unauthorized),
        Some(Fault::Status(500)),
        Some(Fault::Status(403)),
        Some(Fault::Reset),
        Some(Fault::Truncated),
        Some(Fault::Nonsense),
        Some(Fault::Redirect),
        Some(Fault::RateLimited { retry_after: Some(1) }),
    ];
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone(), OPTIONS);
    for first in &faults {
        for second in &faults {
            for of_token in &faults[..3] {
                stage.stand_in.clear_faults();
                for (endpoint, fault) in [
                    (Endpoint::Graphql, first),
                    (Endpoint::Graphql, second),
                    (Endpoint::Token, of_token),
                ] {
                    if let Some(fault) = fault {
                        stage.stand_in.fault_times(endpoint, fault.clone(), 1);
                    }
                }
                stage.stand_in.reset_calls();
                let reply = products(&stage, &router).await;
                assert!([200, 403, 429, 502, 503].contains(&reply.status), "{}", reply.text);
                let calls = calls(&stage);
                assert!(
                    calls.iter().all(|calls| *calls <= 2),
                    "{first:?}, {second:?}, {of_token:?}: {calls:?}"
                );
                assert_eq!(stage.stand_in.calls(Endpoint::Elsewhere), 0);
                stage.time.advance(Duration::from_secs(61));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_freeze_with_many_dead_connections_no_caller_sees_an_error() {
    let stand_in = StandIn::start().await;
    let line = ChaosProxy::to(stand_in.url()).await;
    let stage = TestApp::before(stand_in, &[("JTL_API_URL", line.url())], Timeouts::default(), None).await;
    let router = router(stage.app.clone(), OPTIONS);
    stage.app.warm_up().await;
    for _ in 0..3 {
        // Many at once, so that there are many connections.
        stage.stand_in.delay(Endpoint::Graphql, Duration::from_millis(100));
        at_once(&stage, &router, 10).await;
        stage.stand_in.clear_faults();
        stage.time.freeze(Duration::from_secs(20));
        line.forget();
        at_once(&stage, &router, 1).await;
        line.forget();
        at_once(&stage, &router, 5).await;
    }
    assert!(line.resets() > 0, "connections were dead indeed");
}

async fn at_once(stage: &TestApp, router: &Router, callers: usize) {
    let requests: Vec<_> = (0..callers)
        .map(|_| {
            let (router, token) = (router.clone(), stage.token("tenant-bikes"));
            tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
        })
        .collect();
    for request in requests {
        let reply = request.await.expect("it does not panic");
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
}

async fn products(stage: &TestApp, router: &Router) -> TestResponse {
    TestResponse::to(router, PATH, &stage.token("tenant-bikes")).await
}

/// Calls to the token endpoint, the key set and the ERP.
fn calls(stage: &TestApp) -> [u64; 3] {
    [Endpoint::Token, Endpoint::Keys, Endpoint::Graphql].map(|endpoint| stage.stand_in.calls(endpoint))
}
