//! Documents and bodies that are refused, with a sentence and without a call to the ERP.

use axum::Router;
use product_proxy::{AllowedMutations, ErpOptions, router};
use serde_json::json;
use stand_in::Endpoint;
use test_app::{Event, TestApp, TestResponse};

use crate::proxy::OPTIONS;

async fn post(test_app: &TestApp, router: &Router, body: impl Into<String>) -> TestResponse {
    let event = Event::post("/api/graphql", body).token(&test_app.token("tenant-bikes"));
    event.send(router).await
}

/// Even where every mutation is allowed.
fn allowing_all(test_app: &TestApp) -> Router {
    let mutations = AllowedMutations::All;
    router(test_app.app.clone(), ErpOptions { mutations, ..OPTIONS })
}

#[tokio::test]
async fn bodies_that_are_no_request_cost_no_call() {
    let test_app = TestApp::warm().await;
    let router = allowing_all(&test_app);
    test_app.stand_in.reset_calls();
    for body in [
        String::new(),
        "{".into(),
        "null".into(),
        "[]".into(),
        "\u{0}".into(),
        "{}".into(),
        r#"["{ QueryItems { totalCount } }",null,null]"#.into(),
        json!([{"query": "{ a }"}]).to_string(),
        json!({"query": 1}).to_string(),
        json!({"query": "{ a }", "variables": [1]}).to_string(),
        json!({"query": "{ a }", "variables": "{}"}).to_string(),
        json!({"query": "{ a }", "operationName": 1}).to_string(),
        r#"{"query":"{ a }","query":"mutation { b }"}"#.into(),
        r#"{"query":"{ a }","variables":{"a":1,"a":2}}"#.into(),
        r#"{"query":"{ a }","variables":{"a":[{"b":1,"\u0062":2}]}}"#.into(),
        r#"{"query":"{ a }","variables":{"a":"\ud800"}}"#.into(),
        r#"{"query":"{ a }","variables":{"a":1e999}}"#.into(),
        format!(r#"{{"query":"{{ a }}","variables":{{"a":{}"#, "[".repeat(60_000)),
    ] {
        let response = post(&test_app, &router, body.clone()).await;
        let shown: String = body.chars().take(80).collect();
        assert_eq!(
            (response.status, response.code()),
            (400, "bad_request"),
            "{shown}: {}",
            response.text
        );
        assert!(
            response.body["detail"].as_str().unwrap().ends_with('.'),
            "{}",
            response.text
        );
    }
    let huge = json!({"query": "{ a }", "variables": {"x": "y".repeat(64 * 1024)}}).to_string();
    let response = post(&test_app, &router, huge).await;
    assert_eq!((response.status, response.code()), (413, "too_large"));
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn documents_that_are_none_cost_no_call() {
    let test_app = TestApp::warm().await;
    let router = allowing_all(&test_app);
    test_app.stand_in.reset_calls();
    for query in [
        "",
        "{",
        "{ a(b) }",
        "{ a(b: 1a) }",
        "{ a } { b }",
        "query A { a } query A { b }",
        "query A { a } query B { b }",
        "subscription { a }",
        "query A { a } subscription S { a }",
        "type A { b: C }",
        "{ a(b: 1, b: 2) }",
        "{ ...F }",
        "{ ...F } fragment F on T { ...F }",
        "{ a } fragment F on T { ...G } fragment G on T { ...F }",
        "{ a(b: \"\n\") }",
        "{ a(b: \"\r\") }",
        "\"x\" fragment on T { a } query { b }",
        &"[".repeat(15_000),
    ] {
        let response = post(&test_app, &router, json!({ "query": query }).to_string()).await;
        let shown: String = query.chars().take(80).collect();
        assert_eq!(
            (response.status, response.code()),
            (400, "graphql_invalid"),
            "{shown}: {}",
            response.text
        );
        assert!(
            response.body["detail"].as_str().unwrap().ends_with('.'),
            "{}",
            response.text
        );
    }
    for name in ["B", ""] {
        let body = json!({"query": "query A { a }", "operationName": name});
        let response = post(&test_app, &router, body.to_string()).await;
        assert_eq!(
            (response.status, response.code()),
            (400, "graphql_invalid"),
            "{}",
            response.text
        );
        assert_eq!(
            response.body["detail"],
            "operationName names none of the operations of the query."
        );
    }
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn what_is_too_expensive_is_refused_with_the_numbers() {
    let test_app = TestApp::warm().await;
    let router = allowing_all(&test_app);
    test_app.stand_in.reset_calls();
    let bomb: Vec<String> = (0..40)
        .map(|n| format!("fragment F{n} on T {{...F{0} ...F{0}}} ", n + 1))
        .collect();
    let aliases: Vec<String> = (0..1_100)
        .map(|n| format!("a{n}: QueryItems(first: 500) {{ totalCount }} "))
        .collect();
    let (bomb, aliases) = (bomb.concat(), aliases.concat());
    for (query, detail) in [
        (
            format!("{}a{}", "{a".repeat(15) + "{", "}".repeat(16)),
            "The query nests 16 fields deep; at most 15 are taken.",
        ),
        (
            format!("{{ {aliases} }}"),
            "The query asks for 1100 fields at its root; at most 20 are taken.",
        ),
        (
            format!("{{ a {{ ...F0 }} }} {bomb} fragment F40 on T {{ a }}"),
            "The query asks for 1099511627777 fields, each fragment counted wherever it is used; at most 5000 are taken.",
        ),
        (
            "{a".repeat(20_000),
            "The query is too large: at most 20000 words, signs and blanks, nested 64 deep, are read.",
        ),
    ] {
        let response = post(&test_app, &router, json!({ "query": query }).to_string()).await;
        assert_eq!(
            (response.status, response.code()),
            (400, "graphql_too_expensive"),
            "{}",
            response.text
        );
        assert_eq!(response.body["detail"], detail);
    }
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
}

/// Documents that one engine reads as a query and another as a query and a mutation.
#[tokio::test]
async fn no_mutation_is_smuggled_in_a_string() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    test_app.stand_in.reset_calls();
    let text = "query A { QueryItems(where: {sku: {in: [\"a\" \"⏎]}}) { totalCount } } \
                mutation M($i: CreateCustomerInput!) { CreateCustomer(input: $i) { id } } #\"]}}) { totalCount } }";
    for line_break in ["\n", "\r", "\r\n", "\n\n"] {
        for name in [None, Some("A"), Some("M")] {
            let query = text.replace('⏎', line_break);
            let body = json!({"query": query, "operationName": name, "variables": {"i": {"name": "x"}}});
            let response = post(&test_app, &router, body.to_string()).await;
            assert_eq!(
                (response.status, response.code()),
                (400, "graphql_invalid"),
                "{}",
                response.text
            );
        }
    }
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
}
