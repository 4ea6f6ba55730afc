//! A token is one header's whole content, and is good until its own end.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use http::Request;
use serde_json::Value;
use test_app::{TestApp, TestResponse};
use tower::ServiceExt;

use crate::router::{PATH, router};

#[tokio::test]
async fn a_header_that_occurs_twice_is_refused_also_with_one_token() {
    let test_app = TestApp::warm().await;
    let token = test_app.token("tenant-bikes");
    for name in ["authorization", "x-session-token", "x-session-id"] {
        let value = match name {
            "authorization" => format!("Bearer {token}"),
            _ => token.clone(),
        };
        let request = Request::get(PATH).header(name, &value).header(name, &value);
        let request = request.body(Body::empty()).expect("a path and two headers");
        let answer = router(test_app.app.clone()).oneshot(request).await;
        let (parts, body) = answer.unwrap_or_else(|never| match never {}).into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("an answer is held in memory");
        let body: Value = serde_json::from_slice(&body).expect("an answer is JSON");
        assert_eq!(
            (parts.status.as_u16(), &body["code"]),
            (401, &"token_malformed".into()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_token_is_good_until_its_end_and_a_minute_later_at_most() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let token = test_app.token("tenant-bikes");
    test_app.time.advance(Duration::from_secs(3_599));
    assert_eq!(TestResponse::to(&router, PATH, &token).await.status, 200);
    test_app.time.advance(Duration::from_secs(62));
    let response = TestResponse::to(&router, PATH, &token).await;
    assert_eq!(
        (response.status, response.code()),
        (401, "token_expired"),
        "{}",
        response.text
    );
}
