//! Mutations by name, and which of them may be sent twice.

use axum::Router;
use product_proxy::{AllowedMutations, ErpOptions, router};
use serde_json::{Value, json};
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp, TestResponse};

use crate::proxy::OPTIONS;

const PATH: &str = "/api/graphql";
const CHANGE_ITEM: &str =
    "mutation($request: ChangeItemCommandRequestInput!) { x: ChangeItem(request: $request) { item { id } } }";

fn allowing(test_app: &TestApp, names: &str) -> Router {
    let mutations = AllowedMutations::parse(names).expect("the tests' names are names");
    router(test_app.app.clone(), ErpOptions { mutations, ..OPTIONS })
}

async fn post(test_app: &TestApp, router: &Router, query: &str, variables: Value) -> TestResponse {
    let body = json!({ "query": query, "variables": variables });
    let event = Event::post(PATH, body.to_string()).token(&test_app.token("tenant-bikes"));
    event.send(router).await
}

/// A change of the first item: its GTIN, and the request's key if it has one.
async fn change(test_app: &TestApp, gtin: &str, key: Option<&str>) -> Value {
    let first = "{ QueryItems(first: 1) { nodes { id } } }";
    let response = post(test_app, &router(test_app.app.clone(), OPTIONS), first, json!({})).await;
    let id = &response.body["data"]["QueryItems"]["nodes"][0]["id"];
    assert!(id.is_string(), "{}", response.text);
    json!({"request": {"itemId": id, "identifiers": {"gtin": gtin}, "idempotencyKey": key}})
}

#[tokio::test]
async fn none_is_allowed_unless_it_is_named() {
    let test_app = TestApp::warm().await;
    let change = change(&test_app, "1", None).await;
    for names in [None, Some("CreateItem"), Some("changeItem,x")] {
        let router = match names {
            None => router(test_app.app.clone(), OPTIONS),
            Some(names) => allowing(&test_app, names),
        };
        test_app.stand_in.reset_calls();
        let response = post(&test_app, &router, CHANGE_ITEM, change.clone()).await;
        assert_eq!(
            (response.status, response.code()),
            (403, "mutation_not_allowed"),
            "{names:?}"
        );
        assert_eq!(response.body["detail"], "The mutation ChangeItem is not allowed here.");
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
    }
    for names in ["*", "ChangeItem", "CreateItem,ChangeItem"] {
        let response = post(&test_app, &allowing(&test_app, names), CHANGE_ITEM, change.clone()).await;
        assert!(
            response.body["data"]["x"]["item"]["id"].is_string(),
            "{names}: {}",
            response.text
        );
    }
}

#[tokio::test]
async fn every_root_field_must_be_named_however_it_is_reached() {
    let test_app = TestApp::warm().await;
    let router = allowing(&test_app, "ChangeItem");
    test_app.stand_in.reset_calls();
    for query in [
        "mutation { ChangeItem: DeleteCategory }",
        "mutation { ChangeItem(request: {}) { item { id } } DeleteCategory }",
        "mutation { ... on Mutation { ... { DeleteCategory } } }",
        "mutation { ...F } fragment F on Mutation { ...G } fragment G on Mutation { DeleteCategory }",
        "mutation { DeleteCategory @skip(if: true) }",
    ] {
        let response = post(&test_app, &router, query, json!({})).await;
        assert_eq!(
            (response.status, response.code()),
            (403, "mutation_not_allowed"),
            "{query}"
        );
        assert_eq!(
            response.body["detail"],
            "The mutation DeleteCategory is not allowed here."
        );
    }
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn a_mutation_that_is_not_chosen_is_not_sent_and_needs_no_permission() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.record(true);
    let body = json!({
        "query": "query A { QueryItems { totalCount } } mutation B { DeleteCategory }",
        "operationName": "A",
    });
    let event = Event::post(PATH, body.to_string()).token(&test_app.token("tenant-bikes"));
    let response = event.send(&router(test_app.app.clone(), OPTIONS)).await;
    assert_eq!(response.status, 200, "{}", response.text);
    let sent = &test_app.stand_in.received(Endpoint::Graphql)[0].body;
    let sent: Value = serde_json::from_slice(sent).expect("the proxy sends JSON");
    assert_eq!(
        sent,
        json!({"query": "query A {QueryItems {totalCount}}", "operationName": "A"})
    );
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_is_repeated_with_its_key_and_made_once() {
    let test_app = TestApp::warm().await;
    let router = allowing(&test_app, "ChangeItem");
    let change = change(&test_app, "4012345678901", Some("order-7")).await;
    test_app
        .stand_in
        .fault_times(Endpoint::Graphql, Fault::ResetAfterwards, 1);
    test_app.stand_in.reset_calls();
    let response = post(&test_app, &router, CHANGE_ITEM, change).await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(
        response.body["extensions"],
        json!({"idempotency": {"x": {"wasReplayed": true}}})
    );
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2);
}

#[tokio::test]
async fn a_change_that_may_have_been_made_in_part_is_not_sent_again_for_a_refused_token() {
    let refused = json!({"message": "m", "path": ["b"], "extensions": {"code": "AUTH_NOT_AUTHENTICATED"}});
    let in_part = json!({"errors": [refused], "data": null});
    let not_at_all = json!({"errors": [refused]});
    for (query, answer, calls) in [
        ("mutation { a b }", &in_part, 1),
        ("mutation { a b }", &not_at_all, 2),
        ("{ a b }", &in_part, 2),
    ] {
        let test_app = TestApp::warm().await;
        let router = allowing(&test_app, "*");
        let body = answer.to_string();
        test_app
            .stand_in
            .fault(Endpoint::Graphql, Fault::Answer { status: 200, body });
        test_app.stand_in.reset_calls();
        let response = post(&test_app, &router, query, json!({})).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_unauthorized"),
            "{}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), calls, "{query} {answer}");
    }
}

#[tokio::test]
async fn a_change_without_a_key_is_never_sent_twice() {
    let test_app = TestApp::warm().await;
    let router = allowing(&test_app, "*");
    let keyed = r#"ChangeItem(request: {itemId: "1", idempotencyKey: "k"}) { item { id } }"#;
    let two = format!("mutation {{ {keyed} b: ChangeItem(request: {{itemId: \"1\"}}) {{ item {{ id }} }} }}");
    let one = format!("mutation {{ {keyed} }}");
    let with_key = |key| json!({"request": {"itemId": "1", "idempotencyKey": key}});
    for (query, variables, calls) in [
        ("{ a }", json!({}), 2),
        ("mutation { a }", json!({}), 1),
        (&*one, json!({}), 2),
        (&*two, json!({}), 1),
        (CHANGE_ITEM, with_key(Some("k")), 2),
        (CHANGE_ITEM, with_key(Some("")), 1),
        (CHANGE_ITEM, with_key(None), 1),
    ] {
        // Only what was sent on a kept connection is repeated at all.
        test_app.stand_in.clear_faults();
        let kept = post(&test_app, &router, "{ QueryItems { totalCount } }", json!({})).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        test_app.stand_in.fault(Endpoint::Graphql, Fault::Reset);
        test_app.stand_in.reset_calls();
        let response = post(&test_app, &router, query, variables.clone()).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_failed"),
            "{}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), calls, "{query} {variables}");
    }
}

#[tokio::test]
async fn of_the_erps_extensions_only_idempotency_is_passed_on() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    for (extensions, passed) in [
        (
            r#"{"idempotency":{"a":{"wasReplayed":false}},"operationCost":{"fieldCost":1},"stacktrace":"x"}"#,
            true,
        ),
        (r#"{"operationCost":{"fieldCost":1}}"#, false),
        (r#"{"idempotency":"stacktrace"}"#, false),
        ("null", false),
    ] {
        let body = format!(r#"{{"data":{{"a":1}},"extensions":{extensions}}}"#);
        test_app
            .stand_in
            .fault(Endpoint::Graphql, Fault::Answer { status: 200, body });
        let response = post(&test_app, &router, "{ a }", json!({})).await;
        assert_eq!(response.status, 200, "{}", response.text);
        let expected = json!({"idempotency": {"a": {"wasReplayed": false}}});
        assert_eq!(
            response.body.get("extensions"),
            passed.then_some(&expected),
            "{extensions}"
        );
        assert!(!response.text.contains("stacktrace") && !response.text.contains("operationCost"));
    }
}
