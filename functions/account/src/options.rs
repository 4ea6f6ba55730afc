//! The variables of this function alone.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `ACCOUNTS_ENABLED` | `false` switches accounts off; of the rest nothing is demanded then | `true` |
//! | `ACCOUNTS_STORE` | `dynamodb:TABLE`, or `sqlite:PATH` in a build with the feature `sqlite` | none: it must be set |
//! | `ACCOUNT_KEYS_SECRET_ID` | name or ARN of the secret with the signing keys | |
//! | `ACCOUNT_KEYS_FILE` | a file with them, instead | |
//! | `ACCOUNT_ISSUER` | the base URL that access tokens name as `iss` | none: it must be set |
//! | `ACCOUNT_AUDIENCE` | what they name as `aud` | `ACCOUNT_ISSUER` |
//! | `ACCOUNT_ORIGINS` | whose pages may send requests with cookies, as in `https://app.example,https://www.app.example` | the origin of `ACCOUNT_ISSUER` |
//! | `ACCESS_TOKEN_SECONDS` | 60 to 3600: how long an access token is good | 900 |
//! | `REFRESH_TOKEN_DAYS` | 1 to 90: how long a login lasts at most | 30 |
//! | `REFRESH_TOKEN_IDLE_DAYS` | 1 to as many: how long it lasts without a refresh | 7 |
//! | `PASSWORD_MEMORY_MIB` | 19 to 256: what a password's hash takes | 19 |
//! | `PASSWORD_PASSES` | 2 to 10: how often it goes over that | 2 |
//! | `DISTRIBUTION_SECRET` | the secret by which the distribution before the API proves itself, which then says whose a request is | none: the address is the one that API Gateway sees |
//! | `REGISTRATION_PRIVATE` | `true` or `false`: whether registration keeps secret which addresses have an account | `false` |
//!
//! `ACCOUNT_ISSUER`, `ACCOUNT_AUDIENCE` and `ACCOUNT_ORIGINS` are read as every function reads them, so
//! that a token names what its verifiers demand, and a cookie is taken from the same pages. Of the variables that functions have in common, only
//! `METRICS_NAMESPACE` is read here.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use shared::start::config::{self, AllowedOrigins, Env};
use shared::start::start_up::{Needs, Options};
use shared::store::StoreUrl;
use shared::verify::issuer::Issuer;

use crate::access_token::TokenIssuer;
use crate::distribution::Distribution;
use crate::password::Cost;
use crate::refresh_token::SessionLifetime;

/// Options for keeping accounts and issuing tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountOptions {
    /// `ACCOUNTS_STORE`; absent where accounts are off, or beside a mistake.
    pub store: Option<StoreUrl>,
    /// `ACCOUNT_KEYS_SECRET_ID` or `ACCOUNT_KEYS_FILE`; absent where accounts are off, or beside a mistake.
    pub keys: Option<SigningKeySource>,
    /// `ACCOUNT_ISSUER`, `ACCOUNT_AUDIENCE` and `ACCESS_TOKEN_SECONDS`.
    pub issuer: TokenIssuer,
    /// `ACCOUNT_ORIGINS`.
    pub origins: AllowedOrigins,
    /// `REFRESH_TOKEN_DAYS` and `REFRESH_TOKEN_IDLE_DAYS`.
    pub session_lifetime: SessionLifetime,
    /// `PASSWORD_MEMORY_MIB` and `PASSWORD_PASSES`.
    pub cost: Cost,
    /// `REGISTRATION_PRIVATE`.
    pub is_registration_private: bool,
    /// `DISTRIBUTION_SECRET`.
    pub distribution: Option<Distribution>,
}

/// The place of the signing keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningKeySource {
    /// In this secret of Secrets Manager.
    Secret(String),
    /// In this file.
    File(PathBuf),
}

impl AccountOptions {
    /// Reads the variables above; mistakes are left with `env`, and options that were read
    /// in spite of one must not be used.
    pub fn read(env: &mut Env<'_>) -> Self {
        let life = number(env, "ACCESS_TOKEN_SECONDS", "a whole number from 60 to 3600", 60..=3600);
        let is_off = env.text("ACCOUNTS_ENABLED").as_deref() == Some("false");
        let (store, keys) = if is_off { (None, None) } else { (store(env), keys(env)) };
        let ours = config::accounts(env, Duration::ZERO);
        let origins = config::account_origins(env, ours.as_ref());
        Self {
            store,
            keys,
            issuer: issuer(env, ours.as_ref(), Duration::from_secs(life.unwrap_or(900))),
            // Absent only beside a mistake.
            origins: origins.unwrap_or_default(),
            session_lifetime: session_lifetime(env),
            cost: cost(env),
            is_registration_private: env
                .parsed("REGISTRATION_PRIVATE", "true or false", |text| text.parse().ok())
                .unwrap_or(false),
            distribution: env.parsed("DISTRIBUTION_SECRET", Distribution::EXPECTED, Distribution::parse),
        }
    }
}

/// It knows nothing of JTL, and trusts no tokens but its own.
impl Options for AccountOptions {
    fn needs(&self) -> Needs {
        Needs::Nothing
    }
}

fn store(env: &mut Env<'_>) -> Option<StoreUrl> {
    let store = env.parsed("ACCOUNTS_STORE", StoreUrl::EXPECTED, StoreUrl::parse);
    if !env.is_set("ACCOUNTS_STORE") {
        env.expected_form("ACCOUNTS_STORE", StoreUrl::EXPECTED);
    }
    store
}

fn keys(env: &mut Env<'_>) -> Option<SigningKeySource> {
    let secret = env.parsed("ACCOUNT_KEYS_SECRET_ID", "the name or ARN of a secret", |text| {
        Some(SigningKeySource::Secret(text.trim().to_owned()))
    });
    let file = env.parsed("ACCOUNT_KEYS_FILE", "the path of a file", |text| {
        Some(SigningKeySource::File(text.into()))
    });
    match ["ACCOUNT_KEYS_SECRET_ID", "ACCOUNT_KEYS_FILE"].map(|variable| env.is_set(variable)) {
        [true, true] => {
            env.error(
                "ACCOUNT_KEYS_SECRET_ID",
                "remove either ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE; only one of the two can be meant",
            );
            None
        }
        [false, false] => {
            env.error(
                "ACCOUNT_KEYS_SECRET_ID",
                "set either ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE",
            );
            None
        }
        _ => secret.or(file),
    }
}

fn issuer(env: &mut Env<'_>, ours: Option<&Issuer>, life: Duration) -> TokenIssuer {
    if ours.is_none() && !env.is_set("ACCOUNT_ISSUER") && env.text("ACCOUNTS_ENABLED").as_deref() != Some("false") {
        env.expected_form("ACCOUNT_ISSUER", "the base URL by which this function is reached");
    }
    let text = |part: fn(&Issuer) -> Option<&String>| ours.and_then(part).cloned().unwrap_or_default();
    TokenIssuer {
        name: text(|issuer| issuer.iss.as_ref()),
        audience: text(|issuer| issuer.audience.as_ref()),
        life,
    }
}

fn session_lifetime(env: &mut Env<'_>) -> SessionLifetime {
    let usual = SessionLifetime::default();
    let days = |days: u64| Duration::from_hours(24 * days);
    let absolute = number(env, "REFRESH_TOKEN_DAYS", "a whole number from 1 to 90", 1..=90);
    let absolute = absolute.map_or(usual.absolute, days);
    let expected = "a whole number from 1 to REFRESH_TOKEN_DAYS";
    let idle = number(env, "REFRESH_TOKEN_IDLE_DAYS", expected, 1..=90).map(days);
    if idle.is_some_and(|idle| idle > absolute) {
        env.expected_form("REFRESH_TOKEN_IDLE_DAYS", expected);
    }
    SessionLifetime {
        absolute,
        idle: idle.unwrap_or(usual.idle).min(absolute),
    }
}

fn cost(env: &mut Env<'_>) -> Cost {
    let memory = number(env, "PASSWORD_MEMORY_MIB", "a whole number from 19 to 256", 19..=256);
    let passes = number(env, "PASSWORD_PASSES", "a whole number from 2 to 10", 2..=10);
    Cost::new(memory.unwrap_or(19), passes.unwrap_or(2)).expect("both were checked against the bounds of a cost")
}

fn number<T: FromStr + PartialOrd>(
    env: &mut Env<'_>,
    variable: &'static str,
    expected: &'static str,
    range: RangeInclusive<T>,
) -> Option<T> {
    env.parsed(variable, expected, |text| {
        text.parse().ok().filter(|number| range.contains(number))
    })
}

#[cfg(test)]
mod tests {
    use shared::start::config::ConfigError;

    use super::*;

    const GOOD: [(&str, &str); 3] = [
        ("ACCOUNTS_STORE", "dynamodb:app-accounts"),
        ("ACCOUNT_KEYS_SECRET_ID", "app/keys"),
        ("ACCOUNT_ISSUER", "https://app.example/"),
    ];

    /// Reads the good variables but for these; `None` unsets one.
    fn read(changes: &[(&'static str, Option<&str>)]) -> (AccountOptions, Vec<&'static str>) {
        let (options, errors) = read_all(changes);
        (options, errors.iter().map(|error| error.variable).collect())
    }

    fn sentences(changes: &[(&'static str, Option<&str>)]) -> Vec<String> {
        read_all(changes).1.iter().map(ToString::to_string).collect()
    }

    fn read_all(changes: &[(&'static str, Option<&str>)]) -> (AccountOptions, Vec<ConfigError>) {
        let read = |name: &str| match changes.iter().find(|(changed, _)| *changed == name) {
            Some((_, value)) => value.map(ToOwned::to_owned),
            None => GOOD
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned()),
        };
        let mut env = Env::new(&read);
        let options = AccountOptions::read(&mut env);
        (options, env.into_errors())
    }

    #[test]
    fn store_keys_and_issuer_are_all_it_takes() {
        let (options, errors) = read(&[]);
        let expected = AccountOptions {
            store: Some(StoreUrl::DynamoDb("app-accounts".into())),
            keys: Some(SigningKeySource::Secret("app/keys".into())),
            issuer: TokenIssuer {
                name: "https://app.example".into(),
                audience: "https://app.example".into(),
                life: Duration::from_mins(15),
            },
            origins: AllowedOrigins::parse("https://app.example").unwrap(),
            session_lifetime: SessionLifetime::default(),
            cost: Cost::DEFAULT,
            is_registration_private: false,
            distribution: None,
        };
        assert_eq!((options, errors), (expected, vec![]));
    }

    #[test]
    fn everything_can_be_said_otherwise() {
        let (options, errors) = read(&[
            ("ACCOUNT_KEYS_SECRET_ID", None),
            ("ACCOUNT_KEYS_FILE", Some("target/my keys.json")),
            ("ACCOUNT_AUDIENCE", Some("shop")),
            ("ACCESS_TOKEN_SECONDS", Some("60")),
            ("REFRESH_TOKEN_DAYS", Some("3")),
            ("PASSWORD_MEMORY_MIB", Some("64")),
            ("PASSWORD_PASSES", Some("3")),
            ("REGISTRATION_PRIVATE", Some("true")),
        ]);
        assert_eq!(errors, Vec::<&str>::new());
        assert_eq!(options.keys, Some(SigningKeySource::File("target/my keys.json".into())));
        assert_eq!(
            (options.issuer.audience.as_str(), options.issuer.life.as_secs()),
            ("shop", 60)
        );
        let days = |days: u64| Duration::from_hours(24 * days);
        assert_eq!(
            (options.session_lifetime.absolute, options.session_lifetime.idle),
            (days(3), days(3))
        );
        assert_eq!(options.cost, Cost::new(64, 3).unwrap());
        assert!(options.is_registration_private);
        let (options, errors) = read(&[("REFRESH_TOKEN_IDLE_DAYS", Some("30"))]);
        assert_eq!((options.session_lifetime.idle, errors), (days(30), vec![]));
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let unset = ["ACCOUNTS_STORE", "ACCOUNT_KEYS_SECRET_ID", "ACCOUNT_ISSUER"].map(|variable| (variable, None));
        let credentials = [("CLIENT_ID", Some("id")), ("CLIENT_SECRET", Some("hush"))];
        let (_, errors) = read(&[&unset[..], &credentials[..]].concat());
        assert_eq!(errors, ["ACCOUNTS_STORE", "ACCOUNT_KEYS_SECRET_ID", "ACCOUNT_ISSUER"]);
        for (keys, sentence) in [
            (
                [("ACCOUNT_KEYS_SECRET_ID", None), ("ACCOUNT_KEYS_FILE", None)],
                "set either ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE",
            ),
            (
                [("ACCOUNT_KEYS_SECRET_ID", Some("a")), ("ACCOUNT_KEYS_FILE", Some("b"))],
                "remove either ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE; only one of the two can be meant",
            ),
        ] {
            assert_eq!(sentences(&keys), [sentence]);
        }
        assert_eq!(
            sentences(&[("ACCOUNT_ISSUER", None)]),
            ["set ACCOUNT_ISSUER to the base URL by which this function is reached"]
        );
        let store = format!("set ACCOUNTS_STORE to {}", StoreUrl::EXPECTED);
        assert_eq!(sentences(&[("ACCOUNTS_STORE", None)]), [store]);
        for (variable, wrong) in [
            ("ACCOUNTS_STORE", "accounts"),
            ("ACCOUNTS_STORE", "dynamodb:a b"),
            ("ACCOUNTS_STORE", "postgres:x"),
            ("ACCOUNTS_STORE", "sqlite: "),
            ("ACCOUNT_KEYS_FILE", "keys.json"),
            ("ACCOUNT_ISSUER", "http://app.example"),
            ("ACCOUNT_ISSUER", "app.example"),
            ("ACCOUNT_ORIGINS", "https://app.example/path"),
            ("ACCOUNT_ORIGINS", "https://::::"),
            ("ACCESS_TOKEN_SECONDS", "59"),
            ("ACCESS_TOKEN_SECONDS", "3601"),
            ("REFRESH_TOKEN_DAYS", "0"),
            ("REFRESH_TOKEN_DAYS", "91"),
            ("REFRESH_TOKEN_IDLE_DAYS", "31"),
            ("PASSWORD_MEMORY_MIB", "18"),
            ("PASSWORD_MEMORY_MIB", "257"),
            ("PASSWORD_PASSES", "1"),
            ("REGISTRATION_PRIVATE", "yes"),
        ] {
            let (_, errors) = read(&[(variable, Some(wrong))]);
            let blamed = if variable == "ACCOUNT_KEYS_FILE" {
                "ACCOUNT_KEYS_SECRET_ID"
            } else {
                variable
            };
            assert_eq!(errors, [blamed], "{variable}={wrong}");
        }
        for (variable, _) in GOOD {
            assert_eq!(
                read(&[(variable, Some(" "))]).1,
                [variable],
                "an empty one is no default"
            );
        }
    }

    #[test]
    fn accounts_that_are_off_need_nothing() {
        let unset = ["ACCOUNTS_STORE", "ACCOUNT_KEYS_SECRET_ID", "ACCOUNT_ISSUER"].map(|variable| (variable, None));
        for changes in [
            &[("ACCOUNTS_ENABLED", Some("false"))][..],
            &[&unset[..], &[("ACCOUNTS_ENABLED", Some("false"))]].concat(),
        ] {
            let (options, errors) = read(changes);
            assert_eq!(errors, Vec::<&str>::new());
            assert_eq!((options.store, options.keys), (None, None));
        }
        assert!(read(&[("ACCOUNTS_ENABLED", Some("true"))]).0.store.is_some());
        assert_eq!(read(&[("ACCOUNTS_ENABLED", Some("no"))]).1, ["ACCOUNTS_ENABLED"]);
    }

    #[test]
    #[cfg(feature = "sqlite")]
    fn a_path_may_hold_a_colon_and_spaces() {
        let (options, _) = read(&[("ACCOUNTS_STORE", Some(r"sqlite:C:\my app\a.sqlite"))]);
        assert_eq!(options.store, Some(StoreUrl::Sqlite(r"C:\my app\a.sqlite".into())));
    }
}
