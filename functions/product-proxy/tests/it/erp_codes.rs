//! An error's code decides before the status, and whoever wrote the document answers for it.
//!
//! The bodies are those of HotChocolate's own source and snapshots.

use product_proxy::router;
use serde_json::{Value, json};
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp, TestResponse};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn a_mistake_in_the_callers_document_is_400_with_the_engines_errors() {
    let test_app = TestApp::warm().await;
    for error in document_errors() {
        // By the version of the engine.
        for status in [200, 400] {
            let body = json!({"errors": [error]});
            let response = answered(&test_app, &query(), status, &body).await;
            assert_eq!(
                (response.status, response.code()),
                (400, "graphql_invalid"),
                "{}",
                response.text
            );
            assert_eq!(response.body["errors"], json!([error]), "{}", response.text);
        }
    }
}

#[tokio::test]
async fn the_same_mistake_in_a_document_of_ours_is_502() {
    let test_app = TestApp::warm().await;
    for error in document_errors() {
        for status in [200, 400] {
            for event in [list(), item()] {
                let response = answered(&test_app, &event, status, &json!({"errors": [error]})).await;
                assert_eq!(
                    (response.status, response.code()),
                    (502, "erp_failed"),
                    "{}",
                    response.text
                );
            }
        }
    }
}

#[tokio::test]
async fn a_callers_value_that_the_schema_refuses_is_the_callers_in_a_document_of_ours() {
    let test_app = TestApp::warm().await;
    let refused = |variable: &str| {
        let message = format!("Variable `{variable}` got an invalid value.");
        json!({"errors": [{"message": message, "extensions": {"code": "HC0016", "variable": variable}}]})
    };
    for (event, variable, expected, named) in [
        (item(), "id", (404, "not_found"), "nothing under this id"),
        (list(), "after", (400, "bad_request"), "after"),
        (list(), "search", (400, "bad_request"), "search"),
        (list(), "order", (502, "erp_failed"), "failed"),
        (item(), "order", (502, "erp_failed"), "failed"),
    ] {
        let response = answered(&test_app, &event, 200, &refused(variable)).await;
        assert_eq!(
            (response.status, response.code()),
            expected,
            "{variable}: {}",
            response.text
        );
        let detail = response.body["detail"].as_str().unwrap();
        assert!(detail.contains(named), "{variable}: {detail}");
    }
}

#[tokio::test]
async fn an_error_without_a_code_is_the_documents_only_where_nothing_was_executed() {
    let test_app = TestApp::warm().await;
    let error = json!({"message": "Unexpected Execution Error", "path": ["QueryItems"]});
    for (status, body, expected) in [
        (200, json!({"errors": [error], "data": null}), 502),
        (500, json!({"errors": [error]}), 502),
        (503, json!({"errors": [error]}), 502),
        (200, json!({"errors": [], "data": null}), 502),
        (200, json!({"errors": []}), 502),
        (200, json!({"errors": [error], "data": {"QueryItems": null}}), 200),
    ] {
        let response = answered(&test_app, &query(), status, &body).await;
        assert_eq!(response.status, expected, "{status} {body}: {}", response.text);
    }
}

#[tokio::test]
async fn a_null_that_may_be_none_is_no_mistake_of_the_document() {
    let test_app = TestApp::warm().await;
    let error = json!({
        "message": "Cannot return null for non-nullable field.",
        "path": ["QueryItems", "nodes", 0, "sku"],
        "extensions": {"code": "HC0018"},
    });
    let body = json!({"errors": [error], "data": null});
    for event in every_path() {
        let response = answered(&test_app, &event, 200, &body).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_failed"),
            "{}",
            response.text
        );
        assert_eq!(response.body["errors"][0]["path"], error["path"], "{}", response.text);
    }
}

#[tokio::test]
async fn a_document_that_costs_too_much_is_400_with_the_numbers() {
    let test_app = TestApp::warm().await;
    for (kind, cost, most) in [("field", 5611, 1000), ("type", 1503, 1000)] {
        let names = (format!("{kind}Cost"), format!("max{}Cost", capital(kind)));
        let mut error = json!({"message": format!("The maximum allowed {kind} cost was exceeded.")});
        error["extensions"] = json!({"code": "HC0047", &names.0: cost, &names.1: most});
        let body = json!({"errors": [error]});

        let response = answered(&test_app, &query(), 200, &body).await;
        assert_eq!((response.status, response.code()), (400, "graphql_too_expensive"));
        assert_eq!(response.body["errors"], json!([error]));
        let sentence = format!(
            "The query asks for more than the ERP takes at once: a {kind} cost of {cost}, where {most} is the most."
        );
        assert_eq!(response.body["detail"], sentence);

        let response = answered(&test_app, &list(), 200, &body).await;
        assert_eq!((response.status, response.code()), (400, "bad_request"));
        let sentence = format!(
            "first asks for more than the ERP takes at once: a {kind} cost of {cost}, where {most} is the most."
        );
        assert_eq!(response.body["detail"], sentence);

        // A caller cannot make this one any cheaper.
        let response = answered(&test_app, &item(), 200, &body).await;
        assert_eq!((response.status, response.code()), (502, "erp_failed"));
    }
    // Numbers that are none are not repeated.
    let error = json!({"message": "", "extensions": {"code": "HC0047", "fieldCost": "<b>", "maxFieldCost": [1]}});
    let response = answered(&test_app, &query(), 200, &json!({"errors": [error]})).await;
    assert_eq!((response.status, response.code()), (400, "graphql_too_expensive"));
    assert!(
        !response.body["detail"].as_str().unwrap().contains('<'),
        "{}",
        response.text
    );
}

#[tokio::test]
async fn a_page_that_is_not_given_is_400_and_names_the_parameter() {
    let test_app = TestApp::warm().await;
    let cursor = |argument: &str| {
        let message = format!("The cursor specified in `{argument}` has an invalid format.");
        json!({"message": message, "path": ["QueryItems"],
            "extensions": {"code": "HC0078", "argument": argument, "cursor": "x"}})
    };
    let long = json!({"message": "The maximum allowed items per page were exceeded.", "path": ["QueryItems"],
        "extensions": {"code": "HC0051", "coordinate": "Query.QueryItems", "requestedItems": 501, "maxAllowedItems": 500}});
    let negative = json!({"message": "The requested number of values per page must be at least 0.", "path": ["QueryItems"],
        "extensions": {"code": "HC0079", "coordinate": "Query.QueryItems", "requestedItems": -1}});
    for (error, of_query, of_list) in [
        (
            cursor("after"),
            "after must be a cursor of an earlier answer.",
            "after must be an endCursor of an earlier answer.",
        ),
        (
            cursor("before"),
            "before must be a cursor of an earlier answer.",
            "after must be an endCursor of an earlier answer.",
        ),
        (
            cursor("<script>"),
            "after or before must be a cursor of an earlier answer.",
            "after must be an endCursor of an earlier answer.",
        ),
        (
            long,
            "first or last of Query.QueryItems asks for 501 items, where 500 is the most.",
            "first asks for 501 items, where 500 is the most.",
        ),
        (
            negative,
            "first or last of Query.QueryItems asks for -1 items, where 0 is the least.",
            "first asks for -1 items, where 0 is the least.",
        ),
    ] {
        let body = json!({"errors": [error], "data": {"QueryItems": null}});
        let response = answered(&test_app, &query(), 200, &body).await;
        assert_eq!(
            (response.status, response.code()),
            (400, "graphql_invalid"),
            "{}",
            response.text
        );
        assert_eq!(response.body["detail"], of_query);
        let mut passed = error.clone();
        passed["extensions"].as_object_mut().unwrap().remove("cursor");
        assert_eq!(response.body["errors"], json!([passed]), "{}", response.text);

        let response = answered(&test_app, &list(), 200, &body).await;
        assert_eq!(
            (response.status, response.code()),
            (400, "bad_request"),
            "{}",
            response.text
        );
        assert_eq!(response.body["detail"], of_list);

        let response = answered(&test_app, &item(), 200, &body).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_failed"),
            "{}",
            response.text
        );
    }
}

#[tokio::test]
async fn an_engine_that_gives_up_is_504_and_one_that_cancels_502() {
    let test_app = TestApp::warm().await;
    for (code, expected) in [("HC0045", (504, "erp_timeout")), ("HC0049", (502, "erp_failed"))] {
        let error = json!({"message": "The request exceeded the configured timeout.", "extensions": {"code": code}});
        for (status, body) in [
            (200, json!({"errors": [error]})),
            (500, json!({"errors": [error]})),
            (200, json!({"errors": [error], "data": null})),
        ] {
            for event in every_path() {
                let response = answered(&test_app, &event, status, &body).await;
                assert_eq!(
                    (response.status, response.code()),
                    expected,
                    "{code}: {}",
                    response.text
                );
            }
        }
    }
}

/// Errors that HotChocolate has for mistakes of a document or of its variables.
fn document_errors() -> Vec<Value> {
    let coded =
        |code: &str| json!({"message": "m", "locations": [{"line": 1, "column": 2}], "extensions": {"code": code}});
    vec![
        coded("HC0011"),
        coded("HC0014"),
        coded("HC0046"),
        coded("HC0082"),
        json!({"message": "Variable `order` got an invalid value.", "locations": [{"line": 1, "column": 7}],
            "extensions": {"code": "HC0016", "variable": "order"}}),
        json!({"message": "Variable `id` is required.", "locations": [{"line": 1, "column": 7}],
            "extensions": {"code": "HC0018", "variable": "id"}}),
        json!({"message": "The field `sku` does not exist on the type `ItemdetailsItem`.",
            "locations": [{"line": 1, "column": 30}],
            "extensions": {"type": "ItemdetailsItem", "field": "sku", "responseName": "sku"}}),
        json!({"message": "without extensions"}),
    ]
}

pub(crate) fn every_path() -> [Event; 3] {
    [list(), item(), query()]
}

fn list() -> Event {
    Event::get("/api/products?first=1&after=x")
}

fn item() -> Event {
    Event::get("/api/products/1")
}

pub(crate) fn query() -> Event {
    Event::post("/api/graphql", r#"{"query":"{ QueryItems { totalCount } }"}"#)
}

fn capital(kind: &str) -> String {
    kind[..1].to_uppercase() + &kind[1..]
}

/// The response where the ERP answers this; it is asked as often as the calls then tell.
pub(crate) async fn answered(test_app: &TestApp, event: &Event, status: u16, body: &Value) -> TestResponse {
    let body = body.to_string();
    test_app
        .stand_in
        .fault(Endpoint::Graphql, Fault::Answer { status, body });
    test_app.stand_in.reset_calls();
    let response = send(test_app, event).await;
    assert!(test_app.stand_in.calls(Endpoint::Graphql) > 0, "{}", response.text);
    assert!(!response.header("x-ratelimit-limit").is_empty(), "{}", response.text);
    response
}

pub(crate) async fn send(test_app: &TestApp, event: &Event) -> TestResponse {
    let event = event.clone().token(&test_app.token("tenant-bikes"));
    event.send(&router(test_app.app.clone(), OPTIONS)).await
}
