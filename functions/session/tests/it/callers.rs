//! The caller: `GET /api/me` and `GET /api/session`.

use serde_json::json;
use session::router;
use stand_in::Endpoint;
use test_app::{Event, MultiIssuerApp, TestApp};

#[tokio::test]
async fn a_session_token_names_user_and_tenant() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let claims = test_app.claims("tenant-bikes");
    let token = test_app.stand_in.session_token(&claims);

    let me = Event::get("/api/me").token(&token).send(&router).await;
    assert_eq!(
        me.body,
        json!({"sub": "user-1", "issuer": "jtl-session", "tenantId": "tenant-bikes", "tenantSlug": "bikes"})
    );
    let session = Event::get("/api/session").token(&token).send(&router).await;
    let expected = json!({
        "authenticated": true,
        "issuer": "jtl-session",
        "userId": "user-1",
        "tenantId": "tenant-bikes",
        "tenantSlug": "bikes",
        "expiresAt": claims.expires_at,
    });
    assert_eq!(session.body, expected);
    for response in [me, session] {
        assert_eq!((response.status, response.header("cache-control")), (200, "no-store"));
    }
}

#[tokio::test]
async fn every_other_issuers_token_says_what_it_says() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    let user_two =
        json!({"sub": "user-2", "issuer": "better-auth", "email": "user-2@shop.example", "name": "User Two"});
    for (token, issuer, expected) in [
        (
            every.app_token("tenant-coffee"),
            "jtl-app",
            json!({"sub": "user-1", "issuer": "jtl-app", "tenantId": "tenant-coffee"}),
        ),
        (every.auth_token(), "better-auth", user_two),
        (
            every.partner_token("tenant-books"),
            "partner",
            json!({"sub": "user-3", "issuer": "partner", "tenantId": "tenant-books"}),
        ),
        (
            every.partner_token("tenant-coffee"),
            "partner",
            json!({"sub": "user-3", "issuer": "partner", "partnerTenantId": "tenant-coffee"}),
        ),
    ] {
        let bearer = format!("Bearer {token}");
        let me = Event::get("/api/me")
            .header("authorization", &bearer)
            .send(&router)
            .await;
        assert_eq!((me.status, me.body), (200, expected), "{issuer}");
        let session = Event::get("/api/session").token(&token).send(&router).await;
        assert_eq!((session.status, &session.body["issuer"]), (200, &issuer.into()));
    }
}

#[tokio::test]
async fn an_address_is_verified_or_not_as_its_issuer_says_and_else_nothing_is_said() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    for (said, expected) in [
        (json!({"emailVerified": true}), json!(true)),
        (json!({"emailVerified": false}), json!(false)),
        (json!({}), json!(null)),
        (json!({"email_verified": true}), json!(null)),
    ] {
        let mut claims = every.auth_claims();
        claims
            .as_object_mut()
            .unwrap()
            .extend(said.as_object().unwrap().clone());
        let token = every.better_auth.auth_token(&claims);
        for path in ["/api/me", "/api/session"] {
            let response = Event::get(path).token(&token).send(&router).await;
            assert_eq!(response.status, 200, "{}", response.text);
            assert_eq!(response.body["emailVerified"], expected, "{path}: {said}");
            assert_eq!(
                response.body.get("emailVerified").is_none(),
                expected.is_null(),
                "{path}: {said}"
            );
        }
    }
    let mut claims = every.auth_claims();
    claims["emailVerified"] = json!("yes");
    let response = Event::get("/api/me").token(&every.better_auth.auth_token(&claims));
    let response = response.send(&router).await;
    assert_eq!((response.status, response.code()), (401, "token_claims"));
}

#[tokio::test]
async fn a_token_without_a_tenant_is_somebodys_all_the_same() {
    let test_app = TestApp::warm().await;
    let mut claims = test_app.claims("tenant-bikes");
    claims.tenant_id = None;
    let token = test_app.stand_in.session_token(&claims);
    let me = Event::get("/api/me")
        .token(&token)
        .send(&router(test_app.app.clone()))
        .await;
    assert_eq!(
        (me.status, me.body),
        (200, json!({"sub": "user-1", "issuer": "jtl-session"}))
    );
}

#[tokio::test]
async fn nobody_is_refused_by_one_and_told_so_by_the_other_for_nothing() {
    let test_app = TestApp::cold().await;
    let router = router(test_app.app.clone());
    for (header, value) in [
        ("accept", "application/json"),
        ("authorization", ""),
        ("authorization", "Bearer"),
        ("authorization", "Basic dXNlcjpwYXNz"),
        ("x-session-id", ""),
        ("x-session-token", ""),
        ("x-tenant-id", "tenant-bikes"),
        ("cookie", "sessionToken=a"),
    ] {
        let session = Event::get("/api/session").header(header, value).send(&router).await;
        assert_eq!(
            (session.status, session.body),
            (200, json!({"authenticated": false})),
            "{header}: {value}"
        );
        let me = Event::get("/api/me").header(header, value).send(&router).await;
        assert_eq!((me.status, me.code()), (401, "token_missing"), "{header}: {value}");
        assert_eq!(me.header("www-authenticate"), "Bearer");
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_bad_token_is_never_nobodys() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let good = test_app.token("tenant-bikes");
    for (token, code) in [
        (test_app.expired_token(), "token_expired"),
        (test_app.forged_token(), "token_signature"),
        ("x".into(), "token_malformed"),
        ("\u{7f}".into(), "token_malformed"),
        ("ü".into(), "token_malformed"),
        (format!("{good},{good}"), "token_malformed"),
    ] {
        for source in ["x-session-id", "x-session-token", "authorization"] {
            let value = if source == "authorization" {
                format!("Bearer {token}")
            } else {
                token.clone()
            };
            for path in ["/api/session", "/api/me"] {
                let response = Event::get(path).header(source, &value).send(&router).await;
                assert_eq!(
                    (response.status, response.code()),
                    (401, code),
                    "{path} {source} {token:?}"
                );
                assert!(response.body.get("authenticated").is_none(), "{}", response.text);
            }
        }
    }
    let two = Event::get("/api/session")
        .token(&good)
        .header("x-session-id", &test_app.token("tenant-coffee"));
    assert_eq!(two.send(&router).await.code(), "token_conflict");
}
