//! The cookie of a login: taken for its user by the rule that all functions follow.

use serde_json::json;
use session::router;
use test_app::{AccountsApp, CookieRoute, Event, assert_cookie_rule};

#[tokio::test]
async fn the_cookie_of_a_login_names_its_user_where_no_header_names_another() {
    let accounts = AccountsApp::cold(&[]).await;
    let (router, cookies) = (router(accounts.test_app.app.clone()), accounts.cookies().await);
    let nobody = (401, "token_missing");
    let mut requests = 0;
    for (method, path, to_nobody) in [
        ("GET", "/api/me", nobody),
        ("GET", "/api/session", (200, r#"{"authenticated":false}"#)),
        ("POST", "/verify-token", nobody),
    ] {
        let route = CookieRoute {
            method,
            path,
            body: "",
            to_cookie: (200, "user-7"),
            to_header: (200, "user-1"),
            to_nobody,
        };
        for token in [
            accounts.test_app.token("tenant-bikes"),
            accounts.app_token("tenant-bikes"),
        ] {
            requests += assert_cookie_rule(&router, route, &cookies, &token).await;
        }
    }
    assert!(requests > 300, "{requests} requests");
}

#[tokio::test]
async fn who_is_logged_in_with_cookies_is_not_nobody() {
    let accounts = AccountsApp::cold(&[]).await;
    let router = router(accounts.test_app.app.clone());
    let cookie = json!([format!("__Host-session={}", accounts.token())]);
    let of = |method, path| Event::new(method, path).with("cookies", cookie.clone());
    let session = of("GET", "/api/session").send(&router).await;
    let expected = json!({
        "authenticated": true, "issuer": "account", "userId": "user-7", "email": "user-7@shop.example",
        "emailVerified": false, "name": "User Seven", "expiresAt": accounts.test_app.unix_time() + 900,
    });
    assert_eq!((session.status, session.body), (200, expected));
    let me = of("GET", "/api/me").send(&router).await;
    assert_eq!(
        (me.status, &me.body["sub"], &me.body["tenantId"]),
        (200, &"user-7".into(), &json!(null))
    );
    assert_eq!(of("HEAD", "/api/me").send(&router).await.status, 200);
}

#[tokio::test]
async fn a_refusal_across_sites_says_nothing_of_the_token() {
    let accounts = AccountsApp::cold(&[]).await;
    let router = router(accounts.test_app.app.clone());
    let cookie = json!([format!("__Host-session={}", accounts.token())]);
    let response = Event::new("POST", "/verify-token")
        .with("cookies", cookie)
        .send(&router)
        .await;
    assert_eq!((response.status, response.code()), (403, "cross_site"));
    assert_eq!(
        response.body["detail"],
        "A request with cookies must come from a page of this site, and be sent as application/json."
    );
    assert_eq!((response.body.get("valid"), response.body.get("checks")), (None, None));
}
