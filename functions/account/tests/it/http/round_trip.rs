//! Register, log in, call, refresh, log out: what the front ends of the guides do, on each store.

use serde_json::{Value, json};
use test_app::{Event, TestResponse};

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};

#[tokio::test]
async fn with_json_a_user_registers_logs_in_is_known_refreshes_and_logs_out() {
    for test_app in AccountTestApp::on_all(&[]).await {
        let registered = test_app.register().await;
        let id = registered.body["id"].as_str().unwrap().to_owned();
        let anna = json!({"id": id, "name": "Anna Lee", "email": EMAIL});
        assert_eq!(registered.body, anna);

        let login = test_app
            .post("/api/login", json!({"email": "anna@EXAMPLE.org", "password": PASSWORD}))
            .await;
        assert_eq!((login.status, &login.body["user"]), (200, &anna));
        assert_eq!(members(&login), ["accessToken", "refreshToken", "user"]);
        let [device] = &login.cookies[..] else {
            panic!("{:?}", login.cookies);
        };
        assert!(device.starts_with("__Host-device="), "no token is in a cookie");
        let first = Tokens::in_body(&login);
        let by_name = test_app
            .post("/api/login", json!({"username": "Anna", "password": PASSWORD}))
            .await;
        assert_eq!((by_name.status, &by_name.body["user"]), (200, &anna));

        let profile = test_app.profile(&first.access).await;
        let created_at = profile.body["createdAt"].as_str().unwrap();
        assert!(created_at.len() == 20 && created_at.starts_with("20") && created_at.ends_with('Z'));
        let mut expected = anna.clone();
        expected["createdAt"] = created_at.into();
        expected["username"] = "anna".into();
        assert_eq!((profile.status, &profile.body), (200, &expected));

        let refreshed = test_app.refresh(&first.refresh).await;
        assert_eq!(refreshed.status, 200, "{}", refreshed.text);
        assert_eq!(members(&refreshed), ["accessToken", "refreshToken"]);
        let second = Tokens::in_body(&refreshed);
        assert_ne!(first, second);
        assert_eq!(test_app.profile(&second.access).await.status, 200);

        for _ in 0..2 {
            let logout = test_app
                .post("/api/logout", json!({"refreshToken": second.refresh}))
                .await;
            assert_eq!((logout.status, members(&logout)), (200, vec!["message"]));
        }
        for over in [&first, &second] {
            let refused = test_app.refresh(&over.refresh).await;
            assert_eq!((refused.status, refused.code()), (401, "refresh_token_invalid"));
            assert_eq!(refused.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn with_cookies_a_browser_does_the_same_and_no_script_sees_a_token() {
    for test_app in AccountTestApp::on_all(&[]).await {
        let id = test_app.register().await.body["id"].clone();
        let user = json!({"user": {"id": id, "name": "Anna Lee", "email": EMAIL}});
        let login = Event::post(
            "/api/login?cookies=true",
            json!({"email": EMAIL, "password": PASSWORD}).to_string(),
        );
        let login = test_app.send(of_page(login, &[])).await;
        assert_eq!((login.status, &login.body), (200, &user));
        let mut cookies = cookies(&login);
        let device = cookies.pop().unwrap();
        assert!(device.starts_with("__Host-device="), "it stays when the session ends");
        let [session, refresh, old, twin] = &cookies[..] else {
            panic!("{cookies:?}");
        };
        let attributes = |cookie: &str| cookie.split_once("; ").unwrap().1.to_owned();
        assert_eq!(
            attributes(session),
            "Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Lax"
        );
        let strict = "HttpOnly; Secure; SameSite=Strict";
        assert_eq!(attributes(refresh), format!("Path=/; Max-Age=604800; {strict}"));
        assert!(session.starts_with("__Host-session=ey") && refresh.starts_with("__Host-refresh="));
        // The former name is taken away, by the attributes it was set with.
        for (old, path) in [(old, "/api/refresh-token"), (twin, "/api/logout")] {
            assert_eq!(*old, format!("__Secure-refresh=; Path={path}; Max-Age=0; {strict}"));
        }

        let profile = Event::get("/api/profile").with("cookies", json!([pair(session)]));
        assert_eq!(test_app.send(profile).await.body["id"], id);

        let event = of_page(Event::post("/api/refresh-token?cookies=true", ""), &[pair(refresh)]);
        let refreshed = test_app.send(event).await;
        assert_eq!((refreshed.status, &refreshed.body), (200, &user));
        let second = self::cookies(&refreshed);
        assert_ne!(pair(&second[1]), pair(refresh));
        assert_eq!(second[2..], cookies[2..]);

        let event = of_page(Event::post("/api/logout?cookies=true", "{}"), &[pair(&second[1])]);
        let logout = test_app.send(event).await;
        assert_eq!(logout.status, 200);
        let gone = |cookie: &String| {
            let (name, rest) = cookie.split_once('=').unwrap();
            format!("{name}=; {}", rest.split_once("; ").unwrap().1)
                .replace("Max-Age=900", "Max-Age=0")
                .replace("Max-Age=604800", "Max-Age=0")
        };
        let expected: Vec<_> = cookies.iter().map(gone).collect();
        assert_eq!(self::cookies(&logout), expected, "taken away as they were set");
        let event = of_page(Event::post("/api/refresh-token?cookies=true", ""), &[pair(&second[1])]);
        let refused = test_app.send(event).await;
        assert_eq!((refused.status, refused.code()), (401, "refresh_token_invalid"));
        assert_eq!(refused.cookies, Vec::<String>::new());
    }
}

fn of_page(event: Event, cookies: &[&str]) -> Event {
    let event = event.header("sec-fetch-site", "same-origin");
    event.with("cookies", json!(cookies))
}

fn cookies(response: &TestResponse) -> Vec<String> {
    response.cookies.clone()
}

fn pair(cookie: &str) -> &str {
    cookie.split(';').next().unwrap_or_default()
}

fn members(response: &TestResponse) -> Vec<&str> {
    let Value::Object(members) = &response.body else {
        panic!("{}", response.text);
    };
    members.keys().map(String::as_str).collect()
}
