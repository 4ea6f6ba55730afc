//! The function as it is deployed, on a store of its own, on a clock that is set.

use std::path::PathBuf;

use account::accounts::Accounts;
use account::options::AccountOptions;
use account::router;
use account::signing_keys::{KeyRing, Seed};
use account::unix_time::UnixTime;
use axum::Router;
use rehearsal::{Event, Reply, Stage};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use shared::config::{Config, Variables};

use crate::stores::{Place, unique};

/// One function and its store.
pub struct Site {
    pub stage: Stage,
    pub router: Router,
    pub place: Place,
    keys: PathBuf,
}

impl Site {
    /// One on each kind of store that there is, with these variables besides.
    pub async fn on_all(variables: &[(&str, &str)]) -> Vec<Self> {
        let mut sites = Vec::new();
        for place in Place::all().await {
            sites.push(Self::at(place, variables).await);
        }
        sites
    }

    /// One on SQLite.
    pub async fn new(variables: &[(&str, &str)]) -> Self {
        let place = Place::all().await.swap_remove(0);
        Self::at(place, variables).await
    }

    async fn at(place: Place, variables: &[(&str, &str)]) -> Self {
        let keys = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{}.json", unique()));
        let ring = KeyRing::new(&Seed::fresh(), UnixTime::of_seconds(0));
        std::fs::write(&keys, ring.to_json().expose_secret()).expect("the folder of tests can be written");
        let mut all = vec![
            ("CLIENT_ID", ""),
            ("CLIENT_SECRET", ""),
            ("ACCOUNT_ISSUER", ISSUER),
            ("ACCOUNTS_STORE", "sqlite:unused"),
            ("ACCOUNT_KEYS_FILE", keys.to_str().expect("a path of tests is Unicode")),
        ];
        all.extend(variables);
        let aws = place.table().map(|(url, _)| url);
        let stage = Stage::before(
            stand_in::StandIn::start().await,
            &all,
            shared::http_client::HopLimits::default(),
            aws.as_deref(),
        )
        .await;
        let mut options = options(&all);
        options.store = Some(place.store_at());
        let accounts = Accounts::open(options, &stage.app)
            .await
            .expect("the variables are right");
        Self {
            router: router(stage.app.clone(), Some(accounts)),
            stage,
            place,
            keys,
        }
    }

    pub async fn send(&self, event: Event) -> Reply {
        event.send(&self.router).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Event::post(path, body.to_string())).await
    }

    /// Anna, whose password is [`PASSWORD`], on record.
    pub async fn register(&self) -> Reply {
        let anna = json!({"name": "Anna Lee", "email": EMAIL, "username": "anna", "password": PASSWORD});
        let reply = self.post("/api/register", anna).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply
    }

    /// Anna's tokens.
    pub async fn login(&self) -> Tokens {
        let reply = self
            .post("/api/login", json!({"email": EMAIL, "password": PASSWORD}))
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        Tokens::in_body(&reply)
    }

    pub async fn refresh(&self, token: &str) -> Reply {
        self.post("/api/refresh-token", json!({"refreshToken": token})).await
    }

    pub async fn profile(&self, access: &str) -> Reply {
        self.send(Event::get("/api/profile").header("authorization", &format!("Bearer {access}")))
            .await
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.keys);
    }
}

/// What somebody is let in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    pub fn in_body(reply: &Reply) -> Self {
        let text = |name: &str| {
            reply.body[name]
                .as_str()
                .expect("the answer has both tokens")
                .to_owned()
        };
        Self {
            access: text("accessToken"),
            refresh: text("refreshToken"),
        }
    }
}

pub fn options(variables: &[(&str, &str)]) -> AccountOptions {
    let read = |name: &str| {
        let value = variables.iter().rev().find(|(known, _)| *known == name);
        value
            .map(|(_, value)| (*value).to_owned())
            .filter(|value| !value.is_empty())
    };
    let mut variables = Variables::new(&read);
    let config = Config::read(&mut variables);
    let options = AccountOptions::read(&mut variables, &config);
    let mistakes = variables.into_mistakes();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    options
}

pub const ISSUER: &str = "https://app.example";
pub const EMAIL: &str = "Anna@example.org";
pub const PASSWORD: &str = "correct horse battery";
