//! A query of a function's own is answered as its own type, and what it sends is exactly this.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::erp::{Erp, Failure};
use shared::request::context::RequestContext;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use stand_in::{Endpoint, Fault};
use test_app::{TestApp, TestResponse};

use super::{Item, answer, ask};

#[derive(Deserialize, Serialize)]
struct Data {
    #[serde(rename = "QueryItems")]
    items: Nodes,
}

#[derive(Deserialize, Serialize)]
struct Nodes {
    nodes: Vec<Item>,
}

const DOCUMENT: &str = "query($id: ID!) { QueryItems(first: 1, where: {id: {neq: $id}}) { nodes { id } } }";

async fn asked(test_app: &TestApp, document: &'static str) -> TestResponse {
    ask(
        test_app,
        move |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| async move {
            let answer = erp
                .query::<Data>(&session, &context, document, &json!({"id": "x"}))
                .await?;
            Ok::<_, Failure>((
                answer.headers,
                Json(json!({"data": answer.data, "errors": answer.errors})),
            ))
        },
    )
    .await
}

#[tokio::test]
async fn document_and_values_go_out_apart_in_the_name_of_one_tenant() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.record(true);
    let response = asked(&test_app, DOCUMENT).await;
    assert_eq!(response.status, 200, "{}", response.text);
    let sent = test_app.stand_in.received(Endpoint::Graphql);
    assert_eq!(sent.len(), 1);
    let body: Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert_eq!(body, json!({"query": DOCUMENT, "variables": {"id": "x"}}));
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-tenant-id", "tenant-books"),
    ] {
        assert_eq!(sent[0].header(name), [value], "{name}");
    }
}

#[tokio::test]
async fn errors_beside_the_data_and_the_rate_limit_are_handed_on() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.fault(Endpoint::Graphql, Fault::GraphqlPartial);
    let response = asked(&test_app, "{ QueryItems(first: 1) { nodes { id } } }").await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(
        response.body["data"]["QueryItems"]["nodes"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(response.body["errors"].as_array().map(Vec::len), Some(2));
    assert!(response.header("x-ratelimit-remaining").parse::<u64>().is_ok());
}

#[tokio::test]
async fn data_of_another_shape_is_a_failure_of_the_erp_that_is_not_quoted() {
    let test_app = TestApp::warm().await;
    let other = answer(&json!({"data": {"QueryItems": {"nodes": "a secret"}}, "errors": [{"message": "why"}]}));
    test_app.stand_in.fault(Endpoint::Graphql, other);
    let response = asked(&test_app, DOCUMENT).await;
    assert_eq!(
        (response.status, response.code()),
        (502, "erp_failed"),
        "{}",
        response.text
    );
    assert_eq!(response.body["errors"], json!([{"message": "why"}]));
    assert!(!response.text.contains("a secret"));
    assert!(response.header("x-ratelimit-remaining").parse::<u64>().is_ok());
}

#[tokio::test]
async fn a_query_is_sent_again_by_a_new_connection_and_a_mutation_is_not() {
    for (document, calls) in [(DOCUMENT, 2), ("mutation { a }", 1)] {
        let test_app = TestApp::warm().await;
        test_app.stand_in.fault(Endpoint::Graphql, Fault::Reset);
        let response = asked(&test_app, document).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_failed"),
            "{}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), calls, "{document}");
    }
}
