//! The cookie of a login in the extractor that every function has: which issuer it is asked of, and when
//! it is looked at.

use serde_json::{Value, json};
use stand_in::Endpoint;
use test_app::{AccountsApp, CookieRoute, Event, TestApp, assert_cookie_rule};

use crate::router::{PATH, router};

fn with_cookie(token: &str) -> Event {
    Event::get(PATH).with("cookies", cookie(token))
}

fn cookie(token: &str) -> Value {
    json!([format!("__Host-session={token}")])
}

#[tokio::test]
async fn a_handler_of_a_tenant_is_reached_by_no_cookie() {
    let accounts = AccountsApp::cold(&[]).await;
    let route = CookieRoute {
        method: "GET",
        path: PATH,
        body: "",
        to_cookie: (403, "tenant_missing"),
        to_header: (200, "tenant-coffee"),
        to_nobody: (401, "token_missing"),
    };
    let token = accounts.test_app.token("tenant-coffee");
    let router = router(accounts.test_app.app.clone());
    assert_cookie_rule(&router, route, &accounts.cookies().await, &token).await;
}

#[tokio::test]
async fn a_token_in_a_cookie_is_asked_of_the_accounts_and_of_nobody_else() {
    let accounts = AccountsApp::cold(&[]).await;
    let router = router(accounts.test_app.app.clone());
    let cookies = accounts.cookies().await;
    for foreign in &cookies.foreign {
        let response = with_cookie(foreign).send(&router).await;
        assert_eq!((response.status, response.code()), (401, "token_malformed"));
    }
    assert_eq!(accounts.accounts.calls(Endpoint::Keys), 0, "refused by its form");
    let response = with_cookie(&cookies.good).send(&router).await;
    assert_eq!((response.status, response.code()), (403, "tenant_missing"));
    assert_eq!(accounts.accounts.calls(Endpoint::Keys), 1);
    for endpoint in Endpoint::ALL {
        assert_eq!(accounts.test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}

#[tokio::test]
async fn where_there_are_no_accounts_no_cookie_is_looked_at() {
    let test_app = TestApp::cold().await;
    let router = router(test_app.app.clone());
    for token in [test_app.token("tenant-bikes"), "x".into()] {
        let response = with_cookie(&token).send(&router).await;
        assert_eq!((response.status, response.code()), (401, "token_missing"));
    }
    let two = json!(["__Host-session=a", "__Host-session=b"]);
    let response = Event::get(PATH).with("cookies", two).send(&router).await;
    assert_eq!((response.status, response.code()), (401, "token_missing"));
}

#[tokio::test]
async fn who_is_logged_in_is_not_nobody_while_a_variable_is_wrong() {
    let accounts = AccountsApp::cold(&[("TOKEN_LEEWAY_SECONDS", "an hour")]).await;
    let router = router(accounts.test_app.app.clone());
    let response = with_cookie(&accounts.token()).send(&router).await;
    assert_eq!((response.status, response.code()), (503, "misconfigured"));
    let response = Event::get(PATH).send(&router).await;
    assert_eq!((response.status, response.code()), (401, "token_missing"));
}

#[tokio::test]
async fn the_pages_of_the_accounts_own_origin_may_send_cookies_unless_others_are_named() {
    let accounts = AccountsApp::cold(&[("ACCOUNT_ORIGINS", "")]).await;
    let origins = accounts.test_app.app.cookie_origins().expect("the variables are right");
    let origins = origins.expect("there are accounts");
    assert!(origins.contains(accounts.accounts.url()));
    assert!(!origins.contains(test_app::ORIGIN));
}
