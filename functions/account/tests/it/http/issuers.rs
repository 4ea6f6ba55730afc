//! Tokens of other issuers are refused here, and ours there; every other function of the deployment
//! knows our users.

use std::sync::Arc;
use std::time::Duration;

use account::access_token::TokenIssuer;
use account::unix_time::UnixTime;
use secrecy::ExposeSecret;
use serde_json::json;
use shared::http::client::Timeouts;
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{Event, MultiIssuerApp, TestApp};
use tokio::net::TcpListener;

use crate::account_test_app::{AccountTestApp, ISSUER, Tokens};
use crate::stores::account;

#[tokio::test]
async fn a_token_of_another_issuer_audience_or_key_is_refused_here() {
    let every = MultiIssuerApp::warm().await;
    let test_app = AccountTestApp::new(&[("JTL_APP_ID", "app"), ("BETTER_AUTH_URL", every.better_auth.url())]).await;
    let (site_keys, other_keys) = (test_app.keys.ring(), AccountTestApp::new(&[]).await.keys.ring());
    let anna = account("anna@example.org", None);
    let now = UnixTime::from_moment(test_app.test_app.time.clock().now());
    let ours = |name: &str, audience: &str, keys| {
        let issuer = TokenIssuer {
            name: name.into(),
            audience: audience.into(),
            life: Duration::from_mins(15),
        };
        issuer.access_token(&anna, keys, now).expose_secret().to_owned()
    };
    for (token, code) in [
        (every.test_app.token("tenant-bikes"), "token_malformed"),
        (every.app_token("tenant-bikes"), "token_malformed"),
        (every.auth_token(), "token_malformed"),
        (every.partner_token("tenant-bikes"), "token_malformed"),
        (ours(ISSUER, ISSUER, &other_keys), "token_signature"),
        (ours("https://other.example", ISSUER, &site_keys), "token_claims"),
        (ours(ISSUER, "https://other.example", &site_keys), "token_claims"),
        // Good, but of an account that is not on record.
        (ours(ISSUER, ISSUER, &site_keys), "account_gone"),
    ] {
        let response = test_app.profile(&token).await;
        assert_eq!((response.status, response.code()), (401, code));
        assert!(response.header("www-authenticate").contains("invalid_token"));
        assert!(!response.text.contains(&token));
    }
}

#[tokio::test]
async fn every_other_function_knows_our_users_by_the_published_keys_and_only_if_it_trusts_us() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let test_app = AccountTestApp::new(&[("ACCOUNT_ISSUER", &url)]).await;
    let serving = tokio::spawn(axum::serve(listener, test_app.router.clone()).into_future());
    let id = test_app.register().await.body["id"].clone();
    let Tokens { access, .. } = test_app.login().await;
    let me = Event::get("/api/me").header("authorization", &format!("Bearer {access}"));

    let trusting = TestApp::with(&[("ACCOUNT_ISSUER", &url)]).await;
    let response = me.send(&session::router(Arc::clone(&trusting.app))).await;
    let expected = json!({
        "sub": id, "issuer": "account", "email": "Anna@example.org", "emailVerified": false, "name": "Anna Lee",
    });
    assert_eq!((response.status, response.body), (200, expected));

    let every = MultiIssuerApp::warm().await;
    let response = me.send(&session::router(Arc::clone(&every.test_app.app))).await;
    assert_eq!(response.status, 401, "{}", response.text);
    serving.abort();
}

#[tokio::test]
async fn every_other_function_knows_our_users_by_the_keys_in_a_secret_and_calls_no_issuer() {
    const NOWHERE: &str = "https://app.invalid";
    let test_app = AccountTestApp::new(&[("ACCOUNT_ISSUER", NOWHERE)]).await;
    test_app.register().await;
    let Tokens { access, .. } = test_app.login().await;
    let me = Event::get("/api/me").header("authorization", &format!("Bearer {access}"));
    let variables = [
        ("ACCOUNT_ISSUER", NOWHERE),
        ("ACCOUNT_KEY_SET_SECRET_ID", "keys-public"),
    ];
    let strangers = AccountTestApp::new(&[]).await.keys.ring().key_set().to_string();
    let ours = format!("\u{feff}{}", test_app.keys.ring().key_set());
    for (key_set, answer) in [
        (ours.as_str(), (200, "")),
        (&strangers, (401, "token_signature")),
        ("{}", (503, "platform_unavailable")),
    ] {
        let trusting = trusting_the_secret(&variables).await;
        trusting.stand_in.store_secret(key_set);
        let response = me.send(&session::router(Arc::clone(&trusting.app))).await;
        assert_eq!((response.status, response.code()), answer, "{}", response.text);
    }
    let trusting = trusting_the_secret(&variables).await;
    let body = MISSING.to_owned();
    trusting
        .stand_in
        .fault(Endpoint::Secrets, Fault::Answer { status: 400, body });
    let response = me.send(&session::router(Arc::clone(&trusting.app))).await;
    assert_eq!((response.status, response.code()), (503, "misconfigured"));
}

async fn trusting_the_secret(variables: &[(&str, &str)]) -> TestApp {
    let stand_in = StandIn::start().await;
    let secrets_manager = stand_in.url().to_owned();
    TestApp::before(stand_in, variables, Timeouts::default(), Some(&secrets_manager)).await
}

const MISSING: &str = r#"{"__type":"ResourceNotFoundException","message":"no such secret"}"#;
