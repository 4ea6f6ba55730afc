//! A list is read page by page to its end, and never round in a circle.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use shared::erp::{Erp, Failure};
use shared::request::context::RequestContext;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use stand_in::{Endpoint, Fault};
use test_app::TestApp;

use super::{Item, answer, ask};

const DOCUMENT: &str = "query($after: String) { QueryItems(first: 200, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";

async fn all(
    State(erp): State<Erp>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Value>, Failure> {
    let pages = erp.pages::<Item, _>(&session, &context, DOCUMENT, json!({"other": 7}));
    let all = pages.collect().await?;
    let remaining = all.headers.get("x-ratelimit-remaining").is_some();
    let ids: Vec<_> = all.nodes.into_iter().map(|item| item.id).collect();
    let bound = all.bound.map(|bound| format!("{bound:?}"));
    Ok(Json(
        json!({"ids": ids, "errors": all.errors, "bound": bound, "remaining": remaining}),
    ))
}

/// A page of one node; the cursor is where the next one begins.
pub(super) fn page(id: &str, has_next_page: impl Into<Value>, cursor: Option<&str>) -> Value {
    let page_info = json!({"hasNextPage": has_next_page.into(), "endCursor": cursor});
    json!({"data": {"QueryItems": {"nodes": [{"id": id}], "pageInfo": page_info}}})
}

#[tokio::test]
async fn a_whole_list_costs_one_call_a_page() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.record(true);
    let response = ask(&test_app, all).await;
    assert_eq!(response.status, 200, "{}", response.text);
    let mut ids: Vec<_> = response.body["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    assert_eq!(ids.len(), 500);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 500);
    assert_eq!(
        (&response.body["bound"], &response.body["remaining"]),
        (&Value::Null, &json!(true))
    );

    let sent = test_app.stand_in.received(Endpoint::Graphql);
    let variables: Vec<Value> = sent
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body).unwrap()["variables"].clone())
        .collect();
    assert_eq!(variables.len(), 3);
    assert_eq!(variables[0], json!({"other": 7}));
    for variables in &variables[1..] {
        assert!(variables["after"].is_string() && variables["other"] == 7, "{variables}");
    }
    assert_ne!(variables[1], variables[2]);
}

#[tokio::test]
async fn an_empty_page_ends_nothing_and_errors_of_all_pages_are_kept() {
    let test_app = TestApp::warm().await;
    let mut empty = page("", true, Some("b"));
    empty["data"]["QueryItems"]["nodes"] = json!([]);
    empty["errors"] = json!([{"message": "second"}]);
    let mut first = page("1", 1, Some("a"));
    first["errors"] = json!([{"message": "first"}]);
    for body in [first, empty, page("2", 0, Some("b"))] {
        test_app.stand_in.fault_times(Endpoint::Graphql, answer(&body), 1);
    }
    let response = ask(&test_app, all).await;
    assert_eq!(response.body["ids"], json!(["1", "2"]), "{}", response.text);
    assert_eq!(
        response.body["errors"],
        json!([{"message": "first"}, {"message": "second"}])
    );
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 3);
}

#[tokio::test]
async fn a_list_that_does_not_advance_is_a_failure_of_the_erp() {
    let [a, b] = ["a", "b"].map(|cursor| page("1", true, Some(cursor)));
    for (pages, calls) in [
        (vec![&page("1", true, None)], 1),
        (vec![&a, &a], 2),
        (vec![&a, &b, &a], 3),
    ] {
        let test_app = TestApp::warm().await;
        for page in pages {
            test_app.stand_in.fault_times(Endpoint::Graphql, answer(page), 1);
        }
        let response = ask(&test_app, all).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_failed"),
            "{}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), calls);
    }
}

#[tokio::test]
async fn a_list_that_a_bound_has_ended_says_so() {
    let test_app = TestApp::warm().await;
    for number in 0..21 {
        let page = page("1", true, Some(&number.to_string()));
        test_app.stand_in.fault_times(Endpoint::Graphql, answer(&page), 1);
    }
    let response = ask(&test_app, all).await;
    assert_eq!(response.body["bound"], "Pages", "{}", response.text);
    assert_eq!(response.body["ids"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn a_page_that_fails_leaves_no_part_of_a_list() {
    let test_app = TestApp::warm().await;
    let first = answer(&page("1", true, Some("a")));
    test_app.stand_in.fault_times(Endpoint::Graphql, first, 1);
    test_app.stand_in.fault_times(Endpoint::Graphql, Fault::Status(500), 1);
    let response = ask(&test_app, all).await;
    assert_eq!(
        (response.status, response.code()),
        (502, "erp_failed"),
        "{}",
        response.text
    );
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2);
}

#[tokio::test]
async fn behind_a_page_that_failed_there_is_none_and_no_call() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.fault_times(Endpoint::Graphql, Fault::Status(500), 1);
    let response = ask(
        &test_app,
        async |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
            let mut pages = erp.pages::<Item, _>(&session, &context, DOCUMENT, json!({}));
            let has_failed = pages.next().await.is_err();
            let next = pages.next().await?.map(|page| page.nodes.len());
            Ok::<_, Failure>(Json(json!([has_failed, next])))
        },
    )
    .await;
    assert_eq!(response.body, json!([true, null]), "{}", response.text);
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 1);
}

#[tokio::test]
async fn a_document_of_two_lists_is_a_defect_of_the_function() {
    let test_app = TestApp::warm().await;
    let mut two = page("1", false, None);
    two["data"]["second"] = two["data"]["QueryItems"].clone();
    test_app.stand_in.fault(Endpoint::Graphql, answer(&two));
    let response = ask(&test_app, all).await;
    assert_eq!(
        (response.status, response.code()),
        (500, "internal"),
        "{}",
        response.text
    );
}
