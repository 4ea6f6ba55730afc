//! Every event of this function in `events/`, replayed.

use std::path::Path;
use std::sync::Arc;

use connect_tenant::registry::{Registry, RegistryLimits, Sqlite};
use connect_tenant::{router, router_with};
use test_app::{Event, TestApp, assert_events};

const EXPECTED: &[(&str, u64, &str)] = &[
    ("connect-tenant-get-session-id", 200, ""),
    ("connect-tenant-get-session-token", 200, ""),
    ("connect-tenant-get-bearer", 200, ""),
    ("connect-tenant-post-body", 200, ""),
    ("connect-tenant-post-base64-no-token", 400, "token_missing"),
    ("connect-tenant-no-token", 400, "token_missing"),
    ("connect-tenant-two-tokens", 400, "token_conflict"),
    ("connect-tenant-expired-token", 401, "token_expired"),
    ("connect-tenant-forged-token", 401, "token_signature"),
    ("connect-tenant-malformed-token", 401, "token_malformed"),
    ("connect-tenant-own-record", 200, ""),
    ("connect-tenant-settings", 200, ""),
    ("connect-tenant-settings-first", 200, ""),
    ("connect-tenant-settings-change", 200, ""),
    ("connect-tenant-settings-conflict", 412, "precondition_failed"),
    ("connect-tenant-settings-no-version", 428, "precondition_required"),
    ("connect-tenant-disconnect", 200, ""),
    ("connect-tenant-disconnect-no-token", 401, "token_missing"),
    ("connect-tenant-health", 200, ""),
];

#[tokio::test]
async fn every_event_is_answered_as_written() {
    let test_app = TestApp::warm().await;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("events-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let registry = Registry::new(Arc::new(Sqlite::new(&file)), RegistryLimits::default());
    let router = router_with(test_app.app.clone(), Some(registry));
    let (good, expired, forged) = (
        test_app.token("tenant-bikes"),
        test_app.expired_token(),
        test_app.forged_token(),
    );
    let placeholders = [
        ("session-token", &*good),
        ("expired-token", &expired),
        ("forged-token", &forged),
    ];
    assert_events("connect-tenant", EXPECTED, &router, &placeholders).await;
}

#[tokio::test]
async fn the_quick_starts_answers_are_kept() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let (good, forged) = (test_app.token("tenant-bikes"), test_app.forged_token());
    let placeholders = [("session-token", &*good), ("forged-token", &forged)];
    let answer = async |name| Event::file(name, &placeholders).send(&router).await;
    let response = answer("connect-tenant-get-session-id").await;
    assert_eq!(response.body["success"], true);
    assert_eq!(response.body["tenantId"], "tenant-bikes");
    assert!(response.body["userId"].is_string());
    let response = answer("connect-tenant-no-token").await;
    assert_eq!(response.body["error"], "Session token is required");
    let response = answer("connect-tenant-forged-token").await;
    assert_eq!(response.body["error"], "Failed to verify session token");
    assert_eq!(response.header("content-type"), "application/problem+json");
    assert!(
        response
            .header("www-authenticate")
            .starts_with(r#"Bearer error="invalid_token", error_description=""#)
    );
    assert_eq!(response.header("cache-control"), "no-store");
}
