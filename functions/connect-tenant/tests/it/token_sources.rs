//! Sources of a token, and what becomes of two.

use connect_tenant::router;
use serde_json::json;
use stand_in::Endpoint;
use test_app::{Event, TestApp};

const PATH: &str = "/api/connect-tenant";

#[tokio::test]
async fn every_source_is_read_and_the_body_on_post_only() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone());
    let token = stage.token("tenant-coffee");
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
        let reply = event.send(&router).await;
        assert_eq!(reply.status, 200, "{event:?} {}", reply.text);
        assert_eq!(reply.body["tenantId"], "tenant-coffee");
    }
    let reply = Event::get(PATH)
        .body(&body, false)
        .header("content-type", "application/json")
        .send(&router)
        .await;
    assert_eq!((reply.status, reply.code()), (400, "token_missing"));
}

#[tokio::test]
async fn one_token_twice_is_one_and_two_tokens_are_a_conflict() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone());
    let (one, other) = (stage.token("tenant-coffee"), stage.token("tenant-bikes"));

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
        let reply = event.send(&router).await;
        assert_eq!((reply.status, reply.code()), (400, "token_conflict"), "{event:?}");
    }
}

#[tokio::test]
async fn an_empty_source_is_passed_over() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone());
    for event in [
        Event::get(PATH),
        Event::get(PATH).header("x-session-id", ""),
        Event::get(PATH).header("authorization", "Bearer"),
        Event::get(PATH).header("authorization", "Basic dXNlcjpwYXNz"),
        Event::post(PATH, ""),
        Event::post(PATH, "{}"),
        Event::post(PATH, r#"{"sessionToken":""}"#),
    ] {
        let reply = event.send(&router).await;
        assert_eq!((reply.status, reply.code()), (400, "token_missing"), "{event:?}");
        assert_eq!(reply.body["error"], "Session token is required");
    }
}

#[tokio::test]
async fn a_header_that_occurs_twice_is_refused_even_with_one_token() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone());
    let token = stage.token("tenant-coffee");
    // API Gateway joins them with a comma.
    for twice in [
        format!("{token},{token}"),
        format!("{token}, {token}"),
        format!(",{token}"),
    ] {
        let reply = Event::get(PATH).header("x-session-id", &twice).send(&router).await;
        assert_eq!((reply.status, reply.code()), (401, "token_malformed"));
    }
}

#[tokio::test]
async fn a_session_without_a_tenant_connects_nobody() {
    let stage = TestApp::warm().await;
    let mut claims = stage.claims("tenant-coffee");
    claims.tenant_id = None;
    let token = stage.stand_in.session_token(&claims);
    let reply = Event::get(PATH).token(&token).send(&router(stage.app.clone())).await;
    assert_eq!((reply.status, reply.code()), (403, "tenant_missing"));
}

#[tokio::test]
async fn a_warm_function_calls_nobody() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone());
    stage.stand_in.reset_calls();
    for _ in 0..100 {
        let token = stage.token("tenant-books");
        assert_eq!(Event::get(PATH).token(&token).send(&router).await.status, 200);
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(stage.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}
