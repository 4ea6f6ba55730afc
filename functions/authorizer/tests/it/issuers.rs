//! Every issuer's tokens, good and bad, through every kind of API.

use serde_json::json;
use stand_in::AppClaims;
use test_app::{MultiIssuerApp, TestApp};

use crate::asking::{APIS, HTTP_2, ask, authorizer};

const HOUR: i64 = 3600;

fn in_an_hour(every: &MultiIssuerApp) -> i64 {
    let claims = every.test_app.claims("tenant-bikes");
    claims.expires_at.expect("a session ends")
}

#[tokio::test]
async fn every_issuers_users_are_let_in_by_every_api_under_their_issuers_name() {
    let every = MultiIssuerApp::cold().await;
    let exp = in_an_hour(&every);
    let tokens = [
        (
            every.test_app.token("tenant-bikes"),
            json!({"issuer": "jtl-session", "tenantId": "tenant-bikes", "userId": "user-1", "expiresAt": exp}),
        ),
        (
            every.app_token("tenant-bikes"),
            json!({"issuer": "jtl-app", "tenantId": "tenant-bikes", "userId": "user-1", "expiresAt": exp}),
        ),
        (
            every.auth_token(),
            json!({"issuer": "better-auth", "userId": "user-2", "expiresAt": exp}),
        ),
        (
            every.partner_token("tenant-bikes"),
            json!({"issuer": "partner", "tenantId": "tenant-bikes", "userId": "user-3", "expiresAt": exp}),
        ),
        (
            every.partner_token("tenant-coffee"),
            json!({"issuer": "partner", "partnerTenantId": "tenant-coffee", "userId": "user-3", "expiresAt": exp}),
        ),
    ];
    for (token, context) in &tokens {
        for api in APIS {
            let answer = api.ask(&every.test_app, token).await;
            assert_eq!(answer, Ok(api.allowed(context)), "{api:?}");
        }
    }
}

#[tokio::test]
async fn no_forged_expired_or_strange_token_is_let_in_by_any_api() {
    let every = MultiIssuerApp::cold().await;
    let (jtl, auth, partner) = (&every.test_app.stand_in, &every.better_auth, &every.partner);
    let app = every.app_claims("tenant-bikes");
    let app_header = app.header(&jtl.app_key_id());
    let app_token = |change: fn(&mut AppClaims)| {
        let mut changed = app.clone();
        change(&mut changed);
        jtl.app_token(&changed)
    };
    let auth_claims = every.auth_claims();
    let mut auth_expired = auth_claims.clone();
    auth_expired["exp"] = json!(in_an_hour(&every) - 2 * HOUR);
    let mut auth_of_another = auth_claims.clone();
    auth_of_another["iss"] = json!("https://auth.other.example");
    let partner_header = json!({"alg": "RS256", "kid": partner.app_key_id()});
    let partner_claims = every.partner_claims("tenant-bikes");
    let tokens = [
        ("session, forged", every.test_app.forged_token()),
        ("session, expired", every.test_app.expired_token()),
        (
            "session, signed by Better Auth",
            auth.session_token(&every.test_app.claims("tenant-bikes")),
        ),
        ("app, forged", jtl.forge_app(&app_header, &app.claims(jtl.url()))),
        (
            "app, expired",
            app_token(|app| app.expires_at = app.expires_at.map(|at| at - 2 * HOUR)),
        ),
        (
            "app, of another issuer",
            app_token(|app| app.issuer = Some("https://id.other.example".into())),
        ),
        (
            "app, for another app",
            app_token(|app| app.audience = json!("another-app")),
        ),
        (
            "app, with a key of the shell",
            jtl.sign(&app_header, &app.claims(jtl.url())),
        ),
        (
            "app, signed by the partner",
            partner.sign_app(&partner_header, &app.claims(jtl.url())),
        ),
        ("auth, forged", auth.forge(&json!({"alg": "EdDSA"}), &auth_claims)),
        ("auth, expired", auth.auth_token(&auth_expired)),
        ("auth, of another issuer", auth.auth_token(&auth_of_another)),
        ("auth, signed by the shell", jtl.auth_token(&auth_claims)),
        ("partner, signed by JTL", jtl.sign_app(&app_header, &partner_claims)),
    ];
    for (name, token) in &tokens {
        for api in APIS {
            let answer = api.ask(&every.test_app, token).await;
            assert_eq!(answer, Ok(api.denied()), "{name}, {api:?}");
        }
    }
}

#[tokio::test]
async fn a_session_without_a_tenant_is_denied_where_one_is_required() {
    let every = MultiIssuerApp::cold().await;
    let strict = authorizer(&every.test_app, &[("AUTHORIZER_REQUIRES_TENANT", "true")]);
    // A partner's own tenant is none of JTL's, even under the same id.
    for token in [every.auth_token(), every.partner_token("tenant-coffee")] {
        let answer = ask(&strict, &HTTP_2.event(&token)).await;
        assert_eq!(answer, Ok(HTTP_2.denied()));
    }
    let answer = ask(&strict, &HTTP_2.event(&every.app_token("tenant-bikes")))
        .await
        .unwrap();
    assert_eq!(answer["context"]["tenantId"], "tenant-bikes");
}

#[tokio::test]
async fn a_time_without_end_is_a_number_that_everybody_can_read() {
    let test_app = TestApp::warm().await;
    let claims = json!({"exp": 1e300, "userId": "user-1", "tenantId": "tenant-bikes"});
    let token = test_app.stand_in.sign(&json!({"alg": "EdDSA"}), &claims);
    let answer = HTTP_2.ask(&test_app, &token).await.unwrap();
    assert_eq!(answer["context"]["expiresAt"], 9_007_199_254_740_991_u64);
}
