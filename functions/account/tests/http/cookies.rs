//! Requests with cookies: from pages of ours only, and never in two carriers at once.

use rehearsal::{Event, Reply};
use serde_json::json;

use crate::site::{EMAIL, PASSWORD, Site};

/// What a browser of Anna's sends to each route that changes something, before its own headers.
async fn sent(site: &Site) -> Vec<Event> {
    let tokens = site.login().await;
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    let login = json!({"email": EMAIL, "password": PASSWORD});
    let session = json!([format!("__Host-session={}", tokens.access)]);
    let refresh = json!([format!("__Secure-refresh={}", tokens.refresh)]);
    vec![
        Event::post("/api/login?cookies=true", login.to_string()),
        Event::post("/api/change-password", change.to_string()).with("cookies", session),
        Event::post("/api/refresh-token?cookies=true", "{}").with("cookies", refresh.clone()),
        Event::post("/api/logout?cookies=true", "{}").with("cookies", refresh),
    ]
}

#[tokio::test]
async fn only_a_page_of_ours_changes_anything_with_cookies() {
    let site = Site::new(&[("ACCOUNT_ORIGINS", "https://www.app.example")]).await;
    site.register().await;
    let all = sent(&site).await;
    let before = site.contents().await;
    for event in &all {
        for headers in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[
                ("origin", "https://app.example.evil.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            // What a form can send; the gateway hands the last one of a name over.
            &[("sec-fetch-site", "same-origin"), ("content-type", "text/plain")],
            &[
                ("sec-fetch-site", "same-origin"),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
        ] {
            let event = headers
                .iter()
                .fold(event.clone(), |event, (name, value)| event.header(name, value));
            let reply = site.send(event.clone()).await;
            assert_eq!((reply.status, reply.code()), (403, "cross_site"), "{event:?}");
            assert_eq!(reply.cookies, Vec::<String>::new());
        }
    }
    assert_eq!(site.contents().await, before, "nothing has changed");
    for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", "https://www.app.example")] {
        // A site of its own: the change of the password ends what the others use.
        for number in 0..all.len() {
            let site = Site::new(&[("ACCOUNT_ORIGINS", "https://www.app.example")]).await;
            site.register().await;
            let event = sent(&site).await.swap_remove(number).header(name, value);
            let reply = site.send(event.clone()).await;
            // At login and after a change of the password that of the device besides.
            let cookies = if number < 2 { 4 } else { 3 };
            assert_eq!(
                (reply.status, reply.cookies.len()),
                (200, cookies),
                "{event:?}: {}",
                reply.text
            );
        }
    }
}

#[tokio::test]
async fn two_carriers_at_once_are_refused() {
    let site = Site::new(&[]).await;
    site.register().await;
    let (anna, other) = (site.login().await, site.login().await);
    let in_body = json!({"refreshToken": anna.refresh}).to_string();
    let cookie = json!([format!("__Secure-refresh={}", other.refresh)]);
    let is_refused = |reply: &Reply| (reply.status, reply.body["field"].as_str()) == (400, Some("refreshToken"));
    for path in ["/api/refresh-token", "/api/logout"] {
        let event = Event::post(path, in_body.clone()).with("cookies", cookie.clone());
        assert!(is_refused(&site.send(event).await), "{path}: JSON beside a cookie");
        let event = Event::post(&format!("{path}?cookies=true"), in_body.clone()).with("cookies", cookie.clone());
        let event = event.header("sec-fetch-site", "same-origin");
        assert!(is_refused(&site.send(event).await), "{path}: cookie beside JSON");
        let event = Event::post(path, "{}").with("cookies", cookie.clone());
        assert!(
            is_refused(&site.send(event).await),
            "{path}: a cookie that was not asked for"
        );
    }
    let profile = Event::get("/api/profile").header("authorization", &format!("Bearer {}", anna.access));
    let both = |cookie: &str| {
        profile
            .clone()
            .with("cookies", json!([format!("__Host-session={cookie}")]))
    };
    assert_eq!(site.send(both(&other.access)).await.code(), "token_conflict");
    assert_eq!(site.send(both(&anna.access)).await.status, 200);
    let twice = [&anna.access, &other.access].map(|token| format!("__Host-session={token}"));
    let twice = Event::get("/api/profile").with("cookies", json!(twice));
    assert_eq!(site.send(twice).await.code(), "token_conflict");
    for token in [&anna.refresh, &other.refresh] {
        assert_eq!(site.refresh(token).await.status, 200, "no token was used up");
    }
}
