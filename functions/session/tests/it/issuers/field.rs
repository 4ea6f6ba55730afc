//! The issuers of `testing/test-app/fixtures`, all of them trusted by one app under their own names. Their
//! key sets are published as they are, each by a server of its own on this machine.

use axum::Router;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use session::router;
use shared::request::clock::MockClock;
use shared::start::app::{App, AppDeps};
use stand_in::{Endpoint, StandIn};
use test_app::TestApp;

/// `jose.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Jose {
    app_id: String,
    pub key_sets: Map<String, Value>,
    pub tokens: Vec<Token>,
}

/// A token of `jose.json`; see the README beside it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    pub issuer: String,
    pub alg: String,
    pub name: String,
    pub outcome: Outcome,
    #[serde(rename = "token")]
    pub text: String,
}

/// Answer that a token is to get.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Accepted,
    Form,
    Signature,
    Issuer,
    Claims,
    Expired,
    NotYetValid,
}

/// A function that trusts them all and has not called anybody yet.
pub struct Field {
    pub time: MockClock,
    pub router: Router,
    servers: Vec<(String, StandIn)>,
    _jtl: StandIn,
}

impl Jose {
    pub fn read() -> Self {
        let text = include_str!("../../../../../testing/test-app/fixtures/jose.json");
        serde_json::from_str(text).expect("as make-jose.mjs wrote it")
    }

    /// The token of this issuer that has this name, under the issuer's own algorithm.
    pub fn token(&self, issuer: &str, name: &str) -> &str {
        let mut tokens = self.tokens.iter();
        let token = tokens.find(|token| token.issuer == issuer && token.name == name);
        &token.expect("a token of the table").text
    }
}

impl Field {
    /// `key_sets` by the names of the issuers in `jose.json`.
    pub async fn of(jose: &Jose, key_sets: &Map<String, Value>) -> Self {
        let jtl = StandIn::start().await;
        let mut servers = Vec::new();
        for (issuer, key_set) in key_sets {
            let server = StandIn::start().await;
            server.publish_auth_keys(key_set.clone());
            servers.push((issuer.clone(), server));
        }
        let url = |issuer: &str| format!("{}/api/auth/jwks", of(&servers, issuer).url());
        let other = json!([{
            "name": "other",
            "issuer": "https://other.example",
            "audience": jose.app_id,
            "algorithm": "RS256",
            "keySetUrl": url("other"),
            "claims": {"tenant": "tid"},
        }]);
        let (mut config, mistakes) = TestApp::config(
            &jtl,
            &[
                ("JTL_ISSUER", "https://id.jtl.example"),
                ("JTL_APP_ID", &jose.app_id),
                ("BETTER_AUTH_URL", "https://auth.example"),
                ("TRUSTED_ISSUERS", &other.to_string()),
            ],
        );
        assert_eq!(mistakes, []);
        // The names are as they will be in the field; of the hosts behind them only the keys are here.
        for issuer in &mut config.issuers {
            match &*issuer.name {
                "jtl-session" => issuer.key_set.url = url("session"),
                "jtl-app" => issuer.key_set.url = url("app"),
                "better-auth" => issuer.key_set.url = url("auth"),
                _ => {}
            }
        }
        config.token_endpoint.url = format!("{}/oauth/v2/token", jtl.url());
        let time = MockClock::at_present();
        let deps = AppDeps {
            clock: time.clock(),
            ..AppDeps::for_function("field")
        };
        Self {
            router: router(App::new(config, mistakes, deps)),
            time,
            servers,
            _jtl: jtl,
        }
    }

    /// Server that publishes the keys of this issuer.
    pub fn server(&self, issuer: &str) -> &StandIn {
        of(&self.servers, issuer)
    }

    /// Number of calls for each key set.
    pub fn calls(&self) -> Vec<(&str, u64)> {
        let servers = self.servers.iter();
        servers
            .map(|(issuer, server)| (issuer.as_str(), server.calls(Endpoint::AuthKeys)))
            .collect()
    }
}

fn of<'a>(servers: &'a [(String, StandIn)], issuer: &str) -> &'a StandIn {
    let server = servers.iter().find(|(name, _)| name == issuer);
    &server.expect("a key set for each issuer").1
}
