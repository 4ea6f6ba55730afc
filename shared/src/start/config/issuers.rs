//! Variables → issuers whose tokens are accepted.

use std::time::Duration;

use super::{AllowedOrigins, SET_CREDENTIALS, trusted_issuers};
use crate::start::env::{BASE_URL, Env, base_url};
use verify::issuer::Issuer;

/// [Name](Issuer::name) of the issuer of JTL's app tokens.
pub(super) const JTL_APPS: &str = "jtl-app";

/// All issuers, JTL's session tokens first where they are on.
pub(super) fn read(
    env: &mut Env<'_>,
    has_credentials: bool,
    api_url: &str,
    usual_jtl_issuer: Option<&str>,
    leeway: Duration,
) -> Vec<Issuer> {
    let chosen = env.parsed("JTL_SESSION_TOKENS", "on or off", |text| match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    });
    let mut issuers = Vec::new();
    if has_credentials && chosen != Some(false) {
        issuers.push(Issuer::jtl_sessions(api_url, leeway));
    }
    let app_tokens = jtl_apps(env, usual_jtl_issuer, leeway);
    add(&mut issuers, app_tokens, env, "JTL_ISSUER");
    let better_auth = env
        .parsed("BETTER_AUTH_URL", BASE_URL, as_written)
        .map(|url| Issuer::better_auth(url, leeway));
    add(&mut issuers, better_auth, env, "BETTER_AUTH_URL");
    let accounts = accounts(env, leeway);
    add(&mut issuers, accounts, env, "ACCOUNT_ISSUER");
    trusted_issuers::read(env, &mut issuers, has_credentials, leeway);

    let without_accounts = env.text("ACCOUNTS_ENABLED").as_deref() == Some("false");
    let is_on = |variable: &str| env.is_set(variable) && !(without_accounts && variable == "ACCOUNT_ISSUER");
    let is_set = |names: &[&str]| names.iter().any(|variable| is_on(variable));
    let (has_some, has_others) = (is_set(&CREDENTIALS), is_set(&OTHER_SWITCHES));
    match chosen {
        Some(true) if !has_some => env.error(
            "JTL_SESSION_TOKENS",
            format!("{SET_CREDENTIALS}, or remove JTL_SESSION_TOKENS"),
        ),
        Some(false) if !has_others => env.error(
            "JTL_SESSION_TOKENS",
            "set JTL_APP_ID or another issuer's variable too, or set JTL_SESSION_TOKENS to on",
        ),
        None if !has_some && !has_others => {
            for variable in ["CLIENT_ID", "CLIENT_SECRET"] {
                env.error(variable, SET_CREDENTIALS);
            }
        }
        Some(_) | None => {}
    }
    issuers
}

fn jtl_apps(env: &mut Env<'_>, usual_issuer: Option<&str>, leeway: Duration) -> Option<Issuer> {
    let names = ["JTL_APP_ID", "JTL_APP_PROJECT_ID"];
    let id = env.parsed_of_either(names, APP_ID, app_id);
    let issuer = env.parsed("JTL_ISSUER", BASE_URL, base_url);
    let Some(id) = id else {
        if issuer.is_some() && !names.iter().any(|name| env.is_set(name)) {
            env.error("JTL_APP_ID", "set JTL_APP_ID too, or remove JTL_ISSUER");
        }
        return None;
    };
    let issuer = issuer.or(usual_issuer.map(ToOwned::to_owned));
    if issuer.is_none() && !env.is_set("JTL_ISSUER") {
        env.error(
            "JTL_ISSUER",
            "set JTL_ISSUER too; the issuer of this API_ENVIRONMENT is not known",
        );
    }
    issuer.map(|issuer| Issuer::jtl_apps(issuer, id, leeway))
}

/// The issuer of the accounts, from `ACCOUNT_ISSUER` and `ACCOUNT_AUDIENCE`, unless `ACCOUNTS_ENABLED` is `false`:
/// read alike by whoever issues their tokens and whoever verifies them.
pub fn accounts(env: &mut Env<'_>, leeway: Duration) -> Option<Issuer> {
    let are_on = env.parsed("ACCOUNTS_ENABLED", "true or false", |text| text.parse().ok());
    if are_on == Some(false) {
        return None;
    }
    let issuer = env.parsed("ACCOUNT_ISSUER", BASE_URL, base_url);
    let audience = env.parsed("ACCOUNT_AUDIENCE", AUDIENCE, |text| Some(text.to_owned()));
    if issuer.is_none() && audience.is_some() && !env.is_set("ACCOUNT_ISSUER") {
        env.error("ACCOUNT_ISSUER", "set ACCOUNT_ISSUER too, or remove ACCOUNT_AUDIENCE");
    }
    let issuer = issuer?;
    let audience = audience.unwrap_or_else(|| issuer.clone());
    Some(Issuer::accounts(issuer, audience, leeway))
}

/// The pages that may send requests with the accounts' cookies, from `ACCOUNT_ORIGINS`: read alike by
/// whoever sets the cookies and whoever takes them. `None` where the accounts' tokens are not trusted.
pub fn account_origins(env: &mut Env<'_>, accounts: Option<&Issuer>) -> Option<AllowedOrigins> {
    let origins = env.parsed("ACCOUNT_ORIGINS", AllowedOrigins::EXPECTED, AllowedOrigins::parse);
    if origins.is_some() && !env.is_set("ACCOUNT_ISSUER") {
        env.error("ACCOUNT_ISSUER", "set ACCOUNT_ISSUER too, or remove ACCOUNT_ORIGINS");
    }
    let base_url = accounts?.iss.as_deref()?;
    Some(origins.unwrap_or_else(|| AllowedOrigins::of(base_url)))
}

/// Adds an issuer, unless another one has the same `iss`: their tokens could not be told apart.
fn add(issuers: &mut Vec<Issuer>, issuer: Option<Issuer>, env: &mut Env<'_>, variable: &'static str) {
    let Some(issuer) = issuer else { return };
    if issuers.iter().any(|known| known.iss == issuer.iss) {
        env.expected_form(variable, "an issuer that no other variable names");
    } else {
        issuers.push(issuer);
    }
}

/// A base URL with the slash at its end, if it has one: `iss` is compared as a text.
fn as_written(text: &str) -> Option<String> {
    base_url(text).map(|_| text.to_owned())
}

fn app_id(text: &str) -> Option<String> {
    let is_id = text.len() <= 256 && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_id.then(|| text.to_owned())
}

/// Each switches JTL's session tokens on, whose key set needs credentials.
const CREDENTIALS: [&str; 3] = ["CREDENTIALS_SECRET_ID", "CLIENT_ID", "CLIENT_SECRET"];
/// Each switches another issuer on. Where one is set and yet none is trusted, a mistake says why.
const OTHER_SWITCHES: [&str; 5] = [
    "JTL_APP_ID",
    "JTL_APP_PROJECT_ID",
    "BETTER_AUTH_URL",
    "ACCOUNT_ISSUER",
    "TRUSTED_ISSUERS",
];
const APP_ID: &str = "the app's id, without spaces";
const AUDIENCE: &str = "what the aud of the accounts' tokens contains";
