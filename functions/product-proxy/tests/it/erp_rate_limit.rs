//! The ERP's rate limit is one for all users of the app: no tenant uses it up alone, and nobody calls
//! where it is used up.

use std::time::Duration;

use axum::Router;
use product_proxy::router;
use stand_in::{Endpoint, Fault};
use test_app::{CapturedLogs, Event, TestApp, TestResponse};
use tracing_subscriber::filter::LevelFilter;

use crate::proxy::OPTIONS;

#[tokio::test]
async fn a_tenant_has_half_of_the_limit_and_the_others_have_the_rest() {
    let (app, router) = limited(10, 45).await;
    let seen = ask(&app, &router, "tenant-bikes", 8).await;
    assert_eq!(seen, ["ok", "ok", "ok", "ok", "ok", SHARE, SHARE, SHARE]);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 5);
    assert_eq!(ask(&app, &router, "tenant-coffee", 5).await, ["ok"; 5]);

    // The interval began with the first call.
    app.time.advance(Duration::from_secs(20));
    let refused = one(&app, &router, "tenant-bikes").await;
    assert_eq!((refused.status, refused.code()), (429, ALL), "ten calls were made");
    assert_eq!(refused.header("retry-after"), "25");
    next_interval(&app, 10, 25);
    assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, ["ok"]);
}

#[tokio::test]
async fn a_tenant_that_asks_for_more_than_its_share_is_told_when_and_costs_no_call() {
    let (app, router) = limited(4, 30).await;
    let (logs, _guard) = CapturedLogs::of_this_thread(LevelFilter::WARN);
    ask(&app, &router, "tenant-bikes", 2).await;
    app.time.advance(Duration::from_secs(10));
    for path in [
        "/api/products?first=1",
        "/api/products/no-such",
        "/api/products?search=x",
    ] {
        let refused = TestResponse::to(&router, path, &app.token("tenant-bikes")).await;
        assert_eq!((refused.status, refused.code()), (429, SHARE), "{path}");
        assert_eq!(refused.header("retry-after"), "20", "{path}");
    }
    let body = r#"{"query":"{ QueryItems(first: 1) { totalCount } }"}"#;
    let event = Event::post("/api/graphql", body).token(&app.token("tenant-bikes"));
    assert_eq!(event.send(&router).await.code(), SHARE);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 2);
    // The operator is told once.
    let lines = logs.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("a tenant has used its share"), "{lines:?}");
    assert!(lines[0].contains("tenant-bikes"), "{lines:?}");
}

#[tokio::test]
async fn where_nothing_remains_nobody_calls_until_the_interval_is_over() {
    let (app, router) = limited(2, 45).await;
    let (logs, _guard) = CapturedLogs::of_this_thread(LevelFilter::WARN);
    assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, ["ok"]);
    app.time.advance(Duration::from_secs(5));
    assert_eq!(ask(&app, &router, "tenant-coffee", 1).await, ["ok"]);
    for tenant in ["tenant-bikes", "tenant-coffee", "tenant-books"] {
        let refused = one(&app, &router, tenant).await;
        assert_eq!((refused.status, refused.code()), (429, ALL), "{tenant}");
        assert_eq!(refused.header("retry-after"), "40", "{tenant}");
    }
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 2);
    assert_eq!(logs.lines().len(), 1, "{:?}", logs.lines());
    next_interval(&app, 2, 40);
    assert_eq!(ask(&app, &router, "tenant-books", 1).await, ["ok"]);
}

#[tokio::test]
async fn a_429_stops_all_calls_for_as_long_as_it_says_and_five_minutes_at_most() {
    for (retry_after, expected) in [(Some(7), 7), (None, 45), (Some(86_400), 300)] {
        let (app, router) = limited(1_000, 45).await;
        let fault = Fault::RateLimited { retry_after };
        app.stand_in.fault_times(Endpoint::Graphql, fault, 1);
        assert_eq!(ask(&app, &router, "tenant-bikes", 3).await, [ALL; 3]);
        let wait = one(&app, &router, "tenant-coffee").await;
        assert_eq!(
            (wait.code(), wait.header("retry-after")),
            (ALL, expected.to_string().as_str())
        );
        assert_eq!(app.stand_in.calls(Endpoint::Graphql), 1);
        app.time.advance(Duration::from_secs(expected - 1));
        assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, [ALL]);
        app.time.advance(Duration::from_secs(1));
        assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, ["ok"]);
    }
}

#[tokio::test]
async fn calls_that_are_refused_at_once_are_one_pause_and_one_line() {
    let (app, router) = limited(1_000, 45).await;
    app.stand_in.delay(Endpoint::Graphql, Duration::from_millis(200));
    for retry_after in [7, 20] {
        let fault = Fault::RateLimited {
            retry_after: Some(retry_after),
        };
        app.stand_in.fault_times(Endpoint::Graphql, fault, 1);
    }
    let (logs, _guard) = CapturedLogs::of_this_thread(LevelFilter::WARN);
    let token = app.token("tenant-bikes");
    let ask = |path| TestResponse::to(&router, path, &token);
    let (first, second) = tokio::join!(ask("/api/products?first=1"), ask("/api/products?first=2"));
    assert_eq!([first.code(), second.code()], [ALL; 2]);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 2);
    let lines = logs.lines();
    let said = lines
        .iter()
        .filter(|line| line.contains("the ERP's rate limit is used up"));
    assert_eq!(said.count(), 1, "{lines:?}");
}

#[tokio::test]
async fn a_refusal_costs_no_access_token_either() {
    let app = TestApp::cold().await;
    let router = router(app.app.clone(), OPTIONS);
    app.stand_in.set_token_lifetime(Some(100));
    app.stand_in
        .fault(Endpoint::Graphql, Fault::RateLimited { retry_after: Some(300) });
    assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, [ALL]);
    app.time.advance(Duration::from_secs(150));
    app.stand_in.reset_calls();
    assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, [ALL]);
    let calls = [Endpoint::Token, Endpoint::Graphql].map(|endpoint| app.stand_in.calls(endpoint));
    assert_eq!(calls, [0, 0]);
}

#[tokio::test]
async fn a_limit_of_one_leaves_each_tenant_one() {
    let (app, router) = limited(1, 45).await;
    assert_eq!(ask(&app, &router, "tenant-bikes", 2).await, ["ok", ALL]);
    next_interval(&app, 1, 45);
    assert_eq!(ask(&app, &router, "tenant-bikes", 1).await, ["ok"]);
}

/// A warm app before an ERP that takes so many calls in so many seconds.
async fn limited(calls: u64, seconds: u64) -> (TestApp, Router) {
    let app = TestApp::warm().await;
    app.stand_in.set_rate_limit(calls, seconds);
    let router = router(app.app.clone(), OPTIONS);
    (app, router)
}

/// The next interval begins, in so many seconds. The ERP here goes by the machine's time, not by the app's.
fn next_interval(app: &TestApp, calls: u64, seconds: u64) {
    app.time.freeze(Duration::from_secs(seconds));
    app.stand_in.set_rate_limit(calls, 45);
}

/// The codes of so many requests, one after the other.
async fn ask(app: &TestApp, router: &Router, tenant: &str, times: usize) -> Vec<String> {
    let mut seen = Vec::new();
    for _ in 0..times {
        let response = one(app, router, tenant).await;
        seen.push(if response.status == 200 { "ok" } else { response.code() }.to_owned());
    }
    seen
}

async fn one(app: &TestApp, router: &Router, tenant: &str) -> TestResponse {
    TestResponse::to(router, "/api/products?first=1", &app.token(tenant)).await
}

const SHARE: &str = "tenant_rate_limited";
const ALL: &str = "erp_rate_limited";
