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
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    test_app.stand_in.revoke_access_tokens();
    test_app.stand_in.reset_calls();
    assert_eq!(products(&test_app, &router).await.status, 200);
    assert_eq!(calls(&test_app), [1, 0, 2]);
    assert_eq!(products(&test_app, &router).await.status, 200);
    assert_eq!(calls(&test_app), [1, 0, 3]);
}

#[tokio::test]
async fn an_erp_that_refuses_every_access_token_costs_few_of_them_and_is_502() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    test_app.stand_in.fault(Endpoint::Graphql, Fault::Unauthorized);
    test_app.stand_in.reset_calls();
    for number in 0..100 {
        let before = test_app.stand_in.calls(Endpoint::Graphql);
        let response = products(&test_app, &router).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_unauthorized"),
            "{}",
            response.text
        );
        let asked = test_app.stand_in.calls(Endpoint::Graphql) - before;
        assert!(asked <= 2 && (number > 0 || asked == 2), "{asked} calls");
        test_app.time.advance(Duration::from_millis(600));
    }
    // A minute's worth of renewals: two shortly after each other, then one in 30 s.
    assert!(test_app.stand_in.calls(Endpoint::Token) <= 3);

    test_app.stand_in.clear_faults();
    assert_eq!(products(&test_app, &router).await.status, 200);
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
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    for first in &faults {
        for second in &faults {
            for of_token in &faults[..3] {
                test_app.stand_in.clear_faults();
                for (endpoint, fault) in [
                    (Endpoint::Graphql, first),
                    (Endpoint::Graphql, second),
                    (Endpoint::Token, of_token),
                ] {
                    if let Some(fault) = fault {
                        test_app.stand_in.fault_times(endpoint, fault.clone(), 1);
                    }
                }
                test_app.stand_in.reset_calls();
                let response = products(&test_app, &router).await;
                assert!(
                    [200, 403, 429, 502, 503].contains(&response.status),
                    "{}",
                    response.text
                );
                let calls = calls(&test_app);
                assert!(
                    calls.iter().all(|calls| *calls <= 2),
                    "{first:?}, {second:?}, {of_token:?}: {calls:?}"
                );
                assert_eq!(test_app.stand_in.calls(Endpoint::Elsewhere), 0);
                test_app.time.advance(Duration::from_secs(61));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_freeze_with_many_dead_connections_no_caller_sees_an_error() {
    let stand_in = StandIn::start().await;
    let line = ChaosProxy::to(stand_in.url()).await;
    let test_app = TestApp::before(stand_in, &[("JTL_API_URL", line.url())], Timeouts::default(), None).await;
    let router = router(test_app.app.clone(), OPTIONS);
    test_app.app.warm_up().await;
    for _ in 0..3 {
        // Many at once, so that there are many connections.
        test_app.stand_in.delay(Endpoint::Graphql, Duration::from_millis(100));
        at_once(&test_app, &router, 10).await;
        test_app.stand_in.clear_faults();
        test_app.time.freeze(Duration::from_secs(20));
        line.forget();
        at_once(&test_app, &router, 1).await;
        line.forget();
        at_once(&test_app, &router, 5).await;
    }
    assert!(line.resets() > 0, "connections were dead indeed");
}

async fn at_once(test_app: &TestApp, router: &Router, callers: usize) {
    let requests: Vec<_> = (0..callers)
        .map(|_| {
            let (router, token) = (router.clone(), test_app.token("tenant-bikes"));
            tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
        })
        .collect();
    for request in requests {
        let response = request.await.expect("it does not panic");
        assert_eq!(response.status, 200, "{}", response.text);
    }
}

async fn products(test_app: &TestApp, router: &Router) -> TestResponse {
    TestResponse::to(router, PATH, &test_app.token("tenant-bikes")).await
}

/// Calls to the token endpoint, the key set and the ERP.
fn calls(test_app: &TestApp) -> [u64; 3] {
    [Endpoint::Token, Endpoint::Keys, Endpoint::Graphql].map(|endpoint| test_app.stand_in.calls(endpoint))
}
