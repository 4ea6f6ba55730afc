//! Whatever a caller sends is answered with a 4xx and JSON, and costs no call to the ERP.

use product_proxy::router;
use stand_in::Endpoint;
use test_app::{Event, TestApp};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn requests_that_are_none() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    let token = test_app.token("tenant-bikes");
    test_app.stand_in.reset_calls();
    for path in [
        "/",
        "/api/products/",
        "/api/products/a/b",
        "/api/products/..",
        "/api/products/../../erp/v2/graphql",
        "/api/products/..%2F..%2Ferp",
        "/api/products/a b",
        "/api/products/a\u{0}b",
        "/api/products/%00",
        "/api/products/%ff",
        "/api/products/%zz",
        "/api/products/a?b/../c",
        "/api/products/a\"}){x}",
        "/api/products/ä",
        "/api/products/😀",
        "/api/products?first=0",
        "/api/products?first=-1",
        "/api/products?first=1&first=2",
        "/api/products?tenantId=tenant-books",
        "/api/products?after=%00",
        "/api/products?search=%ff",
        "/api/products?sort=name;drop",
        "/api/products?%zz=%zz",
        "/api/products?\u{1}=\"<>",
        "/api/graphql",
    ] {
        let response = Event::get(path).token(&token).send(&router).await;
        assert!(
            (400..500).contains(&response.status),
            "{path}: {} {}",
            response.status,
            response.text
        );
        assert!(response.body["code"].is_string(), "{path}: {}", response.text);
    }
    let long = format!("/api/products/{}", "a".repeat(65));
    assert_eq!(Event::get(&long).token(&token).send(&router).await.status, 400);
}

#[tokio::test]
async fn nobody_is_let_in_without_a_token_and_nothing_is_called() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    test_app.stand_in.reset_calls();
    for event in [
        Event::get("/api/products"),
        Event::get("/api/products/a"),
        Event::get("/api/items"),
        Event::get("/api/items/a"),
        Event::post("/api/graphql", r#"{"query":"{ a }"}"#),
        Event::post("/graphql", r#"{"query":"{ a }"}"#),
        Event::get("/api/products").header("x-tenant-id", "tenant-bikes"),
        Event::get("/api/products?sessionToken=a"),
    ] {
        let response = event.send(&router).await;
        assert_eq!((response.status, response.code()), (401, "token_missing"), "{event:?}");
        assert_eq!(response.header("www-authenticate"), "Bearer");
        let response = event.clone().token(&test_app.forged_token()).send(&router).await;
        assert_eq!(
            (response.status, response.code()),
            (401, "token_signature"),
            "{event:?}"
        );
    }
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn every_route_takes_its_own_method_only() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    for (method, path) in [
        ("POST", "/api/products"),
        ("DELETE", "/api/products/a"),
        ("PUT", "/api/items/a"),
        ("OPTIONS", "/api/items"),
        ("GET", "/api/graphql"),
        ("GET", "/graphql"),
    ] {
        let response = Event::new(method, path).send(&router).await;
        assert_eq!(
            (response.status, response.code()),
            (405, "method_not_allowed"),
            "{method} {path}"
        );
    }
}
