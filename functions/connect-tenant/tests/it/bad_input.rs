//! Whatever a caller sends is answered with a 4xx and JSON, and costs no upstream call.

use connect_tenant::router;
use serde_json::json;
use stand_in::Endpoint;
use test_app::{Event, TestApp};

const PATH: &str = "/api/connect-tenant";
const HEADER: &[u8] = br#"{"alg":"EdDSA","typ":"JWT"}"#;

fn token_of(text: &str) -> Event {
    Event::get(PATH).header("x-session-id", text)
}

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
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}

#[tokio::test]
async fn tokens_that_are_none() {
    let test_app = TestApp::warm().await;
    let good = test_app.token("tenant-bikes");
    let parts: Vec<&str> = good.split('.').collect();
    let sign = |header: serde_json::Value| {
        let claims = test_app.claims("tenant-bikes").claims();
        token_of(&test_app.stand_in.sign(&header, &claims))
    };
    let events = [
        token_of("x"),
        token_of("..."),
        token_of("ä.ö.ü"),
        token_of("null"),
        token_of("\u{7f}"),
        token_of(&"a".repeat(9_000)),
        token_of(&format!("{}.{}.", parts[0], parts[1])),
        token_of(&format!("{good}.{}", parts[2])),
        token_of(&format!("{good}=")),
        sign(json!({"alg": "none"})),
        sign(json!({"alg": "HS256", "typ": "JWT"})),
        sign(json!({"alg": "RS256", "kid": "k"})),
        sign(json!({"alg": "EdDSA", "crit": ["b64"], "b64": false})),
        sign(json!({"alg": "EdDSA", "kid": 5})),
        token_of(&test_app.stand_in.sign_bytes(b"\xff\xfe", b"{}")),
        token_of(&test_app.stand_in.sign_bytes(br#"{"alg":"EdDSA","alg":"EdDSA"}"#, b"{}")),
    ];
    assert_refused_for_nothing(&test_app, &events).await;
}

#[tokio::test]
async fn well_signed_tokens_with_bad_claims() {
    let test_app = TestApp::warm().await;
    let sign = |payload: &[u8]| token_of(&test_app.stand_in.sign_bytes(HEADER, payload));
    let good = test_app.claims("tenant-bikes").claims();
    let with = |member: &str, value: serde_json::Value| {
        let mut claims = good.clone();
        claims[member] = value;
        sign(claims.to_string().as_bytes())
    };
    let duplicated = good.to_string().replacen('{', r#"{"tenantId":"tenant-books","#, 1);
    let events = [
        sign(b""),
        sign(b"[]"),
        sign(b"{}"),
        sign(b"\xff"),
        sign(duplicated.as_bytes()),
        with("exp", json!("soon")),
        with("exp", json!(1)),
        with("nbf", json!(9_999_999_999_u64)),
        with("tenantId", json!("tenant-bikes\r\nX-Tenant-ID: tenant-books")),
        with("tenantId", json!(["tenant-bikes"])),
        with("userId", json!("")),
    ];
    assert_refused_for_nothing(&test_app, &events).await;
}

#[tokio::test]
async fn bodies_that_are_none() {
    let test_app = TestApp::warm().await;
    let post = || Event::new("POST", PATH).header("content-type", "application/json");
    let events = [
        post().body("{", false),
        post().body("[]", false),
        post().body("null", false),
        post().body(r#"{"sessionToken":7}"#, false),
        post().body(r#"{"sessionToken":"a","sessionToken":"a"}"#, false),
        post().body("not base64 at all!", true),
        post().body("/w==", true),
        post().body("x".repeat(100_000), false),
        Event::new("POST", PATH).body("sessionToken=a", false),
        Event::new("POST", PATH)
            .header("content-type", "text/plain")
            .body("{}", false),
        Event::new("POST", PATH)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("a=b", false),
    ];
    assert_refused_for_nothing(&test_app, &events).await;
}

#[tokio::test]
async fn paths_and_methods_that_are_none() {
    let test_app = TestApp::warm().await;
    let events = [
        Event::get("/"),
        Event::get(""),
        Event::get("/api/connect-tenant/"),
        Event::get("/api//connect-tenant"),
        Event::get("/API/connect-tenant"),
        Event::get("/api/connect-tenant?"),
        Event::get("/api/../health/x"),
        Event::get("/ä ö\\ü"),
        Event::get("/%zz%00%ff"),
        Event::get("/a#b"),
        Event::get("//evil.example/api/connect-tenant"),
        Event::get("/x?%zz=\u{1}\"<>`{|}"),
        Event::get("/x").header("host", "in valid:::host"),
        Event::get("/x").header("x-forwarded-proto", "no scheme"),
        Event::new("PUT", PATH),
        Event::new("PATCH", PATH),
        Event::new("OPTIONS", PATH),
        Event::new("TRACE", PATH),
        Event::new("POST", "/health"),
    ];
    assert_refused_for_nothing(&test_app, &events).await;
}

#[tokio::test]
async fn a_method_that_is_not_taken_names_those_that_are() {
    let test_app = TestApp::warm().await;
    let response = Event::new("PUT", PATH).send(&router(test_app.app.clone())).await;
    assert_eq!((response.status, response.code()), (405, "method_not_allowed"));
    assert_eq!(response.header("allow"), "GET,HEAD,POST,DELETE");
}
