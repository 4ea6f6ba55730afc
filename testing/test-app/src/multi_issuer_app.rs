//! An app that trusts every kind of issuer, each played by a stand-in of its own.

use std::time::Duration;

use serde_json::{Value, json};
use shared::http::client::Timeouts;
use stand_in::{AppClaims, StandIn};

use crate::TestApp;

/// The app, JTL, a Better Auth server and a partner of `TRUSTED_ISSUERS`.
#[derive(Debug)]
pub struct MultiIssuerApp {
    /// The app and JTL, which issues both generations of tokens.
    pub test_app: TestApp,
    /// A Better Auth server.
    pub better_auth: StandIn,
    /// An issuer of RS256 tokens with tenants, whose claim for them is `tid`. It speaks for
    /// [`PARTNERS`] of JTL's, and for no other.
    pub partner: StandIn,
}

impl MultiIssuerApp {
    /// An app that has not called anybody yet.
    pub async fn cold() -> Self {
        Self::with(&[]).await
    }

    /// An app that has been warmed up, a second ago.
    pub async fn warm() -> Self {
        let every = Self::cold().await;
        every.test_app.app.warm_up().await;
        every.test_app.time.advance(Duration::from_secs(1));
        every
    }

    /// A cold app with these variables besides, or instead of the usual ones.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        let [jtl, better_auth, partner] = [StandIn::start().await, StandIn::start().await, StandIn::start().await];
        // Two stand-ins start with the same RSA key, and an issuer shares its keys with nobody.
        partner.rotate_app_keys(false);
        for stand_in in [&jtl, &partner] {
            // Made at first use, which would take up the time of somebody's call.
            stand_in.app_key_set();
        }
        let trusted = trusted(&partner).to_string();
        let mut all = vec![
            ("JTL_APP_ID", StandIn::app_id()),
            ("JTL_ISSUER", jtl.url()),
            ("BETTER_AUTH_URL", better_auth.url()),
            ("TRUSTED_ISSUERS", &trusted),
        ];
        all.retain(|(name, _)| variables.iter().all(|(own, _)| own != name));
        all.extend(variables);
        let all: Vec<(String, String)> = all
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (&**name, &**value)).collect();
        let test_app = TestApp::before(jtl, &all, Timeouts::default(), None).await;
        Self {
            test_app,
            better_auth,
            partner,
        }
    }

    /// An app token as JTL sends them, valid for an hour of the app's time.
    pub fn app_token(&self, tenant: &str) -> String {
        self.test_app.stand_in.app_token(&self.app_claims(tenant))
    }

    /// Claims of an app token of a user of `tenant`, valid for an hour of the app's time.
    pub fn app_claims(&self, tenant: &str) -> AppClaims {
        AppClaims {
            expires_at: Some(self.test_app.unix_time() + 3600),
            ..AppClaims::of(tenant)
        }
    }

    /// Claims of the Better Auth server about `user-2`, valid for an hour of the app's time.
    pub fn auth_claims(&self) -> Value {
        let url = self.better_auth.url();
        json!({
            "iss": url, "aud": url, "sub": "user-2", "exp": self.test_app.unix_time() + 3600,
            "email": "user-2@shop.example", "name": "User Two",
        })
    }

    /// A token of the Better Auth server.
    pub fn auth_token(&self) -> String {
        self.better_auth.auth_token(&self.auth_claims())
    }

    /// Claims of the partner about `user-3` of `tenant`, valid for an hour of the app's time.
    pub fn partner_claims(&self, tenant: &str) -> Value {
        json!({
            "iss": self.partner.url(), "aud": PARTNER_AUDIENCE, "sub": "user-3", "tid": tenant,
            "exp": self.test_app.unix_time() + 3600,
        })
    }

    /// A token of the partner.
    pub fn partner_token(&self, tenant: &str) -> String {
        let header = json!({"alg": "RS256", "kid": self.partner.app_key_id()});
        self.partner.sign_app(&header, &self.partner_claims(tenant))
    }
}

fn trusted(partner: &StandIn) -> Value {
    json!([{
        "name": "partner",
        "issuer": partner.url(),
        "audience": PARTNER_AUDIENCE,
        "algorithm": "RS256",
        "keySetUrl": format!("{}/oauth/v2/keys", partner.url()),
        "claims": {"tenant": "tid"},
        "tenants": PARTNERS,
    }])
}

/// The tenants of JTL's that the partner may name.
pub const PARTNERS: [&str; 2] = ["tenant-bikes", "tenant-books"];
const PARTNER_AUDIENCE: &str = "partner-app";
