//! Every issuer's tokens, good and bad, through every kind of API.

use rehearsal::Stage;
use serde_json::{Value, json};
use shared::http_client::HopLimits;
use stand_in::{AppClaims, StandIn};

use crate::asking::{APIS, HTTP_2, ask, authorizer};

/// An app that trusts JTL's shell, JTL's issuer of app tokens and a Better Auth server.
struct Trusting {
    stage: Stage,
    better_auth: StandIn,
}

impl Trusting {
    async fn all() -> Self {
        let (jtl, better_auth) = (StandIn::start().await, StandIn::start().await);
        // Makes the key pair, which takes longer than a call may.
        jtl.app_key_id();
        let url = jtl.url().to_owned();
        let variables = [
            ("JTL_APP_ID", StandIn::app_id()),
            ("JTL_ISSUER", &url),
            ("BETTER_AUTH_URL", better_auth.url()),
        ];
        let stage = Stage::before(jtl, &variables, HopLimits::default(), None).await;
        Self { stage, better_auth }
    }

    fn in_an_hour(&self) -> i64 {
        let claims = self.stage.claims("tenant-bikes");
        claims.expires_at.expect("a session ends")
    }

    fn auth_claims(&self, url: &str) -> Value {
        json!({"iss": url, "aud": url, "sub": "user-7", "email": "a@b.example", "exp": self.in_an_hour()})
    }

    fn app_claims(&self) -> AppClaims {
        AppClaims {
            expires_at: Some(self.in_an_hour()),
            ..AppClaims::of("tenant-bikes")
        }
    }
}

#[tokio::test]
async fn every_issuers_users_are_let_in_by_every_api_under_their_issuers_name() {
    let trusting = Trusting::all().await;
    let (stage, url) = (&trusting.stage, trusting.better_auth.url());
    let exp = trusting.in_an_hour();
    let tokens = [
        (
            stage.token("tenant-bikes"),
            json!({"issuer": "jtl-session", "tenantId": "tenant-bikes", "userId": "user-1", "expiresAt": exp}),
        ),
        (
            stage.stand_in.app_token(&trusting.app_claims()),
            json!({"issuer": "jtl-app", "tenantId": "tenant-bikes", "userId": "user-1", "expiresAt": exp}),
        ),
        (
            trusting.better_auth.auth_token(&trusting.auth_claims(url)),
            json!({"issuer": "better-auth", "userId": "user-7", "expiresAt": exp}),
        ),
    ];
    for (token, context) in &tokens {
        for api in APIS {
            assert_eq!(api.ask(stage, token).await, Ok(api.allowed(context)), "{api:?}");
        }
    }
}

#[tokio::test]
async fn no_forged_expired_or_strange_token_is_let_in_by_any_api() {
    let trusting = Trusting::all().await;
    let (jtl, auth) = (&trusting.stage.stand_in, &trusting.better_auth);
    let app = trusting.app_claims();
    let app_header = app.header(&jtl.app_key_id());
    let auth_claims = trusting.auth_claims(auth.url());
    let mut expired_auth = auth_claims.clone();
    expired_auth["exp"] = json!(trusting.in_an_hour() - 7200);
    let mut changed_app = app.clone();
    changed_app.expires_at = app.expires_at.map(|at| at - 7200);
    let tokens = [
        ("forged session", trusting.stage.forged_token()),
        ("expired session", trusting.stage.expired_token()),
        ("forged app", jtl.forge_app(&app_header, &app.claims(jtl.url()))),
        ("expired app", jtl.app_token(&changed_app)),
        ("forged auth", auth.forge(&json!({"alg": "EdDSA"}), &auth_claims)),
        ("expired auth", auth.auth_token(&expired_auth)),
        (
            "auth of another server",
            jtl.auth_token(&trusting.auth_claims(jtl.url())),
        ),
        ("auth signed by JTL's shell", jtl.auth_token(&auth_claims)),
        (
            "session signed by Better Auth",
            auth.session_token(&trusting.stage.claims("tenant-bikes")),
        ),
        (
            "app token of another issuer",
            jtl.app_token(&AppClaims {
                issuer: Some("https://id.other.example".into()),
                ..app.clone()
            }),
        ),
        (
            "app token for another app",
            jtl.app_token(&AppClaims {
                audience: json!("another-app"),
                app_id: Some("another-app".into()),
                ..app.clone()
            }),
        ),
        (
            "app token without a signature of its kind",
            jtl.sign(&app_header, &app.claims(jtl.url())),
        ),
    ];
    for (name, token) in &tokens {
        for api in APIS {
            assert_eq!(
                api.ask(&trusting.stage, token).await,
                Ok(api.denied()),
                "{name}, {api:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_session_without_a_tenant_is_denied_where_one_is_required() {
    let trusting = Trusting::all().await;
    let stage = &trusting.stage;
    let without = trusting
        .better_auth
        .auth_token(&trusting.auth_claims(trusting.better_auth.url()));
    let strict = authorizer(stage, &[("AUTHORIZER_REQUIRES_TENANT", "true")]);
    let answer = ask(&strict, &HTTP_2.event(&without)).await;
    assert_eq!(answer, Ok(HTTP_2.denied()));
    let answer = ask(&strict, &HTTP_2.event(&stage.token("tenant-bikes"))).await.unwrap();
    assert_eq!(answer["context"]["tenantId"], "tenant-bikes");
}

#[tokio::test]
async fn a_time_without_end_is_a_number_that_everybody_can_read() {
    let stage = Stage::warm().await;
    let claims = json!({"exp": 1e300, "userId": "user-1", "tenantId": "tenant-bikes"});
    let token = stage.stand_in.sign(&json!({"alg": "EdDSA"}), &claims);
    let answer = HTTP_2.ask(&stage, &token).await.unwrap();
    assert_eq!(answer["context"]["expiresAt"], 9_007_199_254_740_991_u64);
}
