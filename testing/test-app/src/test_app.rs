//! The app, the platform it calls and the time that passes for both.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use shared::http::client::Timeouts;
use shared::request::clock::MockClock;
use shared::start::app::{App, AppDeps};
use shared::start::config::{Config, ConfigError, Env};
use stand_in::{SessionClaims, StandIn};

use crate::aws_at;

/// One app and its platform.
#[derive(Debug)]
pub struct TestApp {
    /// The platform.
    pub stand_in: StandIn,
    /// The app's time.
    pub time: MockClock,
    /// The app.
    pub app: Arc<App>,
    metrics: Arc<Mutex<Vec<Value>>>,
}

impl TestApp {
    /// An app that has not called anybody yet.
    pub async fn cold() -> Self {
        Self::with(&[]).await
    }

    /// An app that has been warmed up. A second has passed since, so that what happens next
    /// happens later.
    pub async fn warm() -> Self {
        let test_app = Self::cold().await;
        test_app.app.warm_up().await;
        test_app.time.advance(Duration::from_secs(1));
        test_app
    }

    /// A cold app with these variables besides, or instead of the usual ones.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        Self::with_limits(variables, Timeouts::default()).await
    }

    /// The same with other limits for each call.
    pub async fn with_limits(variables: &[(&str, &str)], limits: Timeouts) -> Self {
        Self::before(StandIn::start().await, variables, limits, None).await
    }

    /// The same before this platform, and with a Secrets Manager at this address.
    pub async fn before(
        stand_in: StandIn,
        variables: &[(&str, &str)],
        limits: Timeouts,
        secrets_manager: Option<&str>,
    ) -> Self {
        let time = MockClock::at_present();
        let (config, mistakes) = Self::config(&stand_in, variables);
        let metrics = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&metrics);
        let deps = AppDeps {
            function: "test_app",
            clock: time.clock(),
            limits,
            metrics: Arc::new(move |line| {
                let line = serde_json::from_str(line).expect("a line of metrics is JSON");
                lock(&written).push(line);
            }),
            aws: match secrets_manager {
                Some(url) => Some(aws_at(url).await),
                None => None,
            },
        };
        Self {
            app: App::new(config, mistakes, deps),
            stand_in,
            time,
            metrics,
        }
    }

    /// Configuration of an app before `stand_in`. An empty value takes a variable away.
    pub fn config(stand_in: &StandIn, variables: &[(&str, &str)]) -> (Config, Vec<ConfigError>) {
        let usual = [
            ("CLIENT_ID", stand_in.client_id()),
            ("CLIENT_SECRET", stand_in.client_secret()),
            ("JTL_AUTH_URL", stand_in.url().to_owned()),
            ("JTL_API_URL", stand_in.url().to_owned()),
        ];
        let read = |name: &str| {
            let own = variables.iter().find(|(known, _)| *known == name);
            let value = match own {
                Some((_, value)) => Some((*value).to_owned()),
                None => usual
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| value.clone()),
            };
            value.filter(|value| !value.is_empty())
        };
        let mut variables = Env::new(&read);
        let config = Config::read(&mut variables);
        (config, variables.into_errors())
    }

    /// The lines of metrics written since the last time; there are some only with
    /// `METRICS_NAMESPACE`.
    pub fn metrics(&self) -> Vec<Value> {
        std::mem::take(&mut lock(&self.metrics))
    }

    /// A session token as JTL sends them, valid for an hour of the app's time.
    pub fn token(&self, tenant: &str) -> String {
        self.stand_in.session_token(&self.claims(tenant))
    }

    /// The same, but over for an hour.
    pub fn expired_token(&self) -> String {
        let claims = SessionClaims {
            expires_at: Some(self.unix_time() - 3600),
            ..self.claims("tenant-bikes")
        };
        self.stand_in.session_token(&claims)
    }

    /// The same, but signed by somebody else.
    pub fn forged_token(&self) -> String {
        let claims = self.claims("tenant-bikes");
        self.stand_in
            .forge(&json!({"alg": "EdDSA", "typ": "JWT"}), &claims.claims())
    }

    /// Claims of a user of `tenant`, valid for an hour of the app's time.
    pub fn claims(&self, tenant: &str) -> SessionClaims {
        SessionClaims {
            expires_at: Some(self.unix_time() + 3600),
            ..SessionClaims::of(tenant)
        }
    }

    /// The date in HTTP's form after so much of the app's time, cut to its second.
    pub fn http_date_after(&self, span: Duration) -> String {
        httpdate::fmt_http_date(UNIX_EPOCH + self.time.clock().now().wall + span)
    }

    /// The app's time, in seconds since 1970.
    pub fn unix_time(&self) -> i64 {
        i64::try_from(self.time.clock().now().wall.as_secs())
            .expect("the time of the app is before the year 292277026596")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The variables of an app whose credentials are in a secret.
pub(crate) const IN_A_SECRET: &[(&str, &str)] = &[
    ("CREDENTIALS_SECRET_ID", "jtl"),
    ("CLIENT_ID", ""),
    ("CLIENT_SECRET", ""),
];
