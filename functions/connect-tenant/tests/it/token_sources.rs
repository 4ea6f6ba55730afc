//! Sources of a token, and what becomes of two.

use connect_tenant::router;
use serde_json::json;
use stand_in::Endpoint;
use test_app::{Event, TestApp};

const PATH: &str = "/api/connect-tenant";

#[tokio::test]
async fn every_source_is_read_and_the_body_on_post_only() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let token = test_app.token("tenant-coffee");
    let body = json!({ "sessionToken": token }).to_string();
    for event in [
        Event::get(PATH).header("x-session-id", &token),
        Event::get(PATH).header("x-session-token", &token),
        Event::get(PATH).header("authorization", &format!("Bearer {token}")),
        Event::get(PATH).header("authorization", &format!("bearer  {token}")),
        Event::post(PATH, &body),
        Event::post(PATH, format!("\u{feff}{body}")),
        Event::post(PATH, "").header("x-session-id", &token),
        Event::post(PATH, "{}").header("x-session-id", &token),
    ] {
        let response = event.send(&router).await;
        assert_eq!(response.status, 200, "{event:?} {}", response.text);
        assert_eq!(response.body["tenantId"], "tenant-coffee");
    }
    let response = Event::get(PATH)
        .body(&body, false)
        .header("content-type", "application/json")
        .send(&router)
        .await;
    assert_eq!((response.status, response.code()), (400, "token_missing"));
}

#[tokio::test]
async fn one_token_twice_is_one_and_two_tokens_are_a_conflict() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let (one, other) = (test_app.token("tenant-coffee"), test_app.token("tenant-bikes"));

    let same = Event::get(PATH)
        .header("x-session-id", &one)
        .header("authorization", &format!("Bearer {one}"));
    assert_eq!(same.send(&router).await.status, 200);

    for event in [
        Event::get(PATH)
            .header("x-session-id", &one)
            .header("x-session-token", &other),
        Event::post(PATH, json!({ "sessionToken": one }).to_string()).header("x-session-id", &other),
        Event::get(PATH)
            .header("x-session-id", &one)
            .header("authorization", "Bearer other"),
    ] {
        let response = event.send(&router).await;
        assert_eq!((response.status, response.code()), (400, "token_conflict"), "{event:?}");
    }
}

#[tokio::test]
async fn an_empty_source_is_passed_over() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    for event in [
        Event::get(PATH),
        Event::get(PATH).header("x-session-id", ""),
        Event::get(PATH).header("authorization", "Bearer"),
        Event::get(PATH).header("authorization", "Basic dXNlcjpwYXNz"),
        Event::post(PATH, ""),
        Event::post(PATH, "{}"),
        Event::post(PATH, r#"{"sessionToken":""}"#),
    ] {
        let response = event.send(&router).await;
        assert_eq!((response.status, response.code()), (400, "token_missing"), "{event:?}");
        assert_eq!(response.body["error"], "Session token is required");
    }
}

#[tokio::test]
async fn a_header_that_occurs_twice_is_refused_even_with_one_token() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let token = test_app.token("tenant-coffee");
    // API Gateway joins them with a comma.
    for twice in [
        format!("{token},{token}"),
        format!("{token}, {token}"),
        format!(",{token}"),
    ] {
        let response = Event::get(PATH).header("x-session-id", &twice).send(&router).await;
        assert_eq!((response.status, response.code()), (401, "token_malformed"));
    }
}

#[tokio::test]
async fn a_session_without_a_tenant_connects_nobody() {
    let test_app = TestApp::warm().await;
    let mut claims = test_app.claims("tenant-coffee");
    claims.tenant_id = None;
    let token = test_app.stand_in.session_token(&claims);
    let response = Event::get(PATH).token(&token).send(&router(test_app.app.clone())).await;
    assert_eq!((response.status, response.code()), (403, "tenant_missing"));
}

#[tokio::test]
async fn a_warm_function_calls_nobody() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    test_app.stand_in.reset_calls();
    for _ in 0..100 {
        let token = test_app.token("tenant-books");
        assert_eq!(Event::get(PATH).token(&token).send(&router).await.status, 200);
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}
