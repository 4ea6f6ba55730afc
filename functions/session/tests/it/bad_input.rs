//! Whatever a caller sends is answered with a 4xx and JSON, and costs no upstream call.

use serde_json::{Value, json};
use session::{ROUTES, router};
use stand_in::Endpoint;
use test_app::{Event, TestApp};

async fn assert_refused_for_nothing(test_app: &TestApp, events: &[Event]) {
    let router = router(test_app.app.clone());
    test_app.stand_in.reset_calls();
    for event in events {
        let response = event.send(&router).await;
        assert!(
            (400..500).contains(&response.status),
            "{event:?}: {} {}",
            response.status,
            response.text
        );
        assert_eq!(response.header("content-type"), "application/problem+json", "{event:?}");
        for member in ["type", "title", "status", "detail", "code", "requestId", "error"] {
            assert!(!response.body[member].is_null(), "{member} of {}", response.text);
        }
        assert_eq!(response.body["claims"], Value::Null, "{}", response.text);
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}

/// The same token at every route.
fn everywhere(token: &str) -> impl Iterator<Item = Event> {
    ROUTES
        .iter()
        .map(move |(method, path)| Event::new(method, path).token(token))
}

#[tokio::test]
async fn tokens_that_are_none() {
    let test_app = TestApp::warm().await;
    let good = test_app.token("tenant-bikes");
    let parts: Vec<&str> = good.split('.').collect();
    let sign = |header: Value| {
        test_app
            .stand_in
            .sign(&header, &test_app.claims("tenant-bikes").claims())
    };
    let tokens = [
        "x".to_owned(),
        "...".into(),
        "ä.ö.ü".into(),
        "null".into(),
        "\u{7f}".into(),
        "a".repeat(9_000),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{good}.{}", parts[2]),
        format!("{good}="),
        format!("{good},{good}"),
        sign(json!({"alg": "none"})),
        sign(json!({"alg": "RS256", "kid": "k"})),
        sign(json!({"alg": "EdDSA", "crit": ["b64"], "b64": false})),
        test_app.stand_in.sign_bytes(b"\xff\xfe", b"{}"),
        test_app.stand_in.sign_bytes(br#"{"alg":"EdDSA"}"#, b"\xff"),
        test_app.stand_in.sign_bytes(br#"{"alg":"EdDSA"}"#, br#"{"exp":1e999}"#),
    ];
    let events: Vec<_> = tokens.iter().flat_map(|token| everywhere(token)).collect();
    assert_refused_for_nothing(&test_app, &events).await;
}

#[tokio::test]
async fn two_tokens_are_a_conflict_and_say_nothing_of_either() {
    let test_app = TestApp::warm().await;
    let (one, other) = (test_app.token("tenant-bikes"), test_app.token("tenant-coffee"));
    let router = router(test_app.app.clone());
    for event in everywhere(&one) {
        let response = event.header("x-session-id", &other).send(&router).await;
        assert_eq!((response.status, response.code()), (400, "token_conflict"));
        assert_eq!(response.body["valid"], Value::Null, "{}", response.text);
    }
}

#[tokio::test]
async fn paths_methods_and_bodies_that_are_none() {
    let test_app = TestApp::warm().await;
    let token = test_app.token("tenant-bikes");
    let events = [
        Event::get("/verify-token").token(&token),
        Event::post("/api/me", "{}").token(&token),
        Event::post("/api/session", "{}").token(&token),
        Event::new("DELETE", "/api/me").token(&token),
        Event::get("/api/me/").token(&token),
        Event::get("/api/me/tenant-bikes").token(&token),
        Event::get("/API/ME").token(&token),
        Event::get("/api/me?sessionToken=a"),
        Event::new("POST", "/health"),
        // A body is no token source here.
        Event::post("/verify-token", json!({"sessionToken": token}).to_string()),
        Event::post("/verify-token", "x".repeat(100_000)),
        Event::new("POST", "/verify-token").body("not base64 at all!", true),
    ];
    assert_refused_for_nothing(&test_app, &events).await;
}
