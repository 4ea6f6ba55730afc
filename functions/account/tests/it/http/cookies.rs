//! Requests with cookies: from pages of ours only, never in body and cookie at once, and out of reach of
//! what another host of the same site sets.

use std::time::Duration;

use serde_json::{Value, json};
use test_app::{CookieRoute, Event, MultiIssuerApp, ORIGIN, SessionCookies, TestResponse, assert_cookie_rule};

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};

/// Requests of Anna's browser to each route that changes something, before its own headers.
async fn sent(test_app: &AccountTestApp) -> Vec<Event> {
    let tokens = test_app.login().await;
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    let login = json!({"email": EMAIL, "password": PASSWORD});
    let session = json!([format!("__Host-session={}", tokens.access)]);
    let refresh = json!([format!("__Host-refresh={}", tokens.refresh)]);
    vec![
        Event::post("/api/login?cookies=true", login.to_string()),
        Event::post("/api/change-password", change.to_string()).with("cookies", session),
        Event::post("/api/refresh-token?cookies=true", "{}").with("cookies", refresh.clone()),
        Event::post("/api/logout?cookies=true", "{}").with("cookies", refresh),
    ]
}

#[tokio::test]
async fn only_a_page_of_ours_changes_anything_with_cookies() {
    let test_app = AccountTestApp::new(&[("ACCOUNT_ORIGINS", "https://www.app.example")]).await;
    test_app.register().await;
    let all = sent(&test_app).await;
    let before = test_app.contents().await;
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
            let response = test_app.send(event.clone()).await;
            assert_eq!((response.status, response.code()), (403, "cross_site"), "{event:?}");
            assert_eq!(response.cookies, Vec::<String>::new());
        }
    }
    assert_eq!(test_app.contents().await, before, "nothing has changed");
    for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", "https://www.app.example")] {
        // An application of its own: the change of the password ends what the others use.
        for number in 0..all.len() {
            let test_app = AccountTestApp::new(&[("ACCOUNT_ORIGINS", "https://www.app.example")]).await;
            test_app.register().await;
            let event = sent(&test_app).await.swap_remove(number).header(name, value);
            let response = test_app.send(event.clone()).await;
            // At login and after a change of the password that of the device besides.
            let cookies = if number < 2 { 5 } else { 4 };
            assert_eq!(
                (response.status, response.cookies.len()),
                (200, cookies),
                "{event:?}: {}",
                response.text
            );
        }
    }
}

#[tokio::test]
async fn a_page_is_known_by_its_origin_however_that_was_written() {
    let origins = "HTTPS://WWW.App.Example:443, http://local.example:80";
    let test_app = AccountTestApp::new(&[("ACCOUNT_ORIGINS", origins)]).await;
    let refresh = |origin| Event::post("/api/refresh-token?cookies=true", "{}").header("origin", origin);
    for (origin, expected) in [
        ("https://www.app.example", "refresh_token_invalid"),
        ("http://local.example", "refresh_token_invalid"),
        ("https://www.app.example:80", "cross_site"),
        ("http://www.app.example", "cross_site"),
    ] {
        assert_eq!(test_app.send(refresh(origin)).await.code(), expected, "{origin}");
    }
}

fn of_page(path: &str, body: &str, cookies: Value) -> Event {
    let query = if path.contains('?') {
        "&cookies=true"
    } else {
        "?cookies=true"
    };
    Event::post(&format!("{path}{query}"), body)
        .with("cookies", cookies)
        .header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn a_token_in_body_and_cookie_at_once_is_refused() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let (anna, other) = (test_app.login().await, test_app.login().await);
    let in_body = json!({"refreshToken": anna.refresh}).to_string();
    let cookie = json!([format!("__Host-refresh={}", other.refresh)]);
    let is_refused =
        |response: &TestResponse| (response.status, response.body["field"].as_str()) == (400, Some("refreshToken"));
    for path in ["/api/refresh-token", "/api/logout"] {
        let event = Event::post(path, in_body.clone()).with("cookies", cookie.clone());
        assert!(is_refused(&test_app.send(event).await), "{path}: JSON beside a cookie");
        let event = Event::post(path, "{}").with("cookies", cookie.clone());
        assert!(
            is_refused(&test_app.send(event).await),
            "{path}: a cookie that was not asked for"
        );
    }
    let event = of_page("/api/refresh-token", &in_body, cookie);
    assert!(is_refused(&test_app.send(event).await), "cookie beside JSON");
    let profile = Event::get("/api/profile").header("authorization", &format!("Bearer {}", anna.access));
    let both = |cookie: &str| {
        profile
            .clone()
            .with("cookies", json!([format!("__Host-session={cookie}")]))
    };
    for cookie in [&other.access, &anna.access, "x"] {
        assert_eq!(test_app.send(both(cookie)).await.status, 200, "the header outranks it");
    }
    let twice = [&anna.access, &other.access].map(|token| format!("__Host-session={token}"));
    let twice = Event::get("/api/profile").with("cookies", json!(twice));
    assert_eq!(test_app.send(twice).await.code(), "token_conflict");
    for token in [&anna.refresh, &other.refresh] {
        assert_eq!(test_app.refresh(token).await.status, 200, "no token was used up");
    }
}

#[tokio::test]
async fn an_access_token_in_a_cookie_is_taken_by_the_rule_of_every_function() {
    let test_app = AccountTestApp::new(&[("ACCOUNT_ORIGINS", ORIGIN)]).await;
    test_app.register().await;
    let cookies = session_cookies(&test_app).await;
    let header = ben(&test_app).await.access;
    let too_short = json!({"currentPassword": PASSWORD, "newPassword": "short"}).to_string();
    let chosen = (400, r#""field":"newPassword""#);
    for (method, path, body, to_cookie, to_header) in [
        ("GET", "/api/profile", "", (200, EMAIL), (200, "ben@example.org")),
        ("POST", "/api/change-password", too_short.as_str(), chosen, chosen),
    ] {
        let route = CookieRoute {
            method,
            path,
            body,
            to_cookie,
            to_header,
            to_nobody: (401, "token_missing"),
        };
        assert_cookie_rule(&test_app.router, route, &cookies, &header).await;
    }
}

/// Anna's, and those of others.
async fn session_cookies(test_app: &AccountTestApp) -> SessionCookies {
    let every = MultiIssuerApp::cold().await;
    let expired = test_app.login().await.access;
    test_app.test_app.time.advance(Duration::from_mins(16));
    let elsewhere = AccountTestApp::new(&[]).await;
    elsewhere.register().await;
    SessionCookies {
        good: test_app.login().await.access,
        other: ben(test_app).await.access,
        expired,
        forged: elsewhere.login().await.access,
        foreign: vec![
            every.test_app.token("tenant-bikes"),
            every.app_token("tenant-bikes"),
            every.auth_token(),
            every.partner_token("tenant-bikes"),
        ],
    }
}

/// The value of a cookie that is set.
fn set<'a>(response: &'a TestResponse, name: &str) -> &'a str {
    let value = |cookie: &'a String| cookie.strip_prefix(name)?.strip_prefix('=')?.split(';').next();
    response.cookies.iter().find_map(value).expect("the cookie is set")
}

/// Ben's tokens, who would like Anna to work in his account.
async fn ben(test_app: &AccountTestApp) -> Tokens {
    let ben = json!({"name": "Ben", "email": "ben@example.org", "password": PASSWORD});
    let _ = test_app.post("/api/register", ben.clone()).await;
    Tokens::in_body(&test_app.post("/api/login", ben).await)
}

#[tokio::test]
async fn a_refresh_cookie_planted_by_a_sibling_gives_nobody_another_session() {
    const REFRESH: &str = "/api/refresh-token";
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let planted = format!("__Secure-refresh={}", ben(&test_app).await.refresh);
        let before = test_app.contents().await;
        let alone = test_app.send(of_page(REFRESH, "{}", json!([planted]))).await;
        assert_eq!((alone.status, alone.code()), (401, "refresh_token_invalid"));
        assert_eq!(alone.cookies, Vec::<String>::new());
        assert_eq!(test_app.contents().await, before);

        for own_is_first in [true, false] {
            let own = format!("__Host-refresh={}", test_app.login().await.refresh);
            let mut both = [own, planted.clone()];
            if !own_is_first {
                both.reverse();
            }
            let goes_on = test_app.send(of_page(REFRESH, "{}", json!(both))).await;
            assert_eq!(
                (goes_on.status, &goes_on.body["user"]["email"]),
                (200, &json!(EMAIL)),
                "{}",
                goes_on.text
            );
            let next = format!("__Host-refresh={}", set(&goes_on, "__Host-refresh"));
            let goes_on = test_app.send(of_page(REFRESH, "{}", json!([planted, next]))).await;
            assert_eq!(goes_on.status, 200);
        }
        let in_body = json!({"refreshToken": test_app.login().await.refresh}).to_string();
        let json = Event::post(REFRESH, in_body).with("cookies", json!([planted]));
        assert_eq!(
            test_app.send(json).await.status,
            200,
            "a client with JSON is not disturbed either"
        );
    }
}

#[tokio::test]
async fn no_cookie_of_another_host_looks_like_ours_or_hides_it() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let token = test_app.login().await.refresh;
    for name in [
        // A browser takes these from any host: to it, they have no prefix, or another one.
        "\u{2000}__Host-refresh",
        "\u{a0}__Host-refresh",
        "\u{85}__Host-refresh",
        "__Host-refresh ",
        "_Host-refresh",
        "__Host-refresh[]",
        "$__Host-refresh",
        "__Secure-refresh",
        "__Http-refresh",
    ] {
        let cookies = json!([format!("{name}={token}")]);
        let response = test_app.send(of_page("/api/refresh-token", "{}", cookies)).await;
        assert_eq!(
            (response.status, response.code()),
            (401, "refresh_token_invalid"),
            "{name:?}"
        );
    }
    let cookies = json!(["planted=\u{e9}", format!("__Host-refresh={token}")]);
    let response = test_app.send(of_page("/api/refresh-token", "{}", cookies)).await;
    assert_eq!(response.status, 200, "{}", response.text);
}

#[tokio::test]
async fn a_logout_under_conflicting_cookies_ends_all_they_name_and_clears_all() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let all = async || {
            [
                test_app.login().await.refresh,
                test_app.login().await.refresh,
                ben(&test_app).await.refresh,
            ]
        };
        let named = |name: &str, token: &str| format!("{name}={token}");
        for number in 0..4 {
            let tokens = all().await;
            let [one, two, of_ben] = &tokens;
            let (cookies, body) = match number {
                0 => {
                    let hosts = [one, two, of_ben].map(|token| named("__Host-refresh", token));
                    (json!(hosts), json!({}))
                }
                1 => {
                    let olds = [two, of_ben].map(|token| named("__Secure-refresh", token));
                    (json!([olds[0], named("__Host-refresh", one), olds[1]]), json!({}))
                }
                2 => {
                    let host = named("__Host-refresh", two);
                    (
                        json!([host, named("__Secure-refresh", of_ben)]),
                        json!({"refreshToken": one}),
                    )
                }
                _ => {
                    let olds = tokens.each_ref().map(|token| named("__Secure-refresh", token));
                    (json!([olds[0], olds[1], olds[2], "__Host-refresh=nonsense"]), json!({}))
                }
            };
            let other = test_app.login().await;
            // May be repeated.
            for _ in 0..2 {
                let event = of_page("/api/logout", &body.to_string(), cookies.clone());
                let logout = test_app.send(event).await;
                assert_eq!(logout.status, 200, "{number}: {}", logout.text);
                assert_eq!(logout.cookies, CLEARED);
            }
            for token in &tokens {
                assert_eq!(
                    test_app.refresh(token).await.code(),
                    "refresh_token_invalid",
                    "{number}"
                );
            }
            assert_eq!(
                test_app.refresh(&other.refresh).await.status,
                200,
                "{number}: not named"
            );
        }
    }
}

#[tokio::test]
async fn everywhere_is_everywhere_though_another_cookie_was_planted() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let (first, elsewhere) = (test_app.login().await, test_app.login().await);
        let second = Tokens::in_body(&test_app.refresh(&first.refresh).await);
        let third = Tokens::in_body(&test_app.refresh(&second.refresh).await);
        // A used token of the very session first, whose family it would end.
        let cookies = [
            format!("__Secure-refresh={}", ben(&test_app).await.refresh),
            format!("__Host-refresh={}", first.refresh),
            format!("__Host-refresh={}", third.refresh),
        ];
        let event = of_page("/api/logout?everywhere=true", "{}", json!(cookies));
        let logout = test_app.send(event).await;
        assert_eq!(
            (logout.status, &*logout.cookies),
            (200, &CLEARED.map(str::to_owned)[..])
        );
        for token in [&third, &elsewhere] {
            assert_eq!(test_app.refresh(&token.refresh).await.code(), "refresh_token_invalid");
        }
    }
}

#[tokio::test]
async fn a_stuffed_header_costs_eight_ends_at_most_and_hides_no_session() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let mut olds = Vec::new();
    for _ in 0..10 {
        olds.push(test_app.login().await.refresh);
    }
    let own = test_app.login().await.refresh;
    let stuffed = olds.iter().map(|token| format!("__Secure-refresh={token}"));
    let cookies: Vec<_> = stuffed.chain([format!("__Host-refresh={own}")]).collect();
    let logout = test_app.send(of_page("/api/logout", "{}", json!(cookies))).await;
    assert_eq!((logout.status, logout.cookies.len()), (200, 4));
    assert_eq!(test_app.refresh(&own).await.code(), "refresh_token_invalid");
    let mut ended = 0;
    for token in &olds {
        ended += u32::from(test_app.refresh(token).await.status == 401);
    }
    assert_eq!(ended, 7, "beside the own one");
}

const CLEARED: [&str; 4] = [
    "__Host-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
    "__Host-refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
    "__Secure-refresh=; Path=/api/refresh-token; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
    "__Secure-refresh=; Path=/api/logout; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
];
