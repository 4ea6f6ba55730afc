//! Whatever a caller sends that is none of it is answered 400 with the field at fault, and nothing
//! is written, not even an attempt.

use serde_json::{Value, json};
use test_app::{Event, TestResponse};

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD};

const ANY: &[&str] = &[
    "email",
    "name",
    "password",
    "username",
    "currentPassword",
    "newPassword",
    "refreshToken",
];

/// A route, what it takes, and which of that may be left out.
fn routes() -> [(&'static str, Value, &'static [&'static str]); 8] {
    let new = json!({"name": "Ben Lee", "email": "ben@example.org", "username": "ben", "password": PASSWORD});
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    [
        ("/api/register", new, &["username"]),
        ("/api/login", json!({"email": EMAIL, "password": PASSWORD}), &[]),
        (
            "/api/login",
            json!({"username": "anna", "password": PASSWORD}),
            &["username"],
        ),
        ("/api/change-password", change, &[]),
        ("/api/refresh-token", json!({"refreshToken": "A".repeat(86)}), &[]),
        ("/api/logout", json!({"refreshToken": "A".repeat(86)}), &[]),
        ("/token", json!({"email": EMAIL, "password": PASSWORD}), &[]),
        (
            "/authenticate",
            json!({"username": "anna", "password": PASSWORD}),
            &["username"],
        ),
    ]
}

fn assert_names(response: &TestResponse, field: &str, sent: &str) {
    let about = format!("{sent}: {} {}", response.status, response.text);
    assert_eq!((response.status, response.code()), (400, "field_invalid"), "{about}");
    assert_eq!(response.body["field"], field, "{about}");
    assert_eq!(response.header("content-type"), "application/problem+json");
    assert_eq!(response.header("cache-control"), "no-store");
    for member in ["error", "message"] {
        let text = response.body[member].as_str().expect("it is a text");
        assert!(text.starts_with(field) && text.len() < 200, "{about}");
    }
}

/// An application with Anna, and what is sent to it by her.
async fn test_app() -> (AccountTestApp, String) {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let access = test_app.login().await.access;
    (test_app, access)
}

#[tokio::test]
async fn every_field_that_is_missing_empty_huge_or_of_another_type_is_named() {
    let (test_app, access) = test_app().await;
    let send = async |path: &str, body: &Value| {
        let event = Event::post(path, body.to_string());
        test_app
            .send(event.header("authorization", &format!("Bearer {access}")))
            .await
    };
    let before = test_app.contents().await;
    for (path, good, may_be_left_out) in routes() {
        for field in ANY.iter().filter(|field| good.get(**field).is_some()) {
            let huge = "x".repeat(2_500);
            for wrong in [
                json!(""),
                json!(huge),
                json!(7),
                json!(null),
                json!(["a"]),
                json!({"a": 1}),
                json!(true),
            ] {
                let mut body = good.clone();
                body[*field] = wrong;
                assert_names(&send(path, &body).await, field, &body.to_string());
            }
            let mut body = good.clone();
            body.as_object_mut().unwrap().remove(*field);
            if !may_be_left_out.contains(field) {
                assert_names(&send(path, &body).await, field, &body.to_string());
            }
        }
    }
    assert_eq!(test_app.contents().await, before);
}

#[tokio::test]
async fn look_alikes_spaces_nul_and_other_text_that_is_none_of_a_field_is_refused_and_not_put_right() {
    let (test_app, access) = test_app().await;
    let before = test_app.contents().await;
    let long = "x".repeat(129);
    for (field, wrong) in [
        ("email", "ben@example.org "),
        ("email", " ben@example.org"),
        ("email", "ben@example.org\n"),
        ("email", "ben＠example.org"),
        ("email", "b\u{435}n@example.org"),
        ("email", "be\u{301}n@example.org"),
        ("email", "b\u{200d}en@example.org"),
        ("email", "ben@exämple.org"),
        ("email", "ben"),
        ("name", "Ben\r\nLee"),
        ("name", "  "),
        ("name", "\u{200b}\u{feff}"),
        ("name", long.as_str()),
        ("username", "b\u{435}n"),
        ("username", "ben "),
        ("username", "ben@example.org"),
        ("username", "Admin"),
        ("username", "root"),
        ("username", "support"),
        ("password", "correct\0horse"),
        ("password", long.as_str()),
        ("password", "seven77"),
        ("password", "Password1"),
    ] {
        let mut body = routes()[0].1.clone();
        body[field] = wrong.into();
        assert_names(&test_app.post("/api/register", body).await, field, wrong);
    }
    for (field, wrong) in [
        ("email", "аnna@example.org"),
        ("password", "a\0b"),
        ("password", long.as_str()),
    ] {
        let mut body = routes()[1].1.clone();
        body[field] = wrong.into();
        assert_names(&test_app.post("/api/login", body).await, field, wrong);
    }
    let both = json!({"email": EMAIL, "username": "anna", "password": PASSWORD});
    assert_names(&test_app.post("/api/login", both).await, "username", "both");
    for (field, wrong) in [
        ("currentPassword", "a\0b"),
        ("newPassword", long.as_str()),
        ("newPassword", "password1"),
    ] {
        let mut body = routes()[3].1.clone();
        body[field] = wrong.into();
        let event = Event::post("/api/change-password", body.to_string());
        let event = event.header("authorization", &format!("Bearer {access}"));
        assert_names(&test_app.send(event).await, field, wrong);
    }
    assert_eq!(test_app.contents().await, before);
}

#[tokio::test]
async fn a_byte_order_mark_before_a_body_is_no_mistake() {
    let (test_app, _) = test_app().await;
    let login = json!({"email": EMAIL, "password": PASSWORD});
    let response = test_app
        .send(Event::post("/api/login", format!("\u{feff}{login}")))
        .await;
    assert_eq!(response.status, 200, "{}", response.text);
    let twice = Event::post("/api/login", format!("\u{feff}\u{feff}{login}"));
    assert_names(&test_app.send(twice).await, "body", "two of them");
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused_whole() {
    let (test_app, access) = test_app().await;
    let before = test_app.contents().await;
    let bearer = format!("Bearer {access}");
    for (path, good, _) in routes() {
        let good = good.to_string();
        let duplicated = good.replacen('{', r#"{"password":"x","password":"y","#, 1);
        let bodies = [
            "{",
            "[]",
            "null",
            "\"x\"",
            "{}{}",
            "a=b",
            &duplicated,
            &good[..good.len() - 1],
        ];
        for body in bodies {
            let event = Event::post(path, body).header("authorization", &bearer);
            assert_names(&test_app.send(event).await, "body", body);
        }
        let post = || Event::new("POST", path).header("authorization", &bearer);
        for event in [
            post().body(good.clone(), false),
            post().header("content-type", "text/plain").body(good.clone(), false),
            post()
                .header("content-type", "application/x-www-form-urlencoded")
                .body("email=a%40b&password=c&refreshToken=d", false),
            post()
                .header("content-type", "multipart/form-data; boundary=x")
                .body("--x--", false),
            post().header("content-type", "application/json").body("/w==", true),
            post()
                .header("content-type", "application/json")
                .body("not base64!", true),
        ] {
            assert_names(&test_app.send(event.clone()).await, "body", &format!("{event:?}"));
        }
        let long = Event::post(path, format!("{good}{}", " ".repeat(4096)));
        let response = test_app.send(long.header("authorization", &bearer)).await;
        assert_eq!((response.status, response.code()), (413, "too_large"));
    }
    assert_eq!(test_app.contents().await, before);
}

#[tokio::test]
async fn a_switch_is_true_or_false_and_named_if_it_is_not() {
    let (test_app, _) = test_app().await;
    let before = test_app.contents().await;
    for (path, query, field) in [
        ("/api/login", "cookies=yes", "cookies"),
        ("/api/login", "cookies", "cookies"),
        ("/api/login", "cookies=true&cookies=false", "cookies"),
        ("/api/refresh-token", "cookies=1", "cookies"),
        ("/api/logout", "everywhere=1", "everywhere"),
        ("/api/logout", "everywhere=true&everywhere=true", "everywhere"),
    ] {
        let response = test_app.send(Event::post(&format!("{path}?{query}"), "{}")).await;
        assert_names(&response, field, query);
    }
    assert_eq!(test_app.contents().await, before);
}
