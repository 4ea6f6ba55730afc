//! The signing keys: published, kept warm, and never fetched over our own front door.

use std::time::Duration;

use account::signing_keys::{KeyRing, Seed};
use account::unix_time::UnixTime;
use secrecy::ExposeSecret;
use serde_json::json;
use shared::store::StoreUrl;
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{Event, TemporaryFile};

use crate::account_test_app::AccountTestApp;

#[tokio::test]
async fn the_key_set_may_be_cached_for_5_minutes_and_has_no_private_half() {
    let test_app = AccountTestApp::new(&[]).await;
    let response = test_app.send(Event::get("/.well-known/jwks.json")).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), "application/json");
    assert_eq!(response.header("cache-control"), "public, max-age=300");
    assert_eq!(response.body, test_app.keys.ring().key_set());
    assert!(response.body["keys"][0].get("d").is_none());
    let other = test_app.send(Event::get("/api/profile")).await;
    assert_eq!(other.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_key_set_is_the_same_text_byte_for_byte() {
    let test_app = AccountTestApp::new(&[]).await;
    // A seed (RFC 8037, appendix A.1) and PKCS#8 with attributes and the public key (RFC 8410,
    // section 10.3).
    let keys = r#"{"keys":[
        {"kid":"signs","seed":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","state":"active","since":1},
        {"kid":"signed","pkcs8":"MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp-K06_nwoy_HU--CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE","state":"retired","since":1}
    ]}"#;
    test_app.keys.write(keys);
    test_app.test_app.time.advance(Duration::from_mins(6));
    let response = test_app.send(Event::get("/.well-known/jwks.json")).await;
    let jwk = |kid, x| format!(r#"{{"alg":"EdDSA","crv":"Ed25519","kid":"{kid}","kty":"OKP","use":"sig","x":"{x}"}}"#);
    let signs = jwk("signs", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    let signed = jwk("signed", "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE");
    assert_eq!(response.text, format!(r#"{{"keys":[{signs},{signed}]}}"#));
}

#[tokio::test]
async fn a_rotation_is_taken_over_and_tokens_of_the_key_before_stay_good() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let before = test_app.login().await;
    let ring = test_app.keys.ring();
    let next = ring.with_next(&Seed::fresh(), UnixTime::from_secs(0)).unwrap();
    let rotated = next.rotated(UnixTime::from_secs(1_000_000)).unwrap();
    test_app.keys.write(rotated.to_json().expose_secret());
    test_app.test_app.time.advance(Duration::from_mins(6));
    let after = test_app.login().await;
    let kid = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_ne!(kid(&before.access), kid(&after.access));
    for tokens in [before, after] {
        assert_eq!(test_app.profile(&tokens.access).await.status, 200);
    }
}

#[tokio::test]
async fn keys_that_were_put_in_place_of_all_others_are_asked_for_by_their_first_token() {
    let [ours, theirs] = [AccountTestApp::new(&[]).await, AccountTestApp::new(&[]).await];
    let id = ours.register().await.body["id"].clone();
    ours.keys.write(theirs.keys.ring().to_json().expose_secret());
    ours.test_app.time.advance(Duration::from_mins(6));
    let of_new_keys = ours.login().await;
    assert_eq!(ours.profile(&of_new_keys.access).await.body["id"], id);
    // Another instance has replaced them once more.
    let newest = KeyRing::new(&Seed::fresh(), UnixTime::from_secs(0));
    let issuer = account::access_token::TokenIssuer {
        name: crate::account_test_app::ISSUER.into(),
        audience: crate::account_test_app::ISSUER.into(),
        life: Duration::from_mins(15),
    };
    let anna = crate::stores::account("anna@example.org", None);
    let token = issuer.access_token(&anna, &newest, UnixTime::from_moment(ours.test_app.time.clock().now()));
    ours.keys.write(newest.to_json().expose_secret());
    let response = ours.profile(token.expose_secret()).await;
    assert_eq!(response.code(), "account_gone", "its signature was found good");
}

#[tokio::test]
async fn without_keys_nobody_is_let_in_and_nothing_is_counted_until_they_are_back() {
    // Its secret has no keys in it.
    let secrets = StandIn::start().await;
    let file = TemporaryFile::new();
    let store = StoreUrl::Sqlite(file.path().to_owned());
    let variables = [("ACCOUNT_KEYS_SECRET_ID", "app/keys")];
    let test_app = AccountTestApp::before(store, Some(secrets.url()), &variables).await;
    test_app.register().await;
    let login = json!({"email": "anna@example.org", "password": crate::account_test_app::PASSWORD});
    for _ in 0..7 {
        let response = test_app.post("/api/login", login.clone()).await;
        assert_eq!((response.status, response.code()), (503, "keys_unavailable"));
        assert!(response.retry_after().is_some());
    }
    let key_set = test_app.send(Event::get("/.well-known/jwks.json")).await;
    assert_eq!((key_set.status, key_set.header("cache-control")), (503, "no-store"));

    let keys = KeyRing::new(&Seed::fresh(), UnixTime::from_secs(0)).to_json();
    secrets.store_secret(keys.expose_secret());
    test_app.test_app.time.advance(Duration::from_mins(2));
    let calls = secrets.calls(Endpoint::Secrets);
    let tokens = test_app.login().await;
    for _ in 0..10 {
        assert_eq!(test_app.profile(&tokens.access).await.status, 200);
    }
    assert_eq!(secrets.calls(Endpoint::Secrets) - calls, 1, "they are kept warm");
    secrets.fault(Endpoint::Secrets, Fault::Status(500));
    test_app.test_app.time.advance(Duration::from_mins(14));
    assert_eq!(
        test_app.profile(&tokens.access).await.status,
        200,
        "known keys serve on"
    );
}
