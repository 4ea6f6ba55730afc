//! Env → whose tokens are accepted.

use std::time::Duration;

use super::trusted_issuers;
use crate::start::env::{BASE_URL, Env, base_url};
use verify::issuer::Issuer;

/// [Name](Issuer::name) of the issuer of JTL's app tokens.
pub(super) const JTL_APPS: &str = "jtl-app";

/// All issuers, JTL's session tokens first where they are on.
pub(super) fn read(
    variables: &mut Env<'_>,
    has_credentials: bool,
    api_url: &str,
    usual_jtl_issuer: Option<&str>,
    leeway: Duration,
) -> Vec<Issuer> {
    let chosen = variables.parsed("JTL_SESSION_TOKENS", "on or off", |text| match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    });
    let mut issuers = Vec::new();
    if has_credentials && chosen != Some(false) {
        issuers.push(Issuer::jtl_sessions(api_url, leeway));
    }
    let app_tokens = jtl_apps(variables, usual_jtl_issuer, leeway);
    add(&mut issuers, app_tokens, variables, "JTL_ISSUER");
    let better_auth = variables
        .parsed("BETTER_AUTH_URL", BASE_URL, as_written)
        .map(|url| Issuer::better_auth(url, leeway));
    add(&mut issuers, better_auth, variables, "BETTER_AUTH_URL");
    let accounts = accounts(variables, leeway);
    add(&mut issuers, accounts, variables, "ACCOUNT_ISSUER");
    trusted_issuers::read(variables, &mut issuers, has_credentials, leeway);

    let is_set = |names: &[&str]| names.iter().any(|variable| variables.is_set(variable));
    let (has_some, has_others) = (is_set(&CREDENTIALS), is_set(&OTHER_SWITCHES));
    match chosen {
        Some(true) if !has_some => variables.mistake("JTL_SESSION_TOKENS", "unset, or else CREDENTIALS_SECRET_ID set"),
        Some(false) if !has_others => variables.mistake("JTL_SESSION_TOKENS", "on, or else JTL_APP_ID set"),
        None if !has_some && !has_others => {
            for variable in ["CLIENT_ID", "CLIENT_SECRET"] {
                variables.mistake(variable, "set, or else CREDENTIALS_SECRET_ID");
            }
        }
        Some(_) | None => {}
    }
    issuers
}

fn jtl_apps(variables: &mut Env<'_>, usual_issuer: Option<&str>, leeway: Duration) -> Option<Issuer> {
    let names = ["JTL_APP_ID", "JTL_APP_PROJECT_ID"];
    let id = variables.parsed_of_either(names, "unset, or the same as JTL_APP_ID", APP_ID, app_id);
    let issuer = variables.parsed("JTL_ISSUER", BASE_URL, base_url);
    let Some(id) = id else {
        if issuer.is_some() && !names.iter().any(|name| variables.is_set(name)) {
            variables.mistake("JTL_APP_ID", "set where JTL_ISSUER is");
        }
        return None;
    };
    let issuer = issuer.or(usual_issuer.map(ToOwned::to_owned));
    if issuer.is_none() && !variables.is_set("JTL_ISSUER") {
        variables.mistake("JTL_ISSUER", "set, since this API_ENVIRONMENT's is not known");
    }
    issuer.map(|issuer| Issuer::jtl_apps(issuer, id, leeway))
}

/// The issuer of the accounts, from `ACCOUNT_ISSUER` and `ACCOUNT_AUDIENCE`: read alike by whoever
/// issues their tokens and whoever verifies them.
pub fn accounts(variables: &mut Env<'_>, leeway: Duration) -> Option<Issuer> {
    let issuer = variables.parsed("ACCOUNT_ISSUER", BASE_URL, base_url);
    let audience = variables.parsed("ACCOUNT_AUDIENCE", AUDIENCE, |text| Some(text.to_owned()));
    if issuer.is_none() && audience.is_some() && !variables.is_set("ACCOUNT_ISSUER") {
        variables.mistake("ACCOUNT_ISSUER", "set where ACCOUNT_AUDIENCE is");
    }
    let issuer = issuer?;
    let audience = audience.unwrap_or_else(|| issuer.clone());
    Some(Issuer::accounts(issuer, audience, leeway))
}

/// Adds an issuer, unless another one is called the same: their tokens could not be told apart.
fn add(issuers: &mut Vec<Issuer>, issuer: Option<Issuer>, variables: &mut Env<'_>, variable: &'static str) {
    let Some(issuer) = issuer else { return };
    if issuers.iter().any(|known| known.iss == issuer.iss) {
        variables.mistake(variable, "another issuer than the other variables name");
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
