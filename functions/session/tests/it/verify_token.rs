//! `POST /verify-token`: what JTL's template answers, check by check.

use serde_json::{Value, json};
use session::router;
use stand_in::{AppClaims, Endpoint, Fault, StandIn};
use test_app::{Event, MultiIssuerApp, TestApp, TestResponse};

async fn verified(test_app: &TestApp, token: &str) -> TestResponse {
    let event = Event::new("POST", "/verify-token").header("authorization", &format!("Bearer {token}"));
    event.send(&router(test_app.app.clone())).await
}

fn checks(signature_and_issuer: bool, audience: bool, app_id: bool) -> Value {
    json!({"signatureAndIssuer": signature_and_issuer, "audience": audience, "appId": app_id})
}

#[tokio::test]
async fn a_valid_token_is_shown_with_all_that_it_says() {
    let every = MultiIssuerApp::warm().await;
    let test_app = &every.test_app;
    let claims = every.app_claims("tenant-bikes").claims(test_app.stand_in.url());
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": test_app.stand_in.app_key_id()});
    let response = verified(test_app, &test_app.stand_in.sign_app(&header, &claims)).await;
    assert_eq!(response.status, 200);
    assert_eq!(
        response.body,
        json!({"valid": true, "checks": checks(true, true, true), "claims": claims})
    );

    let response = verified(test_app, &test_app.token("tenant-bikes")).await;
    assert_eq!((response.status, &response.body["valid"]), (200, &true.into()));
    assert_eq!(response.body["claims"]["tenantId"], "tenant-bikes");
}

#[tokio::test]
async fn each_check_that_fails_is_named() {
    let every = MultiIssuerApp::warm().await;
    let test_app = &every.test_app;
    let right = every.app_claims("tenant-bikes");
    let (other, own) = (Some("another-app".to_owned()), Some(StandIn::app_id().to_owned()));
    for (audience, app_id, expected) in [
        (json!("another-app"), own, checks(true, false, true)),
        (json!(StandIn::app_id()), other.clone(), checks(true, true, false)),
        (json!(["another-app"]), other, checks(true, false, false)),
        (Value::Null, None, checks(true, false, true)),
    ] {
        let claims = AppClaims {
            audience,
            app_id,
            ..right.clone()
        };
        let response = verified(test_app, &test_app.stand_in.app_token(&claims)).await;
        assert_eq!((response.status, response.code()), (401, "token_claims"), "{claims:?}");
        assert_eq!(response.body["checks"], expected, "{claims:?}");
    }
    let elsewhere = AppClaims {
        issuer: Some("https://id.example".into()),
        ..right
    };
    let nothing = checks(false, false, false);
    for (token, code, expected) in [
        (test_app.stand_in.app_token(&elsewhere), "token_claims", &nothing),
        (test_app.forged_token(), "token_signature", &nothing),
        ("x".into(), "token_malformed", &nothing),
        (test_app.expired_token(), "token_expired", &checks(true, false, false)),
    ] {
        let response = verified(test_app, &token).await;
        assert_eq!(
            (response.status, response.code(), &response.body["checks"]),
            (401, code, expected)
        );
    }
}

#[tokio::test]
async fn a_refusal_is_whole_and_shows_no_claims() {
    let test_app = TestApp::warm().await;
    let none = Event::new("POST", "/verify-token")
        .send(&router(test_app.app.clone()))
        .await;
    assert_eq!(
        (none.code(), none.header("www-authenticate")),
        ("token_missing", "Bearer")
    );
    for response in [none, verified(&test_app, &test_app.expired_token()).await] {
        assert_eq!(response.status, 401);
        assert_eq!(response.header("content-type"), "application/problem+json");
        assert_eq!(response.body["valid"], false);
        for member in ["checks", "error", "code", "title", "detail", "requestId"] {
            assert!(!response.body[member].is_null(), "{member} of {}", response.text);
        }
        assert!(response.body.get("claims").is_none(), "{}", response.text);
    }
}

#[tokio::test]
async fn an_outage_says_nothing_of_the_token() {
    let test_app = TestApp::cold().await;
    test_app.stand_in.fault(Endpoint::Keys, Fault::Status(500));
    let router = router(test_app.app.clone());
    for (method, path) in session::ROUTES {
        let event = Event::new(method, path).token(&test_app.token("tenant-bikes"));
        let response = event.send(&router).await;
        assert_eq!(
            (response.status, response.code()),
            (503, "platform_unavailable"),
            "{path}"
        );
        assert!(response.retry_after().is_some(), "{path}");
        for member in ["valid", "checks", "claims", "authenticated"] {
            assert!(response.body.get(member).is_none(), "{path}: {}", response.text);
        }
    }
}

#[tokio::test]
async fn a_wrong_configuration_says_nothing_of_the_token() {
    let test_app = TestApp::with(&[("TRUSTED_ISSUERS", "partner")]).await;
    let response = verified(&test_app, &test_app.token("tenant-bikes")).await;
    assert_eq!((response.status, response.code()), (503, "misconfigured"));
    assert!(response.body.get("valid").is_none(), "{}", response.text);
}
