//! A failure of the ERP is logged once, by whoever has to act on it: the operator, not the caller.

use axum::Router;
use product_proxy::{CallsAs, ErpOptions, router};
use serde_json::{Value, json};
use stand_in::{Endpoint, Fault};
use test_app::{CapturedLogs, Event, LevelFilter, MultiIssuerApp, TestApp};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn a_mistake_in_a_document_of_ours_is_one_error_that_says_what_to_do() {
    let message = "The field `sku` does not exist on the type `Item`.";
    for error in [
        json!({"message": message}),
        json!({"message": message, "extensions": {"code": "HC0016"}}),
    ] {
        for path in ["/api/products?first=1", "/api/products/1"] {
            let lines = logged(&Event::get(path), 200, &json!({"errors": [error]})).await;
            let [line] = lines.as_slice() else { panic!("{lines:?}") };
            assert!(line.contains("ERROR"), "{line}");
            assert!(line.contains("set ERP_API_VERSION to the version"), "{line}");
            assert!(line.contains(message) && line.contains("tenant-bikes"), "{line}");
        }
    }
    // What no caller can make cheaper is a defect too.
    let costly = json!({"errors": [{"message": "m", "extensions": {"code": "HC0047"}}]});
    let lines = logged(&Event::get("/api/products/1"), 200, &costly).await;
    assert!(lines.len() == 1 && lines[0].contains("ERROR"), "{lines:?}");
}

#[tokio::test]
async fn a_callers_mistake_is_nobody_elses_business() {
    let invalid = json!({"errors": [{"message": "m"}]});
    let costly = json!({"errors": [{"message": "m", "extensions": {"code": "HC0047"}}]});
    let cursor = json!({"errors": [{"message": "m", "extensions": {"code": "HC0078"}}]});
    let bad_id = json!({"errors": [{"message": "m", "extensions": {"code": "HC0016", "variable": "id"}}]});
    for (event, body) in [
        (query(), &invalid),
        (query(), &costly),
        (query(), &cursor),
        (Event::get("/api/products"), &costly),
        (Event::get("/api/products?after=x"), &cursor),
        (Event::get("/api/products/abc"), &bad_id),
    ] {
        let lines = logged(&event, 200, body).await;
        assert!(lines.is_empty(), "{event:?}: {lines:?}");
    }
}

#[tokio::test]
async fn a_users_own_token_that_is_refused_is_no_failure_of_the_platform() {
    let every = MultiIssuerApp::warm().await;
    let as_user = ErpOptions {
        calls_as: CallsAs::User,
        ..OPTIONS
    };
    let router = router(every.test_app.app.clone(), as_user);
    let event = Event::get("/api/products?first=1").token(&every.app_token("tenant-bikes"));
    let refused = r#"{"errors":[{"message":"m","extensions":{"code":"AUTH_NOT_AUTHENTICATED"}}]}"#;
    for (fault, expected) in [
        (Fault::Unauthorized, 0),
        (
            Fault::Answer {
                status: 200,
                body: refused.into(),
            },
            0,
        ),
        (Fault::Status(500), 1),
    ] {
        every.test_app.stand_in.fault(Endpoint::Graphql, fault);
        let lines = lines_of(event.clone(), router.clone()).await;
        assert_eq!(lines.len(), expected, "{lines:?}");
    }
}

#[tokio::test]
async fn a_failure_of_the_platform_is_one_warning_with_its_code() {
    for (status, body, cause) in [
        (
            400,
            json!({"errorCode": "TenantIdMissing", "stacktrace": "at Jtl.Erp"}),
            "TenantIdMissing",
        ),
        (
            412,
            json!({"errorCode": "a\nWARN forged", "errors": {}}),
            r"a\nWARN forged",
        ),
        (
            200,
            json!({"errors": [{"message": "m", "extensions": {"code": "AUTH_NOT_AUTHORIZED"}}]}),
            "AUTH_NOT_AUTHORIZED",
        ),
        (
            200,
            json!({"errors": [{"message": "m", "extensions": {"code": "HC0045"}}]}),
            "HC0045",
        ),
        (
            200,
            json!({"errors": [{"message": "m", "extensions": {"code": "HC0049"}}]}),
            "HC0049",
        ),
        (503, json!({}), "no data"),
    ] {
        for event in [query(), Event::get("/api/products/1")] {
            let lines = logged(&event, status, &body).await;
            let [line] = lines.as_slice() else { panic!("{lines:?}") };
            assert!(line.contains("WARN") && line.contains("ERP call failed"), "{line}");
            assert!(line.contains(cause) && !line.contains("Jtl.Erp"), "{line}");
        }
    }
}

fn query() -> Event {
    Event::post("/api/graphql", r#"{"query":"{ QueryItems { totalCount } }"}"#)
}

/// The warnings and errors of one request that the ERP answers like this, but for the request's own line.
async fn logged(event: &Event, status: u16, body: &Value) -> Vec<String> {
    let test_app = TestApp::warm().await;
    let body = body.to_string();
    test_app
        .stand_in
        .fault(Endpoint::Graphql, Fault::Answer { status, body });
    let event = event.clone().token(&test_app.token("tenant-bikes"));
    lines_of(event, router(test_app.app.clone(), OPTIONS)).await
}

async fn lines_of(event: Event, router: Router) -> Vec<String> {
    let (logs, listening) = CapturedLogs::of_this_thread(LevelFilter::WARN);
    event.send(&router).await;
    drop(listening);
    let lines = logs.lines().into_iter();
    lines.filter(|line| !line.contains("request completed")).collect()
}
