//! Identical reads under way at once are one call, for those with the same rights.

use std::time::Duration;

use axum::Router;
use product_proxy::{AllowedMutations, CallsAs, ErpOptions, router};
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{Event, MultiIssuerApp, TestApp, TestResponse};
use tokio::task::{JoinHandle, JoinSet};

use crate::proxy::OPTIONS;

const PATH: &str = "/api/products?first=2";

#[tokio::test]
async fn identical_reads_at_once_are_one_call_for_each_tenant() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone(), OPTIONS);
    let tokens = ["tenant-bikes", "tenant-coffee", "tenant-books"].map(|tenant| app.token(tenant));
    app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
    app.stand_in.record(true);
    let mut asked = JoinSet::new();
    for number in 0..60 {
        let (router, token) = (router.clone(), tokens[number % 3].clone());
        asked.spawn(async move { (number % 3, TestResponse::to(&router, PATH, &token).await) });
    }
    let mut seen: [Vec<String>; 3] = Default::default();
    while let Some(answer) = asked.join_next().await {
        let (tenant, response) = answer.expect("no request panicked");
        assert_eq!(response.status, 200, "{}", response.text);
        assert_eq!(response.header("age"), "");
        seen[tenant].push(response.text);
    }
    for texts in &mut seen {
        assert_eq!(texts.len(), 20);
        texts.dedup();
    }
    let [[bikes], [coffee], [books]] = seen.each_ref().map(Vec::as_slice) else {
        panic!("users of one tenant have got different answers");
    };
    assert!(bikes != coffee && coffee != books && books != bikes);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 3);

    // One after the other they are asked anew: nothing is kept.
    TestResponse::to(&router, PATH, &tokens[0]).await;
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 4);
}

#[tokio::test]
async fn those_who_have_waited_for_one_access_token_make_one_call_with_it() {
    let app = TestApp::cold().await;
    let router = router(app.app.clone(), OPTIONS);
    app.stand_in.set_token_lifetime(Some(100));
    assert_eq!(
        TestResponse::to(&router, PATH, &app.token("tenant-bikes")).await.status,
        200
    );
    app.time.advance(Duration::from_secs(150));
    app.stand_in.reset_calls();
    app.stand_in.delay(Endpoint::Token, LONG_ENOUGH);
    app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
    let mut asked = JoinSet::new();
    for _ in 0..20 {
        let (router, token) = (router.clone(), app.token("tenant-bikes"));
        asked.spawn(async move { TestResponse::to(&router, PATH, &token).await });
    }
    for response in asked.join_all().await {
        assert_eq!(response.status, 200, "{}", response.text);
    }
    let calls = [Endpoint::Token, Endpoint::Graphql].map(|endpoint| app.stand_in.calls(endpoint));
    assert_eq!(calls, [1, 1]);
}

#[tokio::test]
async fn another_page_or_another_document_is_another_call() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone(), OPTIONS);
    let token = app.token("tenant-bikes");
    app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
    let events = [
        Event::get("/api/products?first=1"),
        Event::get("/api/products?first=2"),
        Event::get("/api/products?first=1&search=a"),
        Event::get("/api/products?first=1&search=b"),
        query(
            "query A { QueryItems(first: 1) { totalCount } } query B { QueryItems(first: 1) { totalCount } }",
            "A",
        ),
        query(
            "query A { QueryItems(first: 1) { totalCount } } query B { QueryItems(first: 1) { totalCount } }",
            "B",
        ),
    ];
    let number = events.len();
    let mut asked = JoinSet::new();
    for event in events {
        let (router, event) = (router.clone(), event.token(&token));
        asked.spawn(async move { event.send(&router).await });
    }
    for response in asked.join_all().await {
        assert_eq!(response.status, 200, "{}", response.text);
    }
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), number as u64);
}

#[tokio::test]
async fn a_failed_call_is_the_failure_of_all_who_waited_for_it() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone(), OPTIONS);
    let token = app.token("tenant-bikes");
    app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
    app.stand_in.fault(Endpoint::Graphql, Fault::Status(500));
    let mut asked = JoinSet::new();
    for _ in 0..20 {
        let (router, token) = (router.clone(), token.clone());
        asked.spawn(async move { TestResponse::to(&router, PATH, &token).await });
    }
    for response in asked.join_all().await {
        assert_eq!((response.status, response.code()), (502, "erp_failed"));
    }
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 1);
}

#[tokio::test]
async fn who_began_a_call_may_go_and_the_others_get_its_answer() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone(), OPTIONS);
    app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
    let first = spawn(&router, &app, None);
    called(&app.stand_in, 1).await;
    let second = spawn(&router, &app, None);
    // It is polled once before this task goes on, and so waits for the first one's call.
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    let response = second.await.expect("it did not panic");
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 1);
}

#[tokio::test]
async fn each_goes_by_its_own_time_and_not_by_that_of_who_began() {
    for (first, second, expected) in [(650, 20_000, [504, 200]), (20_000, 650, [200, 504])] {
        let app = TestApp::warm().await;
        let router = router(app.app.clone(), OPTIONS);
        app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
        let first = spawn(&router, &app, Some(first));
        called(&app.stand_in, 1).await;
        let second = spawn(&router, &app, Some(second));
        let seen = [first.await, second.await].map(|response| response.expect("it did not panic").status);
        assert_eq!(seen, expected);
        assert_eq!(app.stand_in.calls(Endpoint::Graphql), 1);
    }
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_over_and_the_next_one_is_new() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone(), OPTIONS);
    app.stand_in.fault_times(Endpoint::Graphql, Fault::Hang, 1);
    let first = spawn(&router, &app, None);
    called(&app.stand_in, 1).await;
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    let response = spawn(&router, &app, None).await.expect("it did not panic");
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 2);
}

#[tokio::test]
async fn two_users_with_rights_of_their_own_share_nothing() {
    let every = MultiIssuerApp::with(&[("ERP_CACHE_SECONDS", "300")]).await;
    let jtl = &every.test_app.stand_in;
    let router = router(every.test_app.app.clone(), options(CallsAs::User));
    let claims = every.app_claims("tenant-bikes");
    let mut other = claims.clone();
    other.user_id = Some("user-2".into());
    let tokens = [jtl.app_token(&claims), jtl.app_token(&other)];
    jtl.delay(Endpoint::Graphql, LONG_ENOUGH);
    jtl.record(true);
    for _ in 0..2 {
        let mut asked = JoinSet::new();
        for number in 0..10 {
            let (router, token) = (router.clone(), tokens[number % 2].clone());
            asked.spawn(async move { TestResponse::to(&router, PATH, &token).await });
        }
        for response in asked.join_all().await {
            assert_eq!(response.status, 200, "{}", response.text);
        }
        // The second time each has its own from memory.
        let sent = jtl.received(Endpoint::Graphql);
        let mut sent: Vec<_> = sent.iter().map(|request| request.header("authorization")).collect();
        sent.sort();
        let mut expected = tokens.clone().map(|token| vec![format!("Bearer {token}")]);
        expected.sort();
        assert_eq!(sent, expected);
    }
}

#[tokio::test]
async fn a_mutation_is_never_shared_however_idempotent() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone(), options(CallsAs::Service));
    let token = app.token("tenant-bikes");
    app.stand_in.delay(Endpoint::Graphql, LONG_ENOUGH);
    let body = r#"{"query":"mutation { CreateSalesOrder(request: {}, idempotencyKey: \"k\") { id } }"}"#;
    let mut asked = JoinSet::new();
    for _ in 0..3 {
        let (router, event) = (router.clone(), Event::post("/api/graphql", body).token(&token));
        asked.spawn(async move { event.send(&router).await });
    }
    asked.join_all().await;
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 3);
}

fn options(calls_as: CallsAs) -> ErpOptions {
    ErpOptions {
        calls_as,
        mutations: AllowedMutations::All,
        ..OPTIONS
    }
}

fn query(text: &str, name: &str) -> Event {
    let body = serde_json::json!({"query": text, "operationName": name});
    Event::post("/api/graphql", body.to_string())
}

/// A request of `tenant-bikes`, which Lambda ends in so many milliseconds.
fn spawn(router: &Router, app: &TestApp, milliseconds: Option<u64>) -> JoinHandle<TestResponse> {
    let (router, token) = (router.clone(), app.token("tenant-bikes"));
    let time = Duration::from_millis(milliseconds.unwrap_or(20_000));
    let deadline = app.time.clock().now().wall + time;
    tokio::spawn(async move { TestResponse::to_before(&router, PATH, &token, deadline).await })
}

/// Waits until the ERP has been called so often.
async fn called(stand_in: &StandIn, calls: u64) {
    while stand_in.calls(Endpoint::Graphql) < calls {
        tokio::task::yield_now().await;
    }
}

/// So that all requests of a test are under way before the first answer comes.
const LONG_ENOUGH: Duration = Duration::from_millis(400);
