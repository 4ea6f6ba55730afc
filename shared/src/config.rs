//! Variables → [`Config`]; the only place that reads the environment.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `CREDENTIALS_SECRET_ID` | name or ARN of the secret with the client credentials | |
//! | `CLIENT_ID`, `CLIENT_SECRET` | the client credentials themselves, instead | |
//! | `API_ENVIRONMENT` | `prod` (or `production`), `beta`, `qa`, `dev` | `prod` |
//! | `JTL_AUTH_URL`, `JTL_API_URL` | other hosts than the environment's | |
//! | `TOKEN_LEEWAY_SECONDS` | 0 to 60, for clocks that disagree | 5 |
//! | `METRICS_NAMESPACE` | switches the counters of `metrics.rs` on, under this name | |
//! | `KEY_SET_STALE_SECONDS` | 600 to 86400: how long known keys are trusted while theirs cannot be had | 3600 |

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use crate::credentials::ClientCredentials;

/// What every function needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// `CREDENTIALS_SECRET_ID`, or `CLIENT_ID` and `CLIENT_SECRET`.
    pub credentials: CredentialsFrom,
    /// `JTL_AUTH_URL`, or the host of `API_ENVIRONMENT`; without a slash at its end.
    pub auth_url: String,
    /// `JTL_API_URL`, or the host of `API_ENVIRONMENT`; without a slash at its end.
    pub api_url: String,
    /// `TOKEN_LEEWAY_SECONDS`.
    pub token_leeway: Duration,
    /// `KEY_SET_STALE_SECONDS`.
    pub key_set_stale: Duration,
    /// `METRICS_NAMESPACE`.
    pub metrics_namespace: Option<String>,
}

/// Where the client credentials come from.
#[derive(Clone, Debug)]
pub enum CredentialsFrom {
    /// From this secret in Secrets Manager.
    Secret(String),
    /// From the variables themselves.
    Variables(ClientCredentials),
}

/// A variable that cannot be used as it is. Its value is never repeated: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The variable.
    pub variable: &'static str,
    /// What it should look like.
    pub expected: &'static str,
}

/// Reads variables one by one and remembers every mistake.
pub struct Variables<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    mistakes: Vec<Mistake>,
}

impl Config {
    /// Reads the variables above; mistakes are left with `variables`, and a value that is
    /// returned in spite of one must not be used.
    pub fn read(variables: &mut Variables<'_>) -> Self {
        let (auth_host, api_host) = variables
            .parsed("API_ENVIRONMENT", "prod, beta, qa or dev", hosts)
            .unwrap_or(PROD);
        Self {
            credentials: credentials(variables),
            auth_url: variables
                .parsed("JTL_AUTH_URL", BASE_URL, base_url)
                .unwrap_or(auth_host.into()),
            api_url: variables
                .parsed("JTL_API_URL", BASE_URL, base_url)
                .unwrap_or(api_host.into()),
            token_leeway: variables
                .parsed("TOKEN_LEEWAY_SECONDS", "a whole number from 0 to 60", |text| {
                    seconds(text, 0, 60)
                })
                .unwrap_or(Duration::from_secs(5)),
            key_set_stale: variables
                .parsed("KEY_SET_STALE_SECONDS", "a whole number from 600 to 86400", |text| {
                    seconds(text, 600, 86_400)
                })
                .unwrap_or(Duration::from_hours(1)),
            metrics_namespace: variables.parsed("METRICS_NAMESPACE", NAMESPACE, namespace),
        }
    }
}

impl<'a> Variables<'a> {
    /// Variables from anywhere: `read` gives the value of a name.
    pub fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            read,
            mistakes: Vec::new(),
        }
    }

    /// The variable as `parse` understands it; `None` where it is absent or a mistake. One that
    /// is set but empty is a mistake: whoever sets it wants something, and we cannot tell what.
    pub fn parsed<T>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = (self.read)(variable)?;
        let value = Some(text.as_str())
            .filter(|text| !text.trim().is_empty())
            .and_then(parse);
        if value.is_none() {
            self.mistake(variable, expected);
        }
        value
    }

    /// Notes a mistake.
    pub fn mistake(&mut self, variable: &'static str, expected: &'static str) {
        self.mistakes.push(Mistake { variable, expected });
    }

    /// All mistakes, in the order of reading.
    pub fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes
    }
}

/// The environment of the process, for [`Variables::new`].
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
pub fn environment(name: &str) -> Option<String> {
    // A value that is not Unicode is passed on as one that no parser accepts, not as absent.
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} must be {}", self.variable, self.expected)
    }
}

impl fmt::Debug for Variables<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Variables")
            .field("mistakes", &self.mistakes)
            .finish_non_exhaustive()
    }
}

fn credentials(variables: &mut Variables<'_>) -> CredentialsFrom {
    let some = |text: &str| Some(text.trim().to_owned());
    let secret = variables.parsed("CREDENTIALS_SECRET_ID", SECRET_ID, some);
    let id = variables.parsed("CLIENT_ID", "the app's client id", |text| {
        some(text).filter(|id| id.chars().all(|c| c.is_ascii_graphic()))
    });
    let password = variables.parsed("CLIENT_SECRET", "the app's client secret", some);

    match (secret, id, password) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            variables.mistake(
                "CREDENTIALS_SECRET_ID",
                "unset, or else CLIENT_ID and CLIENT_SECRET: only one of the two can be meant",
            );
        }
        (Some(secret), None, None) => return CredentialsFrom::Secret(secret),
        (None, Some(id), Some(secret)) => {
            return CredentialsFrom::Variables(ClientCredentials::new(id, SecretString::from(secret)));
        }
        (None, id, secret) => {
            for (variable, is_missing) in [("CLIENT_ID", id.is_none()), ("CLIENT_SECRET", secret.is_none())] {
                if is_missing && (variables.read)(variable).is_none() {
                    variables.mistake(variable, "set, or else CREDENTIALS_SECRET_ID");
                }
            }
        }
    }
    CredentialsFrom::Secret(String::new())
}

fn hosts(environment: &str) -> Option<(&'static str, &'static str)> {
    match environment {
        "prod" | "production" => Some(PROD),
        // beta has an api host of its own but shares prod's auth host.
        "beta" => Some((PROD.0, "https://api.beta.jtl-cloud.com")),
        "qa" => Some(("https://auth.qa.jtl-cloud.com", "https://api.qa.jtl-cloud.com")),
        "dev" => Some(("https://auth.dev.jtl-cloud.com", "https://api.dev.jtl-cloud.com")),
        _ => None,
    }
}

fn base_url(text: &str) -> Option<String> {
    let url = reqwest::Url::parse(text).ok()?;
    let is_plain =
        url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    (is_plain && crate::http_client::is_permitted(&url)).then(|| text.trim_end_matches('/').to_owned())
}

fn seconds(text: &str, least: u64, most: u64) -> Option<Duration> {
    let seconds = text.parse().ok()?;
    (least..=most).contains(&seconds).then(|| Duration::from_secs(seconds))
}

/// CloudWatch's own rule for a namespace, of which it keeps the prefix `AWS/` for itself.
fn namespace(text: &str) -> Option<String> {
    let is_namespace = text.len() <= 255
        && !text.starts_with("AWS/")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_/#:".contains(&byte));
    is_namespace.then(|| text.to_owned())
}

const NAMESPACE: &str = "a CloudWatch namespace: letters, digits and . - _ / # :";
const PROD: (&str, &str) = ("https://auth.jtl-cloud.com", "https://api.jtl-cloud.com");
const BASE_URL: &str = "an https URL, or an http URL of this machine";
const SECRET_ID: &str = "the name or ARN of a secret";

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<Config, Vec<Mistake>> {
        let read = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let mut variables = Variables::new(&read);
        let config = Config::read(&mut variables);
        match variables.into_mistakes() {
            mistakes if mistakes.is_empty() => Ok(config),
            mistakes => Err(mistakes),
        }
    }

    fn good<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        [&[("CLIENT_ID", "id"), ("CLIENT_SECRET", "hush-hush")], more].concat()
    }

    fn variables_at_fault(variables: &[(&str, &str)]) -> Vec<&'static str> {
        load(variables)
            .unwrap_err()
            .iter()
            .map(|mistake| mistake.variable)
            .collect()
    }

    #[test]
    fn client_credentials_are_all_it_takes() {
        let config = load(&good(&[])).unwrap();
        assert_eq!(config.auth_url, "https://auth.jtl-cloud.com");
        assert_eq!(config.api_url, "https://api.jtl-cloud.com");
        assert_eq!(config.token_leeway, Duration::from_secs(5));
    }

    #[test]
    fn every_environment_has_its_hosts_and_production_is_prod() {
        for (name, auth, api) in [
            ("production", "https://auth.jtl-cloud.com", "https://api.jtl-cloud.com"),
            ("beta", "https://auth.jtl-cloud.com", "https://api.beta.jtl-cloud.com"),
            ("qa", "https://auth.qa.jtl-cloud.com", "https://api.qa.jtl-cloud.com"),
            ("dev", "https://auth.dev.jtl-cloud.com", "https://api.dev.jtl-cloud.com"),
        ] {
            let config = load(&good(&[("API_ENVIRONMENT", name)])).unwrap();
            assert_eq!((config.auth_url.as_str(), config.api_url.as_str()), (auth, api));
        }
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let at_fault = variables_at_fault(&[
            ("CLIENT_ID", "id"),
            ("API_ENVIRONMENT", "Prod"),
            ("JTL_API_URL", "http://api.example"),
            ("TOKEN_LEEWAY_SECONDS", "61"),
            ("KEY_SET_STALE_SECONDS", "an hour"),
        ]);
        assert_eq!(
            at_fault,
            [
                "API_ENVIRONMENT",
                "CLIENT_SECRET",
                "JTL_API_URL",
                "TOKEN_LEEWAY_SECONDS",
                "KEY_SET_STALE_SECONDS"
            ]
        );
    }

    #[test]
    fn an_empty_variable_is_a_mistake_and_not_a_default() {
        for variable in [
            "API_ENVIRONMENT",
            "JTL_AUTH_URL",
            "TOKEN_LEEWAY_SECONDS",
            "CREDENTIALS_SECRET_ID",
        ] {
            assert_eq!(variables_at_fault(&good(&[(variable, " ")])), [variable]);
        }
    }

    #[test]
    fn credentials_from_two_places_are_a_mistake() {
        let both = good(&[("CREDENTIALS_SECRET_ID", "jtl/app")]);
        assert_eq!(variables_at_fault(&both), ["CREDENTIALS_SECRET_ID"]);
        assert_eq!(variables_at_fault(&[]), ["CLIENT_ID", "CLIENT_SECRET"]);
    }

    #[test]
    fn http_is_for_this_machine_only() {
        for url in [
            "http://127.0.0.1:7878",
            "http://localhost:1/",
            "http://[::1]:80",
            "https://api.example/base/",
        ] {
            assert!(load(&good(&[("JTL_API_URL", url)])).is_ok(), "{url}");
        }
        for url in [
            "http://10.0.0.1",
            "http://localhost.example",
            "ftp://127.0.0.1",
            "https://a@api.example",
            "https://api.example/?a",
            "api.example",
        ] {
            assert!(load(&good(&[("JTL_API_URL", url)])).is_err(), "{url}");
        }
    }

    #[test]
    fn a_mistake_never_repeats_the_value() {
        let mistakes = load(&good(&[("JTL_AUTH_URL", "hush-hush")])).unwrap_err();
        assert!(!format!("{mistakes:?}{}", mistakes[0]).contains("hush"));
    }
}
