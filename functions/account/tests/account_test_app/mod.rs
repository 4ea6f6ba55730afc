//! The function as it is deployed, on a store of its own, on a clock that is set.

use std::path::PathBuf;

use account::accounts::Accounts;
use account::options::AccountOptions;
use account::router;
use account::signing_keys::{KeyRing, Seed};
use account::unix_time::UnixTime;
use axum::Router;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use shared::http::client::Timeouts;
use shared::start::config::Env;
use shared::store::StoreUrl;
use stand_in::StandIn;
use test_app::{Event, TestApp, TestResponse, unique};

use crate::stores::Place;

/// One function and its store.
pub struct AccountTestApp {
    pub test_app: TestApp,
    pub router: Router,
    pub keys: KeyFile,
    place: Option<Place>,
}

impl AccountTestApp {
    /// One on each kind of store that there is, with these variables besides.
    pub async fn on_all(variables: &[(&str, &str)]) -> Vec<Self> {
        let mut test_apps = Vec::new();
        for place in Place::all().await {
            test_apps.push(Self::at(place, variables).await);
        }
        test_apps
    }

    /// One on SQLite.
    pub async fn new(variables: &[(&str, &str)]) -> Self {
        let place = Place::all().await.swap_remove(0);
        Self::at(place, variables).await
    }

    async fn at(place: Place, variables: &[(&str, &str)]) -> Self {
        let (store, aws) = (place.store_at(), place.table().map(|(url, _)| url));
        let test_app = Self::before(store, aws.as_deref(), variables).await;
        Self {
            place: Some(place),
            ..test_app
        }
    }

    /// One that reaches AWS at this address.
    pub async fn before(store: StoreUrl, aws: Option<&str>, variables: &[(&str, &str)]) -> Self {
        let keys = KeyFile::new();
        let mut all = vec![
            ("CLIENT_ID", ""),
            ("CLIENT_SECRET", ""),
            ("ACCOUNT_ISSUER", ISSUER),
            ("ACCOUNTS_STORE", "sqlite:of the place"),
        ];
        if variables.iter().all(|(name, _)| *name != "ACCOUNT_KEYS_SECRET_ID") {
            all.push(("ACCOUNT_KEYS_FILE", keys.path()));
        }
        all.retain(|(name, _)| variables.iter().all(|(own, _)| own != name));
        all.extend(variables);
        let test_app = TestApp::before(StandIn::start().await, &all, Timeouts::default(), aws).await;
        let options = AccountOptions {
            store: Some(store),
            ..options(&all)
        };
        let accounts = Accounts::open(options, &test_app.app).await;
        Self {
            router: router(test_app.app.clone(), Some(accounts.expect("the variables are right"))),
            test_app,
            place: None,
            keys,
        }
    }

    /// All that is on record.
    pub async fn contents(&self) -> Vec<String> {
        self.place.as_ref().expect("it has a store of its own").contents().await
    }

    pub async fn send(&self, event: Event) -> TestResponse {
        event.send(&self.router).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: Value) -> TestResponse {
        self.send(Event::post(path, body.to_string())).await
    }

    /// Anna, whose password is [`PASSWORD`], on record.
    pub async fn register(&self) -> TestResponse {
        let anna = json!({"name": "Anna Lee", "email": EMAIL, "username": "anna", "password": PASSWORD});
        let response = self.post("/api/register", anna).await;
        assert_eq!(response.status, 201, "{}", response.text);
        response
    }

    /// Anna's tokens.
    pub async fn login(&self) -> Tokens {
        let response = self
            .post("/api/login", json!({"email": EMAIL, "password": PASSWORD}))
            .await;
        assert_eq!(response.status, 200, "{}", response.text);
        Tokens::in_body(&response)
    }

    pub async fn refresh(&self, token: &str) -> TestResponse {
        self.post("/api/refresh-token", json!({"refreshToken": token})).await
    }

    pub async fn profile(&self, access: &str) -> TestResponse {
        self.send(Event::get("/api/profile").header("authorization", &format!("Bearer {access}")))
            .await
    }
}

/// A file with one signing key, removed in the end.
pub struct KeyFile(PathBuf);

impl KeyFile {
    fn new() -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{}.json", unique()));
        let file = Self(path);
        file.write(
            KeyRing::new(&Seed::fresh(), UnixTime::from_secs(0))
                .to_json()
                .expose_secret(),
        );
        file
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path of tests is Unicode")
    }

    pub fn write(&self, text: &str) {
        std::fs::write(&self.0, text).expect("the folder of tests can be written");
    }

    pub fn ring(&self) -> KeyRing {
        let text = std::fs::read_to_string(&self.0).expect("the file is there");
        KeyRing::parse(&text).expect("it holds keys")
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The tokens issued by a login or refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    pub fn in_body(response: &TestResponse) -> Self {
        let text = |name: &str| {
            response.body[name]
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
    let mut variables = Env::new(&read);
    let options = AccountOptions::read(&mut variables);
    let mistakes = variables.into_errors();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    options
}

pub const ISSUER: &str = "https://app.example";
pub const EMAIL: &str = "Anna@example.org";
pub const PASSWORD: &str = "correct horse battery";
