//! Variables → [`Config`]; the only place that reads the environment.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `CREDENTIALS_SECRET_ID` | name or ARN of the secret with the client credentials | |
//! | `CLIENT_ID`, `CLIENT_SECRET` | the client credentials themselves, instead; either switches JTL's session tokens on | |
//! | `JTL_SESSION_TOKENS` | `on` or `off`: whether they are accepted | `on` where there are client credentials |
//! | `API_ENVIRONMENT` | `prod` (or `production`), `beta`, `qa`, `dev` | `prod` |
//! | `JTL_AUTH_URL`, `JTL_API_URL` | other hosts than the environment's | |
//! | `JTL_API_BASE` | `JTL_API_URL` as JTL's scaffold calls it | |
//! | `JTL_AUTH_BASE` | `JTL_AUTH_URL` as it calls it; grants the access token whatever `JTL_APP_ID` says | |
//! | `JTL_APP_ID` (or `JTL_APP_PROJECT_ID`) | switches JTL's app tokens on: what their `aud` must contain | |
//! | `JTL_ISSUER` | who issues them | `https://id.jtl-cloud.com` |
//! | `BETTER_AUTH_URL` | switches the tokens of this Better Auth server on | |
//! | `ACCOUNT_ISSUER` | switches the tokens of `functions/account` on: the base URL it is reached by | |
//! | `ACCOUNTS_ENABLED` | `false` switches them off whatever `ACCOUNT_ISSUER` says | `true` |
//! | `ACCOUNT_AUDIENCE` | what their `aud` must contain | `ACCOUNT_ISSUER` |
//! | `ACCOUNT_ORIGINS` | whose pages may send requests with cookies, as in `https://app.example,https://www.app.example` | the origin of `ACCOUNT_ISSUER` |
//! | `ACCOUNT_KEY_SET_SECRET_ID` | name or ARN of a secret with the accounts' public keys, a JWK Set | they are fetched from `ACCOUNT_ISSUER` |
//! | `TRUSTED_ISSUERS` | any others, see `trusted_issuers.rs` | |
//! | `TOKEN_LEEWAY_SECONDS` | 0 to 60, for clocks that disagree | 5 |
//! | `METRICS_NAMESPACE` | switches the counters of `metrics.rs` on, under this name | |
//! | `WARM_STORE` | `dynamodb:TABLE`: where environments share the access token and the key sets; needs client credentials | each fetches for itself |
//! | `ERP_CACHE_SECONDS` | 0 to 300: how long answers of the ERP that a handler lets be kept are served from memory; 0 for not at all | 0 |
//! | `KEY_SET_STALE_SECONDS` | 600 to 86400: how long known keys are trusted while newer ones cannot be fetched | 3600 |

mod issuers;
mod origins;
mod trusted_issuers;

use std::time::Duration;

use secrecy::SecretString;

use super::env::{BASE_URL, base_url, seconds};
use crate::auth::access_token::TokenEndpoint;
use crate::auth::credentials::ClientCredentials;
use verify::issuer::Issuer;

pub use super::env::{ConfigError, Env, environment};
pub use issuers::{account_origins, accounts};
pub use origins::AllowedOrigins;

/// Configuration that every function needs.
#[derive(Clone, Debug)]
pub struct Config {
    /// `CREDENTIALS_SECRET_ID`, or `CLIENT_ID` and `CLIENT_SECRET`; there may be none where
    /// another issuer than JTL's shell is trusted.
    pub credentials: Option<CredentialsFrom>,
    /// At `JTL_AUTH_BASE` or `JTL_AUTH_URL`, or the host of `API_ENVIRONMENT`; without the first, at
    /// `JTL_ISSUER` for an app of generation 3.
    pub token_endpoint: TokenEndpoint,
    /// `JTL_API_URL` or `JTL_API_BASE`, or the host of `API_ENVIRONMENT`; without a slash at its end.
    pub api_url: String,
    /// Issuers whose tokens are accepted, at least one: JTL's own first, then the others as the table
    /// names them.
    pub issuers: Vec<Issuer>,
    /// `ACCOUNT_ORIGINS`, the pages that may send requests with the accounts' cookies; `None` where the
    /// accounts' tokens are not accepted, and no cookie is looked at.
    pub cookie_origins: Option<AllowedOrigins>,
    /// `ACCOUNT_KEY_SET_SECRET_ID`.
    pub account_key_set: Option<String>,
    /// `KEY_SET_STALE_SECONDS`.
    pub key_set_stale: Duration,
    /// `ERP_CACHE_SECONDS`.
    pub erp_cache: Duration,
    /// `METRICS_NAMESPACE`.
    pub metrics_namespace: Option<String>,
    /// `WARM_STORE`, whatever it says: a store that cannot be used keeps nobody from working.
    pub warm_store: Option<String>,
    /// The platform's own name for `API_ENVIRONMENT`: the URL of its API.
    pub environment: &'static str,
}

/// Origin of the client credentials.
#[derive(Clone, Debug)]
pub enum CredentialsFrom {
    /// Name or ARN of a secret in Secrets Manager.
    Secret(String),
    /// The values of `CLIENT_ID` and `CLIENT_SECRET`.
    Env(ClientCredentials),
}

/// The platform that `API_ENVIRONMENT` names.
#[derive(Clone, Copy)]
struct Hosts {
    auth: &'static str,
    api: &'static str,
    /// Issuer of its app tokens, where that is known.
    issuer: Option<&'static str>,
}

impl Config {
    /// Reads the variables above; mistakes are left with `env`, and a value that is
    /// returned in spite of one must not be used.
    pub fn read(env: &mut Env<'_>) -> Self {
        let hosts = env
            .parsed("API_ENVIRONMENT", "prod, beta, qa or dev", hosts)
            .unwrap_or(PROD);
        let credentials = credentials(env);
        let auth_url = env
            .parsed_of_either(AUTH_URLS, BASE_URL, base_url)
            .unwrap_or(hosts.auth.into());
        let api_url = env
            .parsed_of_either(API_URLS, BASE_URL, api_url)
            .unwrap_or(hosts.api.into());
        let leeway = env
            .parsed("TOKEN_LEEWAY_SECONDS", "a whole number from 0 to 60", |text| {
                seconds(text, 0, 60)
            })
            .unwrap_or(Duration::from_secs(5));
        let issuers = issuers::read(env, credentials.is_some(), &api_url, hosts.issuer, leeway);
        let accounts = issuers.iter().find(|issuer| issuer.is_accounts());
        let cookie_origins = issuers::account_origins(env, accounts);
        // The scaffold writes it for an app only where the credentials are those of that host.
        let grants_at_auth_url = env.is_set(AUTH_URLS[1]);
        let grants_to_apps = if grants_at_auth_url { &[] } else { &*issuers };
        Self {
            token_endpoint: token_endpoint(grants_to_apps, &auth_url),
            credentials,
            api_url,
            issuers,
            cookie_origins,
            account_key_set: env.parsed("ACCOUNT_KEY_SET_SECRET_ID", SECRET_ID, |text| {
                Some(text.trim().to_owned())
            }),
            key_set_stale: env
                .parsed("KEY_SET_STALE_SECONDS", "a whole number from 600 to 86400", |text| {
                    seconds(text, 600, 86_400)
                })
                .unwrap_or(KEY_SET_STALE),
            erp_cache: env
                .parsed("ERP_CACHE_SECONDS", "a whole number from 0 to 300", |text| {
                    seconds(text, 0, 300)
                })
                .unwrap_or_default(),
            metrics_namespace: env.parsed("METRICS_NAMESPACE", NAMESPACE, namespace),
            warm_store: env.text("WARM_STORE"),
            environment: hosts.api,
        }
    }

    /// The configuration of a function that verifies only its own tokens and does not call the
    /// platform: of the variables above only `METRICS_NAMESPACE` is read.
    pub fn without_issuers(env: &mut Env<'_>) -> Self {
        Self {
            token_endpoint: token_endpoint(&[], PROD.auth),
            credentials: None,
            api_url: PROD.api.into(),
            issuers: Vec::new(),
            cookie_origins: None,
            account_key_set: None,
            key_set_stale: KEY_SET_STALE,
            erp_cache: Duration::ZERO,
            metrics_namespace: env.parsed("METRICS_NAMESPACE", NAMESPACE, namespace),
            warm_store: None,
            environment: PROD.api,
        }
    }

    /// Requires client credentials, for a function that calls the platform.
    pub fn require_credentials(&self, env: &mut Env<'_>) {
        if self.credentials.is_none() && !self.issuers.is_empty() {
            env.error("CREDENTIALS_SECRET_ID", SET_CREDENTIALS);
        }
    }
}

/// An app of generation 3 is granted its access token where its users' tokens come from, and
/// nothing without a scope.
fn token_endpoint(issuers: &[Issuer], auth_url: &str) -> TokenEndpoint {
    let app_tokens = issuers.iter().find(|issuer| &*issuer.name == issuers::JTL_APPS);
    match app_tokens.and_then(|issuer| issuer.iss.as_deref()) {
        Some(issuer) => TokenEndpoint {
            url: format!("{issuer}/oauth/v2/token"),
            scope: Some("openid"),
        },
        None => TokenEndpoint {
            url: format!("{auth_url}/oauth2/token"),
            scope: None,
        },
    }
}

/// The credentials; none where no variable of theirs is set, or where one of them is a mistake.
fn credentials(env: &mut Env<'_>) -> Option<CredentialsFrom> {
    let some = |text: &str| Some(text.trim().to_owned());
    let secret = env.parsed("CREDENTIALS_SECRET_ID", SECRET_ID, some);
    let id = env.parsed("CLIENT_ID", "the app's client id", |text| {
        some(text).filter(|id| id.chars().all(|c| c.is_ascii_graphic()))
    });
    let password = env.parsed("CLIENT_SECRET", "the app's client secret", some);

    match (secret, id, password) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            env.error(
                "CREDENTIALS_SECRET_ID",
                "remove either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET; only one of the two can be meant",
            );
            None
        }
        (Some(secret), None, None) => Some(CredentialsFrom::Secret(secret)),
        (None, Some(id), Some(secret)) => Some(CredentialsFrom::Env(ClientCredentials::new(
            id,
            SecretString::from(secret),
        ))),
        (None, _, _) => {
            let is_set = ["CLIENT_ID", "CLIENT_SECRET"].map(|variable| env.is_set(variable));
            if let [true, false] | [false, true] = is_set {
                let (missing, instruction) = if is_set[0] {
                    (
                        "CLIENT_SECRET",
                        "set CLIENT_SECRET too, or replace CLIENT_ID by CREDENTIALS_SECRET_ID",
                    )
                } else {
                    (
                        "CLIENT_ID",
                        "set CLIENT_ID too, or replace CLIENT_SECRET by CREDENTIALS_SECRET_ID",
                    )
                };
                env.error(missing, instruction);
            }
            None
        }
    }
}

/// Some apps name the ERP below the host.
fn api_url(text: &str) -> Option<String> {
    let url = base_url(text)?;
    Some(url.strip_suffix("/erp/v2").map(ToOwned::to_owned).unwrap_or(url))
}

fn hosts(environment: &str) -> Option<Hosts> {
    match environment {
        "prod" | "production" => Some(PROD),
        // beta has an api host of its own but shares prod's auth host.
        "beta" => Some(Hosts {
            api: "https://api.beta.jtl-cloud.com",
            ..PROD
        }),
        "qa" => Some(Hosts {
            auth: "https://auth.qa.jtl-cloud.com",
            api: "https://api.qa.jtl-cloud.com",
            issuer: None,
        }),
        "dev" => Some(Hosts {
            auth: "https://auth.dev.jtl-cloud.com",
            api: "https://api.dev.jtl-cloud.com",
            issuer: None,
        }),
        _ => None,
    }
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

/// Ours, and the name that JTL's scaffold has for it.
const AUTH_URLS: [&str; 2] = ["JTL_AUTH_URL", "JTL_AUTH_BASE"];
const API_URLS: [&str; 2] = ["JTL_API_URL", "JTL_API_BASE"];
const NAMESPACE: &str = "a CloudWatch namespace: letters, digits and . - _ / # :";
const PROD: Hosts = Hosts {
    auth: "https://auth.jtl-cloud.com",
    api: "https://api.jtl-cloud.com",
    issuer: Some("https://id.jtl-cloud.com"),
};
const KEY_SET_STALE: Duration = Duration::from_hours(1);
pub(super) const SET_CREDENTIALS: &str = "set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET";
const SECRET_ID: &str = "the name or ARN of a secret";

#[cfg(test)]
mod tests;
