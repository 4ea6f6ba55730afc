//! `ERP_CACHE_SECONDS`: lists and details from memory, for those who have a right to them.

use std::time::Duration;

use axum::Router;
use product_proxy::{AllowedMutations, ErpOptions, router};
use serde_json::json;
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp, TestResponse};
use tokio::task::JoinSet;

use crate::proxy::OPTIONS;

const LIST: &str = "/api/products?first=2";

#[tokio::test]
async fn sixty_users_of_three_tenants_within_one_interval_are_never_refused() {
    let (app, router) = caching(5).await;
    app.stand_in.set_rate_limit(10, 45);
    let tenants = ["tenant-bikes", "tenant-coffee", "tenant-books"];
    let mut own: [Option<String>; 3] = Default::default();
    for user in 0..60 {
        let (tenant, known) = (tenants[user % 3], &mut own[user % 3]);
        let response = list(&app, &router, tenant).await;
        assert_eq!(response.status, 200, "user {user}: {}", response.text);
        let nodes = response.body["nodes"].to_string();
        assert_eq!(*known.get_or_insert_with(|| nodes.clone()), nodes, "user {user}");
        app.time.advance(Duration::from_millis(700));
    }
    assert!(own[0] != own[1] && own[1] != own[2] && own[2] != own[0]);
    let calls = app.stand_in.calls(Endpoint::Graphql);
    assert!(calls <= 10, "{calls} calls");
}

#[tokio::test]
async fn sixty_users_at_once_are_never_refused_either() {
    let (app, router) = caching(5).await;
    app.stand_in.set_rate_limit(10, 45);
    let mut asked = JoinSet::new();
    for user in 0..60 {
        let tenant = ["tenant-bikes", "tenant-coffee", "tenant-books"][user % 3];
        let (router, token) = (router.clone(), app.token(tenant));
        asked.spawn(async move { TestResponse::to(&router, LIST, &token).await });
    }
    for response in asked.join_all().await {
        assert_eq!(response.status, 200, "{}", response.text);
    }
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 3);
}

#[tokio::test]
async fn a_kept_answer_says_its_age_and_nothing_of_the_rate_limit() {
    let (app, router) = caching(5).await;
    let paths = [LIST.to_owned(), item_path(&app, &router).await];
    for (path, calls) in paths.iter().zip([0, 1]) {
        app.stand_in.reset_calls();
        let first = TestResponse::to(&router, path, &app.token("tenant-bikes")).await;
        assert_eq!(
            app.stand_in.calls(Endpoint::Graphql),
            calls,
            "the first list was asked for above"
        );
        app.time.advance(Duration::from_millis(3_500));
        let kept = TestResponse::to(&router, path, &app.token("tenant-bikes")).await;
        assert_eq!((kept.status, &kept.text), (200, &first.text));
        assert_eq!(kept.header("age"), "3");
        for header in ["limit", "remaining", "interval-length-seconds"] {
            assert_eq!(kept.header(&format!("x-ratelimit-{header}")), "");
        }
        assert!(kept.body.get("stale").is_none());
        // Frozen or not: it is over when either clock says so.
        app.time.freeze(Duration::from_millis(1_500));
        let anew = TestResponse::to(&router, path, &app.token("tenant-bikes")).await;
        assert_eq!((anew.status, anew.header("age")), (200, ""));
        assert_eq!(app.stand_in.calls(Endpoint::Graphql), calls + 1, "{path}");
    }
}

#[tokio::test]
async fn the_caller_may_ask_anew_and_what_comes_is_kept() {
    let (app, router) = caching(300).await;
    list(&app, &router, "tenant-bikes").await;
    let anew = || {
        Event::get(LIST)
            .token(&app.token("tenant-bikes"))
            .header("cache-control", "no-cache")
    };
    assert_eq!(anew().send(&router).await.status, 200);
    assert_eq!(app.stand_in.calls(Endpoint::Graphql), 2);
    app.time.advance(Duration::from_secs(299));
    assert_eq!(list(&app, &router, "tenant-bikes").await.header("age"), "299");
    // Nor is it content with an old one while the ERP fails.
    app.stand_in.fault(Endpoint::Graphql, Fault::Status(500));
    assert_eq!(anew().send(&router).await.status, 502);
}

#[tokio::test]
async fn while_the_erp_fails_a_copy_of_at_most_ten_minutes_is_served_and_says_so() {
    for fault in [
        Fault::RateLimited { retry_after: Some(1) },
        Fault::Status(500),
        Fault::Status(503),
        Fault::Unavailable { retry_after: 1 },
        Fault::Reset,
    ] {
        let (app, router) = caching(5).await;
        let item = item_path(&app, &router).await;
        let token = app.token("tenant-bikes");
        let fresh = TestResponse::to(&router, &item, &token).await;
        app.time.advance(Duration::from_secs(599));
        app.stand_in.fault(Endpoint::Graphql, fault.clone());
        let stale = list(&app, &router, "tenant-bikes").await;
        assert_eq!(
            (stale.status, stale.header("age")),
            (200, "599"),
            "{fault:?}: {}",
            stale.text
        );
        assert_eq!(stale.body["stale"], true, "{fault:?}");
        let stale = TestResponse::to(&router, &item, &token).await;
        let expected = format!(r#"{{"stale":true,{}"#, fresh.text.trim_start_matches('{'));
        assert_eq!((stale.status, stale.text), (200, expected), "{fault:?}");
        // Another tenant has no copy, and gets none.
        let other = list(&app, &router, "tenant-coffee").await;
        assert_ne!(other.status, 200, "{fault:?}");
        app.time.advance(Duration::from_secs(2));
        let over = list(&app, &router, "tenant-bikes").await;
        assert_ne!(over.status, 200, "{fault:?}");
        app.stand_in.clear_faults();
        app.time.advance(Duration::from_mins(5));
        assert!(list(&app, &router, "tenant-bikes").await.body.get("stale").is_none());
    }
}

#[tokio::test]
async fn a_copy_is_served_where_the_erp_hangs() {
    let (app, router) = caching(5).await;
    list(&app, &router, "tenant-bikes").await;
    app.time.advance(Duration::from_secs(6));
    app.stand_in.fault(Endpoint::Graphql, Fault::Hang);
    let deadline = app.time.clock().now().wall + Duration::from_millis(700);
    let stale = TestResponse::to_before(&router, LIST, &app.token("tenant-bikes"), deadline).await;
    assert_eq!(
        (stale.status, &stale.body["stale"]),
        (200, &json!(true)),
        "{}",
        stale.text
    );
}

#[tokio::test]
async fn a_refusal_is_never_covered_by_a_copy() {
    for (fault, expected) in [
        (Fault::Unauthorized, 502),
        (Fault::Status(401), 502),
        (Fault::Status(403), 403),
        (Fault::Status(404), 404),
        (Fault::Status(409), 409),
        (Fault::GraphqlErrors, 502),
        (Fault::Nonsense, 502),
    ] {
        let (app, router) = caching(5).await;
        list(&app, &router, "tenant-bikes").await;
        app.time.advance(Duration::from_secs(6));
        app.stand_in.fault(Endpoint::Graphql, fault.clone());
        let response = list(&app, &router, "tenant-bikes").await;
        assert_eq!(response.status, expected, "{fault:?}: {}", response.text);
    }
}

#[tokio::test]
async fn only_whole_answers_of_the_form_that_was_asked_for_are_kept() {
    for fault in [
        Fault::GraphqlPartial,
        Fault::Status(500),
        Fault::Answer {
            status: 200,
            body: r#"{"data":{"QueryItems":{"nodes":7}}}"#.into(),
        },
        Fault::Answer {
            status: 200,
            body: r#"{"data":{}}"#.into(),
        },
    ] {
        let (app, router) = caching(300).await;
        app.stand_in.fault_times(Endpoint::Graphql, fault.clone(), 1);
        list(&app, &router, "tenant-bikes").await;
        let next = list(&app, &router, "tenant-bikes").await;
        assert_eq!((next.status, next.header("age")), (200, ""), "{fault:?}");
    }
}

#[tokio::test]
async fn a_change_of_the_tenants_own_is_seen_at_once_and_ends_no_other_tenants_copies() {
    let (app, router) = caching(300).await;
    for tenant in ["tenant-bikes", "tenant-coffee"] {
        list(&app, &router, tenant).await;
    }
    let change = r#"{"query":"mutation { CreateSalesOrder(request: {}) { id } }"}"#;
    for fault in [None, Some(Fault::Status(500))] {
        let calls = || app.stand_in.calls(Endpoint::Graphql);
        list(&app, &router, "tenant-bikes").await;
        app.stand_in.clear_faults();
        if let Some(fault) = fault {
            app.stand_in.fault(Endpoint::Graphql, fault);
        }
        Event::post("/api/graphql", change)
            .token(&app.token("tenant-bikes"))
            .send(&router)
            .await;
        app.stand_in.clear_faults();
        let before = calls();
        let own = list(&app, &router, "tenant-bikes").await;
        assert_eq!((own.header("age"), calls()), ("", before + 1));
        let other = list(&app, &router, "tenant-coffee").await;
        assert_eq!((other.header("age"), calls()), ("0", before + 1));
    }
}

#[tokio::test]
async fn a_read_that_a_change_overtakes_is_not_kept() {
    let (app, router) = caching(300).await;
    let token = app.token("tenant-bikes");
    app.stand_in.delay(Endpoint::Graphql, Duration::from_millis(300));
    let slow = [token.clone(), app.token("tenant-coffee")].map(|token| {
        let router = router.clone();
        tokio::spawn(async move { TestResponse::to(&router, LIST, &token).await })
    });
    while app.stand_in.calls(Endpoint::Graphql) < 2 {
        tokio::task::yield_now().await;
    }
    app.stand_in.delay(Endpoint::Graphql, Duration::ZERO);
    app.time.advance(Duration::from_secs(1));
    let change = r#"{"query":"mutation { CreateSalesOrder(request: {}) { id } }"}"#;
    Event::post("/api/graphql", change).token(&token).send(&router).await;
    // Neither does whoever asks now wait for it.
    let anew = list(&app, &router, "tenant-bikes").await;
    assert_eq!((anew.status, app.stand_in.calls(Endpoint::Graphql)), (200, 4));
    for slow in slow {
        assert_eq!(slow.await.expect("it did not panic").status, 200);
    }
    app.time.advance(Duration::from_secs(1));
    let own = list(&app, &router, "tenant-bikes").await;
    assert_eq!(own.header("age"), "1", "the later one is kept");
    let other = list(&app, &router, "tenant-coffee").await;
    assert_eq!(
        other.header("age"),
        "2",
        "nobody has changed anything of the other tenant's"
    );
}

#[tokio::test]
async fn queries_of_the_callers_own_are_never_kept() {
    let (app, router) = caching(300).await;
    let body = r#"{"query":"{ QueryItems(first: 1) { totalCount } }"}"#;
    for calls in 1..=3 {
        let event = Event::post("/api/graphql", body).token(&app.token("tenant-bikes"));
        let response = event.send(&router).await;
        assert_eq!((response.status, response.header("age")), (200, ""));
        assert_eq!(app.stand_in.calls(Endpoint::Graphql), calls);
    }
    app.stand_in.fault(Endpoint::Graphql, Fault::Status(500));
    let event = Event::post("/api/graphql", body).token(&app.token("tenant-bikes"));
    assert_eq!(event.send(&router).await.status, 502);
}

#[tokio::test]
async fn without_the_variable_nothing_is_kept() {
    for variables in [&[][..], &[("ERP_CACHE_SECONDS", "0")]] {
        let app = TestApp::with(variables).await;
        let router = router(app.app.clone(), OPTIONS);
        for calls in 1..=2 {
            assert_eq!(list(&app, &router, "tenant-bikes").await.header("age"), "");
            assert_eq!(app.stand_in.calls(Endpoint::Graphql), calls);
        }
        app.stand_in.fault(Endpoint::Graphql, Fault::Status(500));
        assert_eq!(list(&app, &router, "tenant-bikes").await.status, 502);
    }
}

/// An app that keeps answers for so many seconds, and passes mutations on.
async fn caching(seconds: u64) -> (TestApp, Router) {
    let app = TestApp::with(&[("ERP_CACHE_SECONDS", &seconds.to_string())]).await;
    let options = ErpOptions {
        mutations: AllowedMutations::All,
        ..OPTIONS
    };
    let router = router(app.app.clone(), options);
    (app, router)
}

async fn list(app: &TestApp, router: &Router, tenant: &str) -> TestResponse {
    TestResponse::to(router, LIST, &app.token(tenant)).await
}

/// The path of a product of `tenant-bikes`.
async fn item_path(app: &TestApp, router: &Router) -> String {
    let products = list(app, router, "tenant-bikes").await;
    let id = products.body["nodes"][0]["id"].as_str().expect("a product has an id");
    format!("/api/products/{id}")
}

#[tokio::test]
async fn four_mebibytes_are_kept_and_the_one_asked_for_the_longest_ago_makes_room() {
    let (app, router) = caching(300).await;
    let ask = async |name: &str, kilobytes: usize| {
        app.stand_in.fault(Endpoint::Graphql, products_of(kilobytes));
        let path = format!("/api/products?search={name}");
        let response = TestResponse::to(&router, &path, &app.token("tenant-bikes")).await;
        assert_eq!(response.status, 200, "{name}");
        response.header("age") == "0"
    };
    for name in ["a", "b"] {
        assert!(!ask(name, 1_500).await, "{name}");
    }
    assert!(ask("a", 1_500).await && ask("b", 1_500).await, "both fit");
    assert!(ask("a", 1_500).await, "b is now the one asked for the longest ago");
    assert!(!ask("c", 1_500).await);
    assert!(ask("a", 1_500).await && ask("c", 1_500).await && !ask("b", 1_500).await);
    // Its next answer takes the place of its last one.
    for _ in 0..3 {
        let event = Event::get("/api/products?search=b").header("cache-control", "no-cache");
        let anew = event.token(&app.token("tenant-bikes")).send(&router).await;
        assert_eq!((anew.status, anew.header("age")), (200, ""));
    }
    assert!(ask("b", 1_500).await && ask("c", 1_500).await);
    // One that does not fit at all costs none of the others its place.
    assert!(!ask("d", 4_200).await && !ask("d", 4_200).await);
    assert!(ask("b", 1_500).await && ask("c", 1_500).await);
}

#[tokio::test]
async fn what_memory_has_answered_is_counted() {
    let app = TestApp::with(&[("ERP_CACHE_SECONDS", "5"), ("METRICS_NAMESPACE", "App")]).await;
    let router = router(app.app.clone(), OPTIONS);
    let (first, second) = tokio::join!(list(&app, &router, "tenant-bikes"), list(&app, &router, "tenant-bikes"));
    assert_eq!((first.status, second.status), (200, 200));
    list(&app, &router, "tenant-bikes").await;
    app.time.advance(Duration::from_secs(6));
    app.stand_in.fault(Endpoint::Graphql, Fault::Status(500));
    list(&app, &router, "tenant-bikes").await;
    let lines = app.metrics();
    for metric in ["ErpCallShared", "ErpCacheHit", "ErpStaleServed"] {
        let counted: u64 = lines.iter().filter_map(|line| line[metric].as_u64()).sum();
        assert_eq!(counted, 1, "{metric}");
    }
}

/// A page of so many kilobytes.
fn products_of(kilobytes: usize) -> Fault {
    let page_info = json!({"hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null});
    let list = json!({"nodes": ["x".repeat(kilobytes * 1_000)], "totalCount": 1, "pageInfo": page_info});
    Fault::Answer {
        status: 200,
        body: json!({"data": {"QueryItems": list}}).to_string(),
    }
}
