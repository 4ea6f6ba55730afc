//! Refusals of the ERP: of the token, of the scope, and of the content, in both of its forms.

use serde_json::json;
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp};

use crate::erp_codes::{answered, every_path, query, send};

#[tokio::test]
async fn a_missing_scope_is_403_with_the_engines_sentence() {
    let test_app = TestApp::warm().await;
    let message = "The current user is not authorized to access this resource.";
    let refused = json!({"message": message, "extensions": {"code": "AUTH_NOT_AUTHORIZED"}});
    let mut of_field = refused.clone();
    of_field["path"] = json!(["QueryItems"]);
    for (status, body) in [
        (200, json!({"errors": [of_field], "data": {"QueryItems": null}})),
        (
            200,
            json!({"errors": [of_field, of_field], "data": {"a": null, "b": null}}),
        ),
        (200, json!({"errors": [refused], "data": null})),
        (200, json!({"errors": [refused]})),
        // Refused before execution, by the newest engine.
        (403, json!({"errors": [refused]})),
    ] {
        for event in every_path() {
            let response = answered(&test_app, &event, status, &body).await;
            assert_eq!(
                (response.status, response.code()),
                (403, "erp_forbidden"),
                "{}",
                response.text
            );
            assert_eq!(response.body["errors"][0]["message"], message, "{}", response.text);
            assert_eq!(test_app.stand_in.calls(Endpoint::Token), 0);
        }
    }
    // Where another root field has data, it is handed over, and the refusal stands beside it.
    let body = json!({"errors": [of_field], "data": {"QueryItems": null, "other": {"totalCount": 1}}});
    let response = answered(&test_app, &query(), 200, &body).await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(response.body["errors"], json!([of_field]));
    assert_eq!(response.body["data"], body["data"]);
}

#[tokio::test]
async fn a_token_that_the_engine_refuses_costs_one_fresh_token_and_one_more_call() {
    let error = json!({"message": "not authenticated", "extensions": {"code": "AUTH_NOT_AUTHENTICATED"}});
    for (status, body) in [
        (200, json!({"errors": [error], "data": {"QueryItems": null}})),
        (200, json!({"errors": [error]})),
        (401, json!({"errors": [error]})),
    ] {
        for event in every_path() {
            let test_app = TestApp::warm().await;
            let response = answered(&test_app, &event, status, &body).await;
            assert_eq!(
                (response.status, response.code()),
                (502, "erp_unauthorized"),
                "{}",
                response.text
            );
            assert_eq!(response.body["errors"][0]["message"], "not authenticated");
            assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2, "{status} {event:?}");
            assert_eq!(test_app.stand_in.calls(Endpoint::Token), 1, "{status} {event:?}");
        }
        let test_app = TestApp::warm().await;
        let body = body.to_string();
        let fault = Fault::Answer { status, body };
        test_app.stand_in.fault_times(Endpoint::Graphql, fault, 1);
        assert_eq!(send(&test_app, &Event::get("/api/products?first=1")).await.status, 200);
    }
}

#[tokio::test]
async fn a_conflict_and_a_bad_content_pass_as_such_with_their_reasons() {
    let test_app = TestApp::warm().await;
    let refusal = json!({
        "errorCode": "VALIDATION_ERROR",
        "validationErrors": {"sku": "is taken", "name": {"stacktrace": "at Jtl.Erp"}},
        "errors": {},
        "errorMessage": "The item cannot be changed.",
        "stacktrace": "at Jtl.Erp",
    });
    let reasons = json!([
        {"message": "The item cannot be changed.", "extensions": {"code": "VALIDATION_ERROR"}},
        {"message": "is taken", "extensions": {"field": "sku"}},
    ]);
    let of_engine = json!([{"message": "no", "extensions": {"code": "CustomerNotFound"}}]);
    for status in [409, 422] {
        for (body, errors) in [(refusal.clone(), &reasons), (json!({"errors": of_engine}), &of_engine)] {
            for event in every_path() {
                let response = answered(&test_app, &event, status, &body).await;
                assert_eq!((response.status, response.code()), (u64::from(status), "erp_refused"));
                assert_eq!(response.body["errors"], *errors, "{}", response.text);
                assert!(!response.text.contains("Jtl.Erp"), "{}", response.text);
            }
        }
    }
}

#[tokio::test]
async fn other_refusals_of_the_rest_interface_are_502_and_say_nothing() {
    let test_app = TestApp::warm().await;
    for (status, code) in [
        (400, "TenantIdMissing"),
        (400, "VALIDATION_ERROR"),
        (412, "PreconditionFailed"),
    ] {
        let body = json!({"errorCode": code, "validationErrors": {"a": "b"}, "errors": {},
            "errorMessage": "internal", "stacktrace": "at Jtl.Erp"});
        for event in every_path() {
            let response = answered(&test_app, &event, status, &body).await;
            assert_eq!(
                (response.status, response.code()),
                (502, "erp_failed"),
                "{}",
                response.text
            );
            assert!(response.body.get("errors").is_none(), "{}", response.text);
            assert!(!response.text.contains("Jtl.Erp"), "{}", response.text);
        }
    }
}
