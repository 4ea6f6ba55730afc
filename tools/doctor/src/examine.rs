// <product-proxy>
//! One look at everything that is called, in the order in which the functions need it.

use std::time::Duration;

use product_proxy::ErpOptions;
use secrecy::SecretString;
use shared::auth::credentials::{ClientCredentials, CredentialsSource};
use shared::cache::Source as _;
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::Clock;
use shared::request::error_chain::Chain;
use shared::start::config::{Config, CredentialsFrom};
use shared::start::start_up;

use crate::call::Caller;
use crate::erp::{self, Erp};
use crate::fact::Assumption;
use crate::report::Report;
use crate::{answers, key_set, session_token, token_endpoint};

/// The facts of the platform that `environment` names.
pub(crate) async fn platform(environment: &dyn Fn(&str) -> Option<String>, token: Option<SecretString>) -> Report {
    let mut report = Report::default();
    if let Some(secret) = environment("CLIENT_SECRET") {
        report.hide(&secret);
    }
    let (config, mistakes, options) = start_up::read(ErpOptions::read, environment);
    if let Some(token) = &token {
        session_token::hide(token, &config.issuers, &mut report);
    }
    let clock = Clock::system();
    match HttpClient::new(Timeouts::default(), clock.clone()) {
        Ok(http) if mistakes.is_empty() => {
            report.add(CONFIGURATION.seen(true, issuers(&config), ""));
            examine(&Caller::new(http, clock), config, &options, token, &mut report).await;
        }
        http => {
            report.extend(mistakes.iter().map(|mistake| CONFIGURATION.failed(mistake.to_string())));
            if let Err(error) = http {
                let sentence = format!(
                    "SSL_CERT_FILE must name a PEM file with root certificates ({})",
                    Chain(&error)
                );
                report.add(CONFIGURATION.failed(sentence));
            }
            report.add(PLATFORM.not_seen("the configuration is wrong"));
        }
    }
    report
}

async fn examine(
    caller: &Caller,
    config: Config,
    options: &ErpOptions,
    token: Option<SecretString>,
    report: &mut Report,
) {
    let leeway = config.issuers.first().map_or(Duration::ZERO, |issuer| issuer.leeway);
    let access_token = if let Some(credentials) = credentials(caller, config.credentials).await {
        if let Ok(pair) = &credentials {
            report.hide(pair.expose_secret());
        }
        token_endpoint::check(caller, &config.token_endpoint, credentials, report).await
    } else {
        report.add(ACCESS_TOKEN.not_seen("there are no client credentials, and ERP_CALLS_AS is user"));
        None
    };
    let mut issuers = Vec::new();
    for issuer in config
        .issuers
        .into_iter()
        .filter(|issuer| JTLS.contains(&&*issuer.name))
    {
        let keys = key_set::check(caller, &issuer, access_token.as_ref(), report).await;
        issuers.push((issuer, keys));
    }
    let session = session_token::check(caller, issuers, token.as_ref(), report).await;
    match session.map(shared::verify::session::Session::into_tenant_session) {
        Some(Some(session)) => {
            let erp = Erp {
                caller,
                url: format!("{}/erp/v2/graphql", config.api_url),
                calls_as: options.calls_as,
                version: options.version,
                access_token: access_token.as_ref(),
            };
            erp.check(&session, report).await;
        }
        Some(None) => report.extend(erp::not_seen("the token names no tenant")),
        None if token.is_some() => report.extend(erp::not_seen("the token is not accepted")),
        None => report.extend(erp::not_seen(
            "it needs a tenant, which comes from a verified token alone",
        )),
    }
    report.extend(answers::check(&caller.answered(), leeway));
    if token.is_none() {
        report.advise(HOW_TO_GET_A_TOKEN);
    }
}

async fn credentials(caller: &Caller, from: Option<CredentialsFrom>) -> Option<Result<ClientCredentials, String>> {
    let source = match from? {
        CredentialsFrom::Env(pair) => CredentialsSource::Given(pair),
        CredentialsFrom::Secret(id) => {
            CredentialsSource::secret(id, &caller.http.sdk_from_env(shared::start::config::environment))
        }
    };
    let fetched = source.fetch(caller.context()).await;
    let fetched = fetched.map_err(|error| format!("CREDENTIALS_SECRET_ID: {}", Chain(&error)));
    Some(fetched.map(|fetched| fetched.value))
}

fn issuers(config: &Config) -> String {
    let names: Vec<&str> = config.issuers.iter().map(|issuer| &*issuer.name).collect();
    format!("trusts {}", names.join(", "))
}

const CONFIGURATION: Assumption = Assumption::new("configuration", "without a mistake");
const PLATFORM: Assumption = Assumption::new("platform", "");
const ACCESS_TOKEN: Assumption = Assumption::new("access token", "");

/// JTL's own issuers; the others are not its platform.
const JTLS: [&str; 2] = ["jtl-session", "jtl-app"];

const HOW_TO_GET_A_TOKEN: &str = "\
For the rest give a token of a real session: open the app in JTL's shell, have the App Bridge's \
getSessionToken or getAppToken print its token in the browser's console, copy it, and run \
cargo xtask doctor --token - with it on the standard input.";
// </product-proxy>
