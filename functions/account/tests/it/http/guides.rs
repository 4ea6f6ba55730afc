//! `POST /token` and `POST /authenticate`: a login, whatever it is called.

use serde_json::{Value, json};
use shared::store::StoreUrl;
use test_app::{Event, TemporaryFile, TestResponse};

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD};

const NAMES: [&str; 3] = ["/api/login", "/token", "/authenticate"];

#[tokio::test]
async fn each_name_answers_in_its_own_shape_and_lets_the_user_in() {
    for test_app in AccountTestApp::on_all(&[]).await {
        let id = test_app.register().await.body["id"].clone();
        let user = format!(r#"{{"email":"{EMAIL}","id":{id},"name":"Anna Lee"}}"#);
        for (path, body) in [
            ("/token", json!({"email": EMAIL, "password": PASSWORD})),
            ("/authenticate", json!({"username": "anna", "password": PASSWORD})),
        ] {
            let response = test_app.post(path, body).await;
            assert_eq!(response.status, 200, "{}", response.text);
            let [access, refresh] = ["token", "refreshToken"].map(|member| response.body[member].as_str().unwrap());
            let besides = match path {
                "/token" => format!(r#","user":{user}"#),
                _ => String::new(),
            };
            let expected = format!(r#"{{"refreshToken":"{refresh}","token":"{access}"{besides}}}"#);
            assert_eq!(response.text, expected);
            assert_eq!(response.header("cache-control"), "no-store");
            assert!(response.cookies[0].starts_with("__Host-device=") && response.cookies.len() == 1);
            assert_eq!(test_app.profile(access).await.body["id"], id);
            assert_eq!(test_app.refresh(refresh).await.status, 200);
        }
    }
}

#[tokio::test]
async fn with_cookies_each_answers_as_a_login_does() {
    let test_app = AccountTestApp::new(&[]).await;
    let id = test_app.register().await.body["id"].clone();
    for path in NAMES {
        let login = |site_of_page: &str| {
            let body = json!({"email": EMAIL, "password": PASSWORD}).to_string();
            Event::post(&format!("{path}?cookies=true"), body).header("sec-fetch-site", site_of_page)
        };
        let response = test_app.send(login("same-origin")).await;
        assert_eq!(response.status, 200, "{}", response.text);
        assert_eq!(
            response.body,
            json!({"user": {"id": id, "name": "Anna Lee", "email": EMAIL}}),
            "{path}"
        );
        let named = |name: &str| response.cookies.iter().any(|cookie| cookie.starts_with(name));
        assert!(named("__Host-session=ey") && named("__Host-refresh=") && named("__Host-device="));
        let refused = test_app.send(login("cross-site")).await;
        assert_eq!((refused.status, refused.code()), (403, "cross_site"), "{path}");
    }
}

#[tokio::test]
async fn a_failure_is_the_problem_of_a_login_and_no_success() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let sentence = "There is no account with this login and password";
    for path in ["/token", "/authenticate"] {
        let wrong = test_app
            .post(path, json!({"email": EMAIL, "password": "incorrect horse"}))
            .await;
        let nobody = json!({"email": "nobody@example.org", "password": "incorrect horse"});
        let nobody = test_app.post(path, nobody).await;
        let expected = format!(
            r#"{{"type":"about:blank","title":"Unauthorized","status":401,"detail":"{sentence}.","code":"credentials_invalid","requestId":"00000000-0000-0000-0000-000000000001","error":"{sentence}","message":"{sentence}.","success":false}}"#
        );
        for response in [&wrong, &nobody] {
            assert_eq!((response.status, &response.text), (401, &expected));
        }
        assert_eq!((&wrong.headers, &wrong.cookies), (&nobody.headers, &nobody.cookies));

        let empty = test_app.post(path, json!({})).await;
        assert_eq!((empty.status, empty.code()), (400, "field_invalid"));
        assert_eq!(
            (&empty.body["field"], &empty.body["success"]),
            (&json!("email"), &json!(false))
        );
    }
    let login = test_app
        .post("/api/login", json!({"email": EMAIL, "password": "incorrect horse"}))
        .await;
    assert!(
        login.status == 401 && login.body.get("success").is_none(),
        "{}",
        login.text
    );
}

#[tokio::test]
async fn attempts_by_one_name_count_for_the_others() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        for (last, login) in [json!({"email": EMAIL}), json!({"username": "anna"})]
            .into_iter()
            .enumerate()
        {
            let send = async |path: &str, password: &str| {
                let mut body = login.clone();
                body["password"] = password.into();
                test_app.send(from(path, &body, last)).await
            };
            for path in ["/token", "/authenticate", "/token", "/api/login", "/authenticate"] {
                let response = send(path, "incorrect horse").await;
                assert_eq!(
                    (response.status, response.code()),
                    (401, "credentials_invalid"),
                    "{path}"
                );
            }
            for path in NAMES {
                assert_refused(&send(path, PASSWORD).await, path);
            }
        }
    }
}

#[tokio::test]
async fn who_has_a_username_that_is_reserved_since_goes_on_logging_in() {
    let file = TemporaryFile::new();
    let test_app = AccountTestApp::before(StoreUrl::Sqlite(file.path().to_owned()), None, &[]).await;
    let taken = json!({"name": "Ben Lee", "email": "ben@example.org", "username": "Admin", "password": PASSWORD});
    let refused = test_app.post("/api/register", taken).await;
    assert_eq!((refused.status, &refused.body["field"]), (400, &json!("username")));
    assert_eq!(refused.body["detail"], "username is reserved; choose another one.");

    test_app.register().await;
    let renamed = "UPDATE accounts SET username = 'Admin', username_canonical = 'admin', name = '\u{200b}'";
    let database = rusqlite::Connection::open(file.path()).unwrap();
    assert_eq!(database.execute(renamed, []).unwrap(), 1);
    let response = test_app
        .post("/authenticate", json!({"username": "admin", "password": PASSWORD}))
        .await;
    assert_eq!(response.status, 200, "{}", response.text);
    let profile = test_app.profile(response.body["token"].as_str().unwrap()).await;
    assert_eq!((profile.status, &profile.body["username"]), (200, &json!("Admin")));
}

/// A request from an address of its own.
fn from(path: &str, body: &Value, last: usize) -> Event {
    let http = json!({
        "method": "POST", "path": path, "protocol": "HTTP/1.1", "userAgent": "test",
        "sourceIp": format!("203.0.113.{last}"),
    });
    Event::post(path, body.to_string()).with("requestContext", json!({"stage": "$default", "http": http}))
}

fn assert_refused(response: &TestResponse, path: &str) {
    assert_eq!((response.status, response.code()), (429, "too_many_attempts"), "{path}");
    assert_eq!(response.header("retry-after"), "1", "{path}");
    assert_eq!(response.body.get("success").is_some(), path != "/api/login", "{path}");
}
