//! `POST /verify-token`: what JTL's template answers, check by check.

use serde_json::{Value, json};
use session::router;
use stand_in::{AppClaims, Endpoint, Fault, StandIn};
use test_app::{Event, MultiIssuerApp, TestApp, TestResponse};

async fn verified(stage: &TestApp, token: &str) -> TestResponse {
    let event = Event::new("POST", "/verify-token").header("authorization", &format!("Bearer {token}"));
    event.send(&router(stage.app.clone())).await
}

fn checks(signature_and_issuer: bool, audience: bool, app_id: bool) -> Value {
    json!({"signatureAndIssuer": signature_and_issuer, "audience": audience, "appId": app_id})
}

#[tokio::test]
async fn a_valid_token_is_shown_with_all_that_it_says() {
    let every = MultiIssuerApp::warm().await;
    let stage = &every.stage;
    let claims = every.app_claims("tenant-bikes").claims(stage.stand_in.url());
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": stage.stand_in.app_key_id()});
    let reply = verified(stage, &stage.stand_in.sign_app(&header, &claims)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.body,
        json!({"valid": true, "checks": checks(true, true, true), "claims": claims})
    );

    let reply = verified(stage, &stage.token("tenant-bikes")).await;
    assert_eq!((reply.status, &reply.body["valid"]), (200, &true.into()));
    assert_eq!(reply.body["claims"]["tenantId"], "tenant-bikes");
}

#[tokio::test]
async fn each_check_that_fails_is_named() {
    let every = MultiIssuerApp::warm().await;
    let stage = &every.stage;
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
        let reply = verified(stage, &stage.stand_in.app_token(&claims)).await;
        assert_eq!((reply.status, reply.code()), (401, "token_claims"), "{claims:?}");
        assert_eq!(reply.body["checks"], expected, "{claims:?}");
    }
    let elsewhere = AppClaims {
        issuer: Some("https://id.example".into()),
        ..right
    };
    let nothing = checks(false, false, false);
    for (token, code, expected) in [
        (stage.stand_in.app_token(&elsewhere), "token_claims", &nothing),
        (stage.forged_token(), "token_signature", &nothing),
        ("x".into(), "token_malformed", &nothing),
        (stage.expired_token(), "token_expired", &checks(true, false, false)),
    ] {
        let reply = verified(stage, &token).await;
        assert_eq!(
            (reply.status, reply.code(), &reply.body["checks"]),
            (401, code, expected)
        );
    }
}

#[tokio::test]
async fn a_refusal_is_whole_and_shows_no_claims() {
    let stage = TestApp::warm().await;
    let none = Event::new("POST", "/verify-token")
        .send(&router(stage.app.clone()))
        .await;
    assert_eq!(
        (none.code(), none.header("www-authenticate")),
        ("token_missing", "Bearer")
    );
    for reply in [none, verified(&stage, &stage.expired_token()).await] {
        assert_eq!(reply.status, 401);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.body["valid"], false);
        for member in ["checks", "error", "code", "title", "detail", "requestId"] {
            assert!(!reply.body[member].is_null(), "{member} of {}", reply.text);
        }
        assert!(reply.body.get("claims").is_none(), "{}", reply.text);
    }
}

#[tokio::test]
async fn an_outage_says_nothing_of_the_token() {
    let stage = TestApp::cold().await;
    stage.stand_in.fault(Endpoint::Keys, Fault::Status(500));
    let router = router(stage.app.clone());
    for (method, path) in session::ROUTES {
        let event = Event::new(method, path).token(&stage.token("tenant-bikes"));
        let reply = event.send(&router).await;
        assert_eq!((reply.status, reply.code()), (503, "platform_unavailable"), "{path}");
        assert!(reply.retry_after().is_some(), "{path}");
        for member in ["valid", "checks", "claims", "authenticated"] {
            assert!(reply.body.get(member).is_none(), "{path}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_wrong_configuration_says_nothing_of_the_token() {
    let stage = TestApp::with(&[("TRUSTED_ISSUERS", "partner")]).await;
    let reply = verified(&stage, &stage.token("tenant-bikes")).await;
    assert_eq!((reply.status, reply.code()), (503, "misconfigured"));
    assert!(reply.body.get("valid").is_none(), "{}", reply.text);
}
