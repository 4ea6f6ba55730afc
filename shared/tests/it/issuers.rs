//! Several issuers in one deployment: on the same routes, and out of each other's way.

use std::time::Duration;

use serde_json::{Value, json};
use stand_in::{Endpoint, Fault};
use test_app::{Event, MultiIssuerApp, TestApp, TestResponse};

use crate::router::{PATH, router};

#[tokio::test]
async fn a_byte_order_mark_before_a_key_set_is_skipped() {
    let test_app = TestApp::cold().await;
    let key_set = Fault::Answer {
        status: 200,
        body: format!("\u{feff}{}", test_app.stand_in.key_set()),
    };
    test_app.stand_in.fault(Endpoint::Keys, key_set);
    let response = TestResponse::to(&router(test_app.app.clone()), PATH, &test_app.token("tenant-bikes")).await;
    assert_eq!(response.status, 200, "{}", response.text);
}

#[tokio::test]
async fn both_generations_of_jtls_tokens_name_the_same_caller_in_every_header() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    let app_token = every.app_token("tenant-bikes");
    let expected = json!({"tenantId": "tenant-bikes", "userId": "user-1"});
    for event in [
        Event::get(PATH).header("authorization", &format!("Bearer {app_token}")),
        Event::get(PATH).header("x-session-id", &app_token),
        Event::get(PATH).header("x-session-token", &app_token),
    ] {
        let response = event.send(&router).await;
        assert_eq!((response.status, response.body), (200, expected.clone()));
    }
    let session = TestResponse::to(&router, PATH, &every.test_app.token("tenant-coffee")).await;
    assert_eq!(
        (session.status, &session.body["tenantId"]),
        (200, &json!("tenant-coffee"))
    );
}

#[tokio::test]
async fn a_user_without_a_tenant_cannot_connect_one() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    let response = Event::get(PATH).token(&every.auth_token()).send(&router).await;
    assert_eq!((response.status, response.code()), (403, "tenant_missing"));
    assert!(
        response
            .header("www-authenticate")
            .starts_with(r#"Bearer error="insufficient_scope""#)
    );
    let own = every.partner_token("tenant-coffee");
    let response = Event::get(PATH).token(&own).send(&router).await;
    assert_eq!(
        (response.status, response.code()),
        (403, "tenant_missing"),
        "a partner's own"
    );
    let partner = every.partner_token("tenant-bikes");
    let response = Event::get(PATH).token(&partner).send(&router).await;
    assert_eq!(
        (response.status, &response.body["tenantId"]),
        (200, &json!("tenant-bikes"))
    );
}

#[tokio::test]
async fn only_the_first_issuers_keys_are_fetched_before_a_token_needs_the_others() {
    let every = MultiIssuerApp::warm().await;
    let calls = || {
        [
            every.test_app.stand_in.calls(Endpoint::Token),
            every.test_app.stand_in.calls(Endpoint::Keys),
            every.test_app.stand_in.calls(Endpoint::AppKeys),
            every.better_auth.calls(Endpoint::AuthKeys),
            every.partner.calls(Endpoint::AppKeys),
        ]
    };
    assert_eq!(calls(), [1, 1, 0, 0, 0]);
    let router = router(every.test_app.app.clone());
    for expected in [[1, 1, 1, 0, 0], [1, 1, 1, 0, 0]] {
        let response = TestResponse::to(&router, PATH, &every.app_token("tenant-bikes")).await;
        assert_eq!((response.status, calls()), (200, expected));
    }
    TestResponse::to(&router, PATH, &every.auth_token()).await;
    assert_eq!(calls(), [1, 1, 1, 1, 0]);
    TestResponse::to(&router, PATH, &every.partner_token("tenant-bikes")).await;
    assert_eq!(calls(), [1, 1, 1, 1, 1]);
}

#[tokio::test]
async fn the_access_token_of_an_app_comes_from_its_issuer() {
    let every = MultiIssuerApp::cold().await;
    every.test_app.stand_in.record(true);
    every.test_app.app.warm_up().await;
    let received = every.test_app.stand_in.received(Endpoint::Token);
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].path_and_query, "/oauth/v2/token");
    assert!(
        every.test_app.stand_in.received(Endpoint::Keys)[0]
            .path_and_query
            .ends_with("jwks.json")
    );
}

#[tokio::test]
async fn one_issuers_outage_costs_the_others_nothing() {
    let every = MultiIssuerApp::cold().await;
    let router = router(every.test_app.app.clone());
    every.test_app.stand_in.fault(Endpoint::AppKeys, Fault::Hang);
    every.better_auth.fault(Endpoint::AuthKeys, Fault::Status(500));
    let app_token = every.app_token("tenant-bikes");
    let (hanging, session, partner) = tokio::join!(
        TestResponse::to(&router, PATH, &app_token),
        async { TestResponse::to(&router, PATH, &every.test_app.token("tenant-bikes")).await },
        async { TestResponse::to(&router, PATH, &every.partner_token("tenant-bikes")).await },
    );
    assert_eq!((hanging.status, hanging.code()), (503, "platform_unavailable"));
    assert_eq!((session.status, partner.status), (200, 200));
    let response = TestResponse::to(&router, PATH, &every.auth_token()).await;
    assert_eq!((response.status, response.code()), (503, "platform_unavailable"));
    assert!(response.retry_after().is_some());

    every.test_app.stand_in.clear_faults();
    every.better_auth.clear_faults();
    every.test_app.time.advance(Duration::from_mins(1));
    assert_eq!(TestResponse::to(&router, PATH, &app_token).await.status, 200);
    assert_eq!(TestResponse::to(&router, PATH, &every.auth_token()).await.status, 403);
}

/// A thousand tokens of each that nobody has signed, in one minute: what that costs is the
/// attacked issuer's own, and a rotation of the other's keys is noticed at once all the while.
#[tokio::test]
async fn an_attack_on_one_issuer_leaves_the_others_their_renewals() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    for token in [every.app_token("tenant-bikes"), every.partner_token("tenant-bikes")] {
        assert_eq!(TestResponse::to(&router, PATH, &token).await.status, 200);
    }
    every.test_app.time.advance(Duration::from_secs(10));
    every.test_app.stand_in.reset_calls();
    every.partner.reset_calls();
    let header = json!({"alg": "RS256", "kid": "unheard-of"});
    let forged = every.test_app.stand_in.forge_app(
        &header,
        &every.app_claims("tenant-bikes").claims(every.test_app.stand_in.url()),
    );
    for _ in 0..1_000 {
        assert_eq!(TestResponse::to(&router, PATH, &forged).await.code(), "token_signature");
        every.test_app.time.advance(Duration::from_millis(50));
    }
    assert!((1..=3).contains(&every.test_app.stand_in.calls(Endpoint::AppKeys)));
    assert_eq!(every.test_app.stand_in.calls(Endpoint::Keys), 0);
    assert_eq!(every.partner.calls(Endpoint::AppKeys), 0);

    every.partner.rotate_app_keys(false);
    let response = TestResponse::to(&router, PATH, &every.partner_token("tenant-bikes")).await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(every.partner.calls(Endpoint::AppKeys), 1);
    every.test_app.stand_in.rotate_keys(false);
    let response = TestResponse::to(&router, PATH, &every.test_app.token("tenant-bikes")).await;
    assert_eq!(response.status, 200, "{}", response.text);
}

#[tokio::test]
async fn what_no_issuer_here_can_have_made_costs_no_call() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    every.test_app.stand_in.reset_calls();
    let jtl = &every.test_app.stand_in;
    let claims = every.app_claims("tenant-bikes").claims(jtl.url());
    let mut unknown = claims.clone();
    unknown["iss"] = json!("https://id.elsewhere.example");
    let named = json!({"alg": "RS256", "kid": jtl.app_key_id()});
    for (token, code) in [
        (jtl.sign_app(&named, &unknown), "token_claims"),
        (jtl.sign_app(&json!({"alg": "RS256"}), &claims), "token_malformed"),
        (
            jtl.sign_app(&json!({"alg": "RS512", "kid": "a"}), &claims),
            "token_malformed",
        ),
    ] {
        let response = TestResponse::to(&router, PATH, &token).await;
        assert_eq!((response.status, response.code()), (401, code));
    }
    assert_eq!(jtl.calls(Endpoint::AppKeys), 0);
    assert_eq!(jtl.calls(Endpoint::Keys), 0);
}

#[tokio::test]
async fn session_tokens_that_are_off_are_nobodys_and_cost_no_call() {
    let every = MultiIssuerApp::with(&[("JTL_SESSION_TOKENS", "off")]).await;
    let router = router(every.test_app.app.clone());
    let jtl = &every.test_app.stand_in;
    every.test_app.app.warm_up().await;
    assert_eq!((jtl.calls(Endpoint::Token), jtl.calls(Endpoint::Keys)), (0, 0));
    let app_token = every.app_token("tenant-bikes");
    assert_eq!(TestResponse::to(&router, PATH, &app_token).await.status, 200);
    jtl.reset_calls();
    // Better Auth's tokens are of the same algorithm, and named by their `iss`.
    let response = TestResponse::to(&router, PATH, &every.test_app.token("tenant-bikes")).await;
    assert_eq!((response.status, response.code()), (401, "token_claims"));
    assert_eq!(
        TestResponse::to(&router, PATH, &every.auth_token()).await.code(),
        "tenant_missing"
    );
    for endpoint in Endpoint::ALL {
        assert_eq!(jtl.calls(endpoint), 0, "{endpoint:?}");
    }
}

/// The platform's key is the `place`th of 257, the others are the one of RFC 8037, appendix A.2.
fn set_of_257(key: &Value, place: usize) -> String {
    let another = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let others = (1..257).map(|number| {
        let id = format!("k{number}");
        json!({"kty": "OKP", "crv": "Ed25519", "x": another, "use": "sig", "kid": id})
    });
    let mut keys: Vec<Value> = others.collect();
    keys.insert(place - 1, key.clone());
    json!({ "keys": keys }).to_string()
}

#[tokio::test]
async fn of_257_keys_the_first_256_are_known() {
    for (place, status) in [(1, 200), (256, 200), (257, 401)] {
        let test_app = TestApp::cold().await;
        let jtl = &test_app.stand_in;
        jtl.set_key_ids(true);
        let body = set_of_257(&jtl.key_set()["keys"][0], place);
        assert!(body.len() < 256 * 1024, "more than is read of a key set");
        jtl.fault(Endpoint::Keys, Fault::Answer { status: 200, body });
        let header = json!({"alg": "EdDSA", "kid": jtl.key_id()});
        let token = jtl.sign(&header, &test_app.claims("tenant-bikes").claims());
        let response = TestResponse::to(&router(test_app.app.clone()), PATH, &token).await;
        assert_eq!(response.status, status, "place {place}: {}", response.text);
    }
}

#[tokio::test]
async fn a_key_that_is_named_is_found_in_a_set_of_eighteen() {
    let test_app = TestApp::cold().await;
    let jtl = &test_app.stand_in;
    jtl.set_key_ids(true);
    let router = router(test_app.app.clone());
    for _ in 0..17 {
        jtl.rotate_keys(true);
    }
    assert_eq!(jtl.key_set()["keys"].as_array().map(Vec::len), Some(18));
    let claims = test_app.claims("tenant-bikes").claims();
    let named = jtl.sign(&json!({"alg": "EdDSA", "kid": jtl.key_id()}), &claims);
    assert_eq!(TestResponse::to(&router, PATH, &named).await.status, 200);
    let unnamed = jtl.sign(&json!({"alg": "EdDSA"}), &claims);
    assert_eq!(
        TestResponse::to(&router, PATH, &unnamed).await.code(),
        "token_signature"
    );
}
