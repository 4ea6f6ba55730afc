//! One field for many values costs a call for each twenty, two at a time, and is answered in their order.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use shared::erp::{BatchField, Erp, Failure, MOST_VALUES};
use shared::request::context::RequestContext;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use stand_in::{Endpoint, Fault};
use std::time::Duration;
use test_app::{TestApp, TestResponse};

use super::{PATH, answer, ask, router};

const BY_ID: BatchField = BatchField {
    field: "QueryItems(first: 1, where: {id: {eq: $id}}) { nodes { id } }",
    variable: "id",
    variable_type: "ID!",
};

/// The answer to the batch of these values.
async fn asked(test_app: &TestApp, values: &[String]) -> TestResponse {
    let values = values.to_vec();
    ask(
        test_app,
        move |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
            batch(values.clone(), erp, context, session)
        },
    )
    .await
}

async fn batch(
    values: Vec<String>,
    erp: Erp,
    context: RequestContext,
    session: TenantSession,
) -> Result<Json<Value>, Failure> {
    let batch = erp.batch::<Value>(&session, &context, &BY_ID, &values).await?;
    let remaining = batch.headers.get("x-ratelimit-remaining").is_some();
    Ok(Json(
        json!({"data": batch.data, "errors": batch.errors, "remaining": remaining}),
    ))
}

/// Ids of the tenant, as its products have them.
async fn ids(test_app: &TestApp) -> Vec<String> {
    let response = ask(
        test_app,
        async |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
            let document = "{ QueryItems(first: 90) { nodes { id } } }";
            let answer = erp.query::<Value>(&session, &context, document, &json!({})).await?;
            Ok::<_, Failure>(Json(answer.data["QueryItems"]["nodes"].clone()))
        },
    )
    .await;
    let nodes = response.body.as_array().expect("a list of nodes");
    nodes
        .iter()
        .map(|node| node["id"].as_str().expect("an id is a string").to_owned())
        .collect()
}

fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

/// A document's answer: each value's number in it.
fn twenty() -> Value {
    let fields = (0..20).map(|at| (format!("v{at}"), json!(at)));
    Value::Object(fields.collect())
}

#[tokio::test]
async fn each_value_is_answered_in_its_place() {
    let test_app = TestApp::warm().await;
    let mut ids = ids(&test_app).await;
    ids.reverse();
    ids[33] = "00000000-0000-0000-0000-000000000000".into();
    test_app.stand_in.reset_calls();
    let response = asked(&test_app, &ids).await;
    let data = response.body["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", response.text));
    assert_eq!(data.len(), 90);
    for (number, (id, list)) in ids.iter().zip(data).enumerate() {
        let expected = if number == 33 { json!([]) } else { json!([{"id": id}]) };
        assert_eq!(list["nodes"], expected, "{number}");
    }
    assert_eq!(response.body["remaining"], true);
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 5);
}

#[tokio::test]
async fn no_values_cost_no_call_and_too_many_are_a_defect() {
    let test_app = TestApp::warm().await;
    let response = asked(&test_app, &[]).await;
    assert_eq!((response.status, &response.body["data"]), (200, &json!([])));
    let response = asked(&test_app, &numbers(MOST_VALUES + 1)).await;
    assert_eq!(
        (response.status, response.code()),
        (500, "internal"),
        "{}",
        response.text
    );
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 0);

    test_app
        .stand_in
        .fault(Endpoint::Graphql, answer(&json!({"data": twenty()})));
    let response = asked(&test_app, &numbers(MOST_VALUES)).await;
    assert_eq!(
        response.body["data"].as_array().map(Vec::len),
        Some(MOST_VALUES),
        "{}",
        response.text
    );
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 50);
}

#[tokio::test]
async fn an_error_names_the_value_and_null_is_none() {
    let test_app = TestApp::warm().await;
    let mut data = twenty();
    data["v1"] = Value::Null;
    let body = json!({"data": data, "errors": [{"message": "no", "path": ["v1", "nodes"]}]});
    test_app.stand_in.fault(Endpoint::Graphql, answer(&body));
    let response = asked(&test_app, &numbers(22)).await;
    assert_eq!(
        (&response.body["data"][1], &response.body["data"][21]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&response.body["data"][0], &response.body["data"][20]),
        (&json!(0), &json!(0))
    );
    let error = |index: u64| json!({"message": "no", "path": [index, "nodes"]});
    assert_eq!(
        response.body["errors"],
        json!([error(1), error(21)]),
        "{}",
        response.text
    );
}

#[tokio::test]
async fn a_document_that_fails_or_lacks_a_value_leaves_no_answer() {
    let lacking = answer(&json!({"data": {"v0": 0}}));
    for (fault, values) in [(Fault::Status(500), 60), (lacking, 2)] {
        let test_app = TestApp::warm().await;
        test_app.stand_in.fault_times(Endpoint::Graphql, fault, 1);
        let response = asked(&test_app, &numbers(values)).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_failed"),
            "{}",
            response.text
        );
        assert!(test_app.stand_in.calls(Endpoint::Graphql) <= 2);
    }
}

#[tokio::test]
async fn two_documents_are_under_way_at_a_time() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.fault(Endpoint::Graphql, Fault::Hang);
    let router = router(
        &test_app.app,
        async |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
            batch(numbers(100), erp, context, session).await
        },
    );
    let deadline = test_app.time.clock().now().wall + Duration::from_millis(1_500);
    let response = TestResponse::to_before(&router, PATH, &test_app.token("tenant-books"), deadline).await;
    assert_eq!(
        (response.status, response.code()),
        (504, "erp_timeout"),
        "{}",
        response.text
    );
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2);
}

#[tokio::test]
async fn a_document_may_be_sent_again_by_a_new_connection() {
    let test_app = TestApp::warm().await;
    let ids = ids(&test_app).await;
    test_app.stand_in.reset_calls();
    // The kept connection is dead.
    test_app.stand_in.fault_times(Endpoint::Graphql, Fault::Reset, 1);
    let response = asked(&test_app, &ids[..1]).await;
    assert_eq!(response.body["data"][0]["nodes"][0]["id"], *ids[0], "{}", response.text);
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2);
}
