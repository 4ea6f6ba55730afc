//! An app that trusts the accounts of its own deployment beside JTL's tokens.

use serde_json::{Value, json};
use shared::http::client::Timeouts;
use stand_in::{AppClaims, Endpoint, Fault, StandIn};

use crate::cookie_rule::{ORIGIN, SessionCookies};
use crate::{MultiIssuerApp, TestApp};

/// The app, JTL, and the issuer of the accounts, played by a stand-in of its own.
#[derive(Debug)]
pub struct AccountsApp {
    /// The app and JTL, which issues both generations of tokens.
    pub test_app: TestApp,
    /// Its first key set is the accounts', and open to everybody.
    pub accounts: StandIn,
}

impl AccountsApp {
    /// An app that has not called anybody yet, with these variables besides.
    pub async fn cold(variables: &[(&str, &str)]) -> Self {
        let (jtl, accounts) = (StandIn::start().await, StandIn::start().await);
        // Made at first use, which would take up the time of somebody's call.
        jtl.app_key_set();
        accounts.set_key_ids(true);
        let key_set = Fault::Answer {
            status: 200,
            body: accounts.key_set().to_string(),
        };
        accounts.fault(Endpoint::Keys, key_set);
        let (issuer, jtl_issuer) = (issuer(&accounts), jtl.url().to_owned());
        let mut all = vec![
            ("JTL_APP_ID", StandIn::app_id()),
            ("JTL_ISSUER", &jtl_issuer),
            ("ACCOUNT_ISSUER", &issuer),
            ("ACCOUNT_ORIGINS", ORIGIN),
        ];
        all.retain(|(name, _)| variables.iter().all(|(own, _)| own != name));
        all.extend(variables);
        let test_app = TestApp::before(jtl, &all, Timeouts::default(), None).await;
        Self { test_app, accounts }
    }

    /// A token of `user-7`, valid for a quarter of an hour of the app's time.
    pub fn token(&self) -> String {
        self.accounts.sign(&self.header(), &self.claims(900))
    }

    /// An app token of `user-1` as JTL sends them, valid for an hour of the app's time.
    pub fn app_token(&self, tenant: &str) -> String {
        self.test_app.stand_in.app_token(&AppClaims {
            expires_at: Some(self.test_app.unix_time() + 3600),
            ..AppClaims::of(tenant)
        })
    }

    /// What a browser may send in the session cookie.
    pub async fn cookies(&self) -> SessionCookies {
        let others = MultiIssuerApp::cold().await;
        let mut jtls = self.claims(900);
        jtls["tenantId"] = "tenant-bikes".into();
        jtls["userId"] = "user-1".into();
        SessionCookies {
            good: self.token(),
            other: self.accounts.sign(&self.header(), &self.claims(901)),
            expired: self.accounts.sign(&self.header(), &self.claims(-3600)),
            forged: self.accounts.forge(&self.header(), &self.claims(900)),
            foreign: vec![
                self.test_app.token("tenant-bikes"),
                self.app_token("tenant-bikes"),
                others.auth_token(),
                others.partner_token("tenant-bikes"),
                // JTL's, though it names the accounts as its issuer.
                self.test_app.stand_in.sign(&json!({"alg": "EdDSA"}), &jtls),
            ],
        }
    }

    fn header(&self) -> Value {
        json!({"alg": "EdDSA", "typ": "at+jwt", "kid": self.accounts.key_id()})
    }

    fn claims(&self, life: i64) -> Value {
        let (issuer, now) = (issuer(&self.accounts), self.test_app.unix_time());
        json!({
            "iss": issuer, "aud": issuer, "sub": "user-7", "iat": now, "exp": now + life, "jti": "1",
            "email": "user-7@shop.example", "email_verified": false, "name": "User Seven",
        })
    }
}

fn issuer(accounts: &StandIn) -> String {
    format!("{}/account", accounts.url())
}
