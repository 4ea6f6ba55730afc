//! The caller's own query, for its own tenant.

use product_proxy::router;
use serde_json::json;
use stand_in::{Endpoint, Fault};
use test_app::{Event, MultiIssuerApp, TestApp, TestResponse};

use crate::proxy::OPTIONS;

const PATH: &str = "/api/graphql";

async fn post(test_app: &TestApp, body: impl Into<String>) -> TestResponse {
    let event = Event::post(PATH, body).token(&test_app.token("tenant-bikes"));
    event.send(&router(test_app.app.clone(), OPTIONS)).await
}

#[tokio::test]
async fn a_query_is_answered_with_the_tenants_data() {
    let test_app = TestApp::warm().await;
    let body = json!({
        "query": "query Other { QueryItems { totalCount } } query Mine($n: Int) { QueryItems(first: $n) { nodes { sku } } }",
        "operationName": "Mine",
        "variables": {"n": 2},
        "extensions": {"clientLibrary": {"name": "any"}},
    });
    let response = post(&test_app, body.to_string()).await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(
        response.body["data"]["QueryItems"]["nodes"].as_array().unwrap().len(),
        2
    );
    assert!(response.body.get("errors").is_none());
    assert!(!response.header("x-ratelimit-limit").is_empty());
}

#[tokio::test]
async fn jtls_scaffolded_front_end_is_answered_at_its_own_path() {
    let every = MultiIssuerApp::warm().await;
    let test_app = &every.test_app;
    let router = router(test_app.app.clone(), OPTIONS);
    let bearer = format!("Bearer {}", every.app_token("tenant-bikes"));
    let body = r#"{"query":"query Count($n: Int) { QueryItems(first: $n) { totalCount nodes { sku } } }","variables":{"n":2}}"#;
    let [scaffold, own] = ["/graphql", PATH].map(|path| Event::post(path, body).header("authorization", &bearer));
    let (scaffold, own) = (scaffold.send(&router).await, own.send(&router).await);
    assert_eq!(scaffold.status, 200, "{}", scaffold.text);
    assert_eq!(scaffold.body["data"]["QueryItems"]["totalCount"], 1200);
    assert_eq!(scaffold.body, own.body);
}

#[tokio::test]
async fn variables_go_out_digit_by_digit() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.record(true);
    post(
        &test_app,
        r#"{"query":"{ QueryItems { totalCount } }","variables":{ "price" : 1.10, "id": 9007199254740993, "\u0061": "\u00e4" }}"#,
    )
    .await;
    let sent = String::from_utf8(test_app.stand_in.received(Endpoint::Graphql)[0].body.clone()).unwrap();
    assert!(
        sent.contains(r#"{"price":1.10,"id":9007199254740993,"a":"ä"}"#),
        "{sent}"
    );
    assert!(
        !sent.contains("operationName") && !sent.contains("extensions"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_byte_order_mark_before_a_body_a_document_or_an_answer_of_the_erp_is_skipped() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.record(true);
    let request = r#"{"query":"\ufeff{ QueryItems { totalCount } }","variables":{"price":1.10}}"#;
    let response = post(&test_app, format!("\u{feff}{request}")).await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(response.body["data"]["QueryItems"]["totalCount"], 1200);
    let sent = String::from_utf8(test_app.stand_in.received(Endpoint::Graphql)[0].body.clone()).unwrap();
    assert!(sent.contains(r#"{"price":1.10}"#) && !sent.contains("feff"), "{sent}");
    assert!(!sent.contains('\u{feff}'), "{sent}");

    let answer = Fault::Answer {
        status: 200,
        body: "\u{feff}{\"data\":{\"a\":1}}".into(),
    };
    test_app.stand_in.fault(Endpoint::Graphql, answer);
    let response = post(&test_app, r#"{"query":"{ a }"}"#).await;
    assert_eq!(
        (response.status, &response.body["data"]),
        (200, &json!({"a": 1})),
        "{}",
        response.text
    );
}

#[tokio::test]
async fn what_the_erp_says_of_the_callers_document_is_passed_on() {
    let test_app = TestApp::warm().await;
    let response = post(&test_app, r#"{"query":"{ NoSuchField }"}"#).await;
    assert_eq!(
        (response.status, response.code()),
        (400, "graphql_invalid"),
        "{}",
        response.text
    );
    let message = response.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("NoSuchField"), "{message}");
    assert!(response.body["errors"][0]["extensions"]["traceId"].is_string());
}

#[tokio::test]
async fn errors_beside_data_are_passed_on_without_their_stack_trace() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.fault(Endpoint::Graphql, Fault::GraphqlPartial);
    let response = post(&test_app, r#"{"query":"{ QueryItems { totalCount } }"}"#).await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(response.body["data"]["QueryItems"]["totalCount"], 1200);
    assert!(response.body["errors"][0]["message"].is_string());
    assert!(
        !response.text.to_lowercase().contains("stacktrace"),
        "{}",
        response.text
    );
}

#[tokio::test]
async fn other_content_types_are_refused_and_base64_is_read() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    let post = |content_type: &str| {
        Event::new("POST", PATH)
            .token(&test_app.token("tenant-bikes"))
            .header("content-type", content_type)
    };
    for content_type in [
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
    ] {
        let response = post(content_type)
            .body(r#"{"query":"{ a }"}"#, false)
            .send(&router)
            .await;
        assert_eq!(
            (response.status, response.code()),
            (415, "unsupported_media_type"),
            "{content_type}"
        );
    }
    // {"query":"{ QueryItems { totalCount } }"}
    let base64 = "eyJxdWVyeSI6InsgUXVlcnlJdGVtcyB7IHRvdGFsQ291bnQgfSB9In0=";
    let response = post("application/json; charset=utf-8")
        .body(base64, true)
        .send(&router)
        .await;
    assert_eq!(
        response.body["data"]["QueryItems"]["totalCount"], 1200,
        "{}",
        response.text
    );
    for broken in ["!", "/w=="] {
        let response = post("application/json").body(broken, true).send(&router).await;
        assert_eq!(response.status, 400, "{broken}");
    }
}
