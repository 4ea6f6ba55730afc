//! Whatever a caller sends is answered with a 4xx and JSON, and costs no call to the ERP.

use product_proxy::router;
use stand_in::Endpoint;
use test_app::{Event, TestApp};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn requests_that_are_none() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone(), OPTIONS);
    let token = stage.token("tenant-bikes");
    stage.stand_in.reset_calls();
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
        let reply = Event::get(path).token(&token).send(&router).await;
        assert!(
            (400..500).contains(&reply.status),
            "{path}: {} {}",
            reply.status,
            reply.text
        );
        assert!(reply.body["code"].is_string(), "{path}: {}", reply.text);
    }
    let long = format!("/api/products/{}", "a".repeat(65));
    assert_eq!(Event::get(&long).token(&token).send(&router).await.status, 400);
}

#[tokio::test]
async fn nobody_is_let_in_without_a_token_and_nothing_is_called() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone(), OPTIONS);
    stage.stand_in.reset_calls();
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
        let reply = event.send(&router).await;
        assert_eq!((reply.status, reply.code()), (401, "token_missing"), "{event:?}");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        let reply = event.clone().token(&stage.forged_token()).send(&router).await;
        assert_eq!((reply.status, reply.code()), (401, "token_signature"), "{event:?}");
    }
    assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn every_route_takes_its_own_method_only() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone(), OPTIONS);
    for (method, path) in [
        ("POST", "/api/products"),
        ("DELETE", "/api/products/a"),
        ("PUT", "/api/items/a"),
        ("OPTIONS", "/api/items"),
        ("GET", "/api/graphql"),
        ("GET", "/graphql"),
    ] {
        let reply = Event::new(method, path).send(&router).await;
        assert_eq!(
            (reply.status, reply.code()),
            (405, "method_not_allowed"),
            "{method} {path}"
        );
    }
}
