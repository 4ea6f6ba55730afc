//! The cookie of a login names no tenant, and a token in a header or the body outranks it.

use connect_tenant::router;
use serde_json::json;
use test_app::{AccountsApp, CookieRoute, Event, assert_cookie_rule};

#[tokio::test]
async fn no_tenant_is_reachable_by_a_cookie_on_any_route() {
    let accounts = AccountsApp::cold(&[]).await;
    let (router, cookies) = (router(accounts.test_app.app.clone()), accounts.cookies().await);
    let token = accounts.test_app.token("tenant-bikes");
    for (method, path) in connect_tenant::ROUTES.iter().filter(|(_, path)| *path != "/health") {
        let (to_nobody, to_header) = match (*method, *path) {
            ("GET" | "POST", "/api/connect-tenant") => ((400, "token_missing"), (200, "tenant-bikes")),
            _ => ((401, "token_missing"), (404, "no_registry")),
        };
        let route = CookieRoute {
            method,
            path,
            body: "",
            to_cookie: (403, "tenant_missing"),
            to_header,
            to_nobody,
        };
        assert_cookie_rule(&router, route, &cookies, &token).await;
    }
}

#[tokio::test]
async fn a_token_in_the_body_outranks_the_cookie_and_needs_no_page_of_ours() {
    let accounts = AccountsApp::cold(&[]).await;
    let router = router(accounts.test_app.app.clone());
    let cookie = json!([format!("__Host-session={}", accounts.token())]);
    let post = |body: &str| Event::post("/api/connect-tenant", body).with("cookies", cookie.clone());
    let body = json!({"sessionToken": accounts.test_app.token("tenant-books")}).to_string();
    let response = post(&body).send(&router).await;
    assert_eq!(
        (response.status, &response.body["tenantId"]),
        (200, &"tenant-books".into())
    );
    for body in ["", "{}", r#"{"sessionToken":""}"#] {
        assert_eq!(post(body).send(&router).await.code(), "cross_site", "{body}");
        let of_ours = post(body).header("sec-fetch-site", "same-origin");
        assert_eq!(of_ours.send(&router).await.code(), "tenant_missing", "{body}");
    }
    let response = post("[]").header("sec-fetch-site", "same-origin").send(&router).await;
    assert_eq!((response.status, response.code()), (400, "bad_request"));
}
