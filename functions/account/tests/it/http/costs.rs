//! Calls that each route makes to DynamoDB: a refresh writes once, a profile reads once.

use std::time::Duration;

use serde_json::{Value, json};
use test_app::Event;

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};
use crate::stores::Place;
use crate::wiretap::Wiretap;

#[tokio::test]
async fn each_route_costs_what_is_written() {
    let place = Place::on_dynamodb().await;
    let (url, _) = place.table().expect("it is a table");
    let tap = Wiretap::to(&url).await;
    let test_app = AccountTestApp::before(place.store_at(), Some(tap.url()), &[]).await;
    test_app.register().await;
    assert_eq!(tap.calls(), ["UpdateItem", "TransactWriteItems"]);

    let login = async |email: &str, password: &str, address: &str, cookies: &Value| {
        let body = json!({"email": email, "password": password}).to_string();
        let http = json!({"method": "POST", "path": "/api/login", "protocol": "HTTP/1.1", "sourceIp": address});
        let event = Event::post("/api/login", body).with("requestContext", json!({"stage": "$default", "http": http}));
        test_app.send(event.with("cookies", cookies.clone())).await
    };
    let right = async |address: &str, cookies: &Value| {
        let response = login(EMAIL, PASSWORD, address, cookies).await;
        assert_eq!(response.status, 200);
        (response, tap.calls())
    };
    let (response, calls) = right("203.0.113.7", &json!([])).await;
    let let_in = ["GetItem", "BatchGetItem", "BatchGetItem", "PutItem", "BatchGetItem"];
    assert_eq!(calls, [&let_in[..], &["UpdateItem"]].concat(), "a new address");
    let device = json!([response.cookies[0].split(';').next()]);
    for (address, cookies) in [("203.0.113.7", &json!([])), ("203.0.113.7", &device)] {
        let (_, calls) = right(address, cookies).await;
        assert_eq!(calls, let_in);
    }
    let forged = json!([format!("__Host-device={}", "A".repeat(75))]);
    for (email, address, cookies, counted) in [
        (EMAIL, "203.0.113.8", &json!([]), 3),
        ("nobody@example.org", "203.0.113.8", &json!([]), 3),
        (EMAIL, "203.0.113.8", &forged, 3),
        ("nobody@example.org", "203.0.113.8", &forged, 3),
        (EMAIL, "2001:db8::1", &json!([]), 5),
        ("nobody@example.org", "2001:db8::1", &json!([]), 5),
        (EMAIL, "203.0.113.7", &json!([]), 3),
        ("nobody@example.org", "203.0.113.7", &json!([]), 3),
        (EMAIL, "203.0.113.8", &device, 1),
    ] {
        assert_eq!(login(email, "incorrect horse", address, cookies).await.status, 401);
        let expected = [&["GetItem", "BatchGetItem"][..], &["UpdateItem"; 5][..counted]].concat();
        assert_eq!(tap.calls(), expected, "{email} {address} {cookies}");
    }
    let (response, calls) = right("203.0.113.7", &json!([])).await;
    assert_eq!(calls, [&let_in[..], &["DeleteItem"]].concat(), "failures are forgotten");
    let tokens = Tokens::in_body(&response);
    for email in [EMAIL, "nobody@example.org"] {
        for _ in 0..4 {
            login(email, "incorrect horse", "203.0.113.8", &json!([])).await;
        }
        tap.calls();
        assert_eq!(login(email, PASSWORD, "203.0.113.8", &json!([])).await.status, 429);
        assert_eq!(tap.calls(), ["GetItem", "BatchGetItem"], "a refused one writes nothing");
        test_app.test_app.time.advance(Duration::from_secs(1));
        let wrong = login(email, "incorrect horse", "203.0.113.8", &json!([])).await;
        assert_eq!(wrong.status, 401);
        let counted = [&["GetItem", "BatchGetItem"][..], &["UpdateItem"; 3]].concat();
        assert_eq!(tap.calls(), counted, "counted before it is verified");
    }
    test_app.test_app.time.advance(Duration::from_secs(2));
    let (_, calls) = right("203.0.113.8", &json!([])).await;
    let counted = [
        "GetItem",
        "BatchGetItem",
        "UpdateItem",
        "UpdateItem",
        "UpdateItem",
        "PutItem",
    ];
    let taken_back = ["DeleteItem", "UpdateItem", "UpdateItem", "UpdateItem"];
    assert_eq!(calls, [&counted[..], &taken_back].concat(), "and remembered");

    assert_eq!(test_app.profile(&tokens.access).await.status, 200);
    assert_eq!(tap.calls(), ["GetItem"]);
    let refreshed = test_app.refresh(&tokens.refresh).await;
    assert_eq!(tap.calls(), ["BatchGetItem", "UpdateItem"]);
    let tokens = Tokens::in_body(&refreshed);
    test_app
        .post("/api/logout", json!({"refreshToken": tokens.refresh}))
        .await;
    assert_eq!(tap.calls(), ["DeleteItem"]);

    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    let event = Event::post("/api/change-password", change.to_string());
    test_app
        .send(event.header("authorization", &format!("Bearer {}", tokens.access)))
        .await;
    assert_eq!(tap.calls(), ["BatchGetItem", "BatchGetItem", "UpdateItem"]);
    test_app.send(Event::get("/.well-known/jwks.json")).await;
    test_app.refresh("A").await;
    assert_eq!(tap.calls(), Vec::<String>::new());
}
