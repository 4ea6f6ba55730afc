// <product-proxy>
//! The token endpoint: one grant (RFC 6749, section 4.4) as the functions ask for it.

use reqwest::StatusCode;
use secrecy::SecretString;
use serde_json::Value;
use shared::auth::access_token::TokenEndpoint;
use shared::auth::credentials::ClientCredentials;
use shared::request::context::Upstream;

use crate::call::{Caller, Party, Reply};
use crate::fact::{Assumption, Fact};
use crate::report::Report;
use crate::text::{word, words};

/// Asks for an access token; returns it if there is one to work with.
pub(crate) async fn check(
    caller: &Caller,
    at: &TokenEndpoint,
    credentials: Result<ClientCredentials, String>,
    report: &mut Report,
) -> Option<SecretString> {
    let granted = match credentials {
        Ok(credentials) => grant(caller, at, &credentials).await,
        Err(sentence) => Err(sentence),
    };
    let response = match granted {
        Ok(response) => response,
        Err(sentence) => {
            report.add(CALL.of(&at.url).failed(sentence));
            report.extend(CONTENT.map(|assumption| assumption.not_seen("there is no access token")));
            return None;
        }
    };
    let token = response.json["access_token"].as_str().unwrap_or_default();
    report.hide(token);
    report.add(CALL.of(&at.url).seen(true, response.status.as_u16().to_string(), ""));
    report.add(life(&response.json["expires_in"]));
    let kind = &response.json["token_type"];
    let is_bearer = kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    report.add(TYPE.seen(
        is_bearer,
        word(kind),
        "the functions send it as Bearer all the same, and may be refused",
    ));
    report.add(scope(&response.json["scope"], at.scope));
    Some(token.into())
}

async fn grant(caller: &Caller, at: &TokenEndpoint, credentials: &ClientCredentials) -> Result<Reply, String> {
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(at.scope.map(|scope| ("scope", scope)));
    let request = caller.http.post(&at.url);
    let request = request.basic_auth(credentials.id(), Some(credentials.expose_secret()));
    let party = Party {
        name: "the token endpoint".into(),
        upstream: Upstream::TokenEndpoint,
        variable: "API_ENVIRONMENT, JTL_AUTH_URL or JTL_ISSUER",
    };
    let response = caller.send(&party, request.form(&form)).await?;
    let code = word(&response.json["error"]);
    let status = response.status.as_u16();
    if response.status == StatusCode::OK {
        let token = response.json["access_token"].as_str().unwrap_or_default();
        let is_sendable = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        let without = "it answers 200 without an access_token that could be sent; check JTL_AUTH_URL or JTL_ISSUER";
        return is_sendable.then_some(response).ok_or_else(|| without.into());
    }
    if response.status == StatusCode::UNAUTHORIZED || ["invalid_client", "unauthorized_client"].contains(&code.as_str())
    {
        return Err(format!(
            "it refuses the client id and secret ({status} {code}); copy both anew from JTL's partner portal, compare \
             API_ENVIRONMENT, and for credentials of the older host set JTL_AUTH_BASE to it"
        ));
    }
    Err(format!(
        "it answers {status} {code}; check API_ENVIRONMENT, and JTL_APP_ID with JTL_ISSUER"
    ))
}

fn life(expires_in: &Value) -> Fact {
    let seconds = expires_in.as_f64().or_else(|| expires_in.as_str()?.parse().ok());
    let Some(seconds) = seconds.filter(|seconds| seconds.is_finite()) else {
        let means = if expires_in.is_null() {
            "the functions take it for 300 s and ask again after 270 s; nothing to set"
        } else {
            "the functions cannot use such an answer and stay without an access token"
        };
        return LIFE.seen(false, word(expires_in), means);
    };
    let means = if seconds < 1.0 {
        "the functions cannot use such an answer and stay without an access token"
    } else if seconds < SHORTEST {
        "every environment asks for a new one that often; nothing to set"
    } else {
        "the functions use it for a day at most; nothing to set"
    };
    LIFE.seen((SHORTEST..=LONGEST).contains(&seconds), format!("{seconds} s"), means)
}

/// It may be left out where it is what was asked for (RFC 6749, section 5.1).
fn scope(granted: &Value, asked: Option<&str>) -> Fact {
    let (Some(text), Some(asked)) = (granted.as_str(), asked) else {
        let seen = granted
            .as_str()
            .map_or_else(|| word(granted), |text| words(text.split(' ')));
        return SCOPE.seen(
            granted.is_null() || granted.is_string(),
            seen,
            "it is not read; nothing to set",
        );
    };
    let has_it = text.split(' ').any(|scope| scope == asked);
    SCOPE.seen(
        has_it,
        words(text.split(' ')),
        format!("{asked} was asked for; the key sets or the ERP may refuse the token"),
    )
}

const CALL: Assumption = Assumption::new("token endpoint", "200");
const CONTENT: [Assumption; 3] = [LIFE, TYPE, SCOPE];
const LIFE: Assumption = Assumption::new("access token life", "expires_in of 300 to 86400 s");
const TYPE: Assumption = Assumption::new("access token type", "Bearer");
const SCOPE: Assumption = Assumption::new("access token scope", "what was asked for, or not named");

const SHORTEST: f64 = 300.0;
const LONGEST: f64 = 86_400.0;
// </product-proxy>
