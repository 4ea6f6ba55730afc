//! A store that fails is answered 503, never that a session is over; cookies stay where they are.

use account::access_token::TokenIssuer;
use account::unix_time::UnixTime;
use secrecy::ExposeSecret;
use serde_json::json;
use shared::store::StoreUrl;
use stand_in::{Endpoint, Fault, StandIn};
use test_app::Event;

use crate::account_test_app::{AccountTestApp, EMAIL, ISSUER, PASSWORD};
use crate::stores::account;

#[tokio::test]
async fn whatever_is_wrong_with_the_store_no_session_is_called_over() {
    let posing = StandIn::start().await;
    let test_app = AccountTestApp::before(StoreUrl::DynamoDb("accounts".into()), Some(posing.url()), &[]).await;
    let elsewhere = AccountTestApp::new(&[]).await;
    elsewhere.register().await;
    let refresh = elsewhere.login().await.refresh;
    let issuer = TokenIssuer {
        name: ISSUER.into(),
        audience: ISSUER.into(),
        life: std::time::Duration::from_mins(15),
    };
    let now = UnixTime::from_moment(test_app.test_app.time.clock().now());
    let access = issuer.access_token(&account("anna@example.org", None), &test_app.keys.ring(), now);
    let bearer = format!("Bearer {}", access.expose_secret());
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    let of_page = |event: Event| {
        let event = event.with("cookies", json!([format!("__Host-refresh={refresh}")]));
        event.header("sec-fetch-site", "same-origin")
    };
    let events = [
        Event::post(
            "/api/register",
            json!({"name": "Anna", "email": EMAIL, "password": PASSWORD}).to_string(),
        ),
        Event::post("/api/login", json!({"email": EMAIL, "password": PASSWORD}).to_string()),
        Event::post("/api/refresh-token", json!({"refreshToken": refresh}).to_string()),
        Event::post("/api/logout", json!({"refreshToken": refresh}).to_string()),
        Event::post(
            "/api/logout?everywhere=true",
            json!({"refreshToken": refresh}).to_string(),
        ),
        of_page(Event::post("/api/refresh-token?cookies=true", "{}")),
        of_page(Event::post("/api/logout?cookies=true", "{}")),
        Event::post("/api/change-password", change.to_string()).header("authorization", &bearer),
        Event::get("/api/profile").header("authorization", &bearer),
    ];
    for fault in [
        Fault::aws_error(500, "InternalServerError"),
        Fault::aws_error(400, "ThrottlingException"),
        Fault::aws_error(400, "AccessDeniedException"),
        Fault::aws_error(400, "ResourceNotFoundException"),
        Fault::Nonsense,
    ] {
        posing.fault(Endpoint::Secrets, fault.clone());
        for event in &events {
            let response = test_app.send(event.clone()).await;
            assert_eq!(
                (response.status, response.code()),
                (503, "store_unavailable"),
                "{fault:?} {event:?}: {}",
                response.text
            );
            assert!(response.retry_after().is_some());
            assert_eq!(response.cookies, Vec::<String>::new());
        }
    }
    posing.fault(Endpoint::Secrets, Fault::Hang);
    let response = test_app.send(events[2].clone()).await;
    assert_eq!((response.status, response.code()), (503, "store_unavailable"));
}
