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
async fn asked(stage: &TestApp, values: &[String]) -> TestResponse {
    let values = values.to_vec();
    ask(
        stage,
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
async fn ids(stage: &TestApp) -> Vec<String> {
    let reply = ask(
        stage,
        async |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
            let document = "{ QueryItems(first: 90) { nodes { id } } }";
            let answer = erp.query::<Value>(&session, &context, document, &json!({})).await?;
            Ok::<_, Failure>(Json(answer.data["QueryItems"]["nodes"].clone()))
        },
    )
    .await;
    let nodes = reply.body.as_array().expect("a list of nodes");
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
    let stage = TestApp::warm().await;
    let mut ids = ids(&stage).await;
    ids.reverse();
    ids[33] = "00000000-0000-0000-0000-000000000000".into();
    stage.stand_in.reset_calls();
    let reply = asked(&stage, &ids).await;
    let data = reply.body["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", reply.text));
    assert_eq!(data.len(), 90);
    for (number, (id, list)) in ids.iter().zip(data).enumerate() {
        let expected = if number == 33 { json!([]) } else { json!([{"id": id}]) };
        assert_eq!(list["nodes"], expected, "{number}");
    }
    assert_eq!(reply.body["remaining"], true);
    assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 5);
}

#[tokio::test]
async fn no_values_cost_no_call_and_too_many_are_a_defect() {
    let stage = TestApp::warm().await;
    let reply = asked(&stage, &[]).await;
    assert_eq!((reply.status, &reply.body["data"]), (200, &json!([])));
    let reply = asked(&stage, &numbers(MOST_VALUES + 1)).await;
    assert_eq!((reply.status, reply.code()), (500, "internal"), "{}", reply.text);
    assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 0);

    stage
        .stand_in
        .fault(Endpoint::Graphql, answer(&json!({"data": twenty()})));
    let reply = asked(&stage, &numbers(MOST_VALUES)).await;
    assert_eq!(
        reply.body["data"].as_array().map(Vec::len),
        Some(MOST_VALUES),
        "{}",
        reply.text
    );
    assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 50);
}

#[tokio::test]
async fn an_error_names_the_value_and_null_is_none() {
    let stage = TestApp::warm().await;
    let mut data = twenty();
    data["v1"] = Value::Null;
    let body = json!({"data": data, "errors": [{"message": "no", "path": ["v1", "nodes"]}]});
    stage.stand_in.fault(Endpoint::Graphql, answer(&body));
    let reply = asked(&stage, &numbers(22)).await;
    assert_eq!(
        (&reply.body["data"][1], &reply.body["data"][21]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&reply.body["data"][0], &reply.body["data"][20]),
        (&json!(0), &json!(0))
    );
    let error = |index: u64| json!({"message": "no", "path": [index, "nodes"]});
    assert_eq!(reply.body["errors"], json!([error(1), error(21)]), "{}", reply.text);
}

#[tokio::test]
async fn a_document_that_fails_or_lacks_a_value_leaves_no_answer() {
    let lacking = answer(&json!({"data": {"v0": 0}}));
    for (fault, values) in [(Fault::Status(500), 60), (lacking, 2)] {
        let stage = TestApp::warm().await;
        stage.stand_in.fault_times(Endpoint::Graphql, fault, 1);
        let reply = asked(&stage, &numbers(values)).await;
        assert_eq!((reply.status, reply.code()), (502, "erp_failed"), "{}", reply.text);
        assert!(stage.stand_in.calls(Endpoint::Graphql) <= 2);
    }
}

#[tokio::test]
async fn two_documents_are_under_way_at_a_time() {
    let stage = TestApp::warm().await;
    stage.stand_in.fault(Endpoint::Graphql, Fault::Hang);
    let router = router(
        &stage.app,
        async |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
            batch(numbers(100), erp, context, session).await
        },
    );
    let deadline = stage.time.clock().now().wall + Duration::from_millis(1_500);
    let reply = TestResponse::to_before(&router, PATH, &stage.token("tenant-books"), deadline).await;
    assert_eq!((reply.status, reply.code()), (504, "erp_timeout"), "{}", reply.text);
    assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 2);
}

#[tokio::test]
async fn a_document_may_be_sent_again_by_a_new_connection() {
    let stage = TestApp::warm().await;
    let ids = ids(&stage).await;
    stage.stand_in.reset_calls();
    // The kept connection is dead.
    stage.stand_in.fault_times(Endpoint::Graphql, Fault::Reset, 1);
    let reply = asked(&stage, &ids[..1]).await;
    assert_eq!(reply.body["data"][0]["nodes"][0]["id"], *ids[0], "{}", reply.text);
    assert_eq!(stage.stand_in.calls(Endpoint::Graphql), 2);
}
