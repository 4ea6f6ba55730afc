// <product-proxy>
//! An issuer's key set: its keys by kind and id.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use shared::request::context::Upstream;
use shared::verify::issuer::Issuer;
use shared::verify::jwks::KeySet;
use shared::verify::token::Algorithm;

use crate::call::{Caller, Party};
use crate::fact::{Assumption, Fact};
use crate::report::Report;
use crate::text::{id, word};

/// Fetches the key set; returns it as it came if it verifies tokens.
pub(crate) async fn check(
    caller: &Caller,
    issuer: &Issuer,
    access_token: Option<&SecretString>,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let of_issuer = |assumption: Assumption| assumption.of(&issuer.name);
    let [call, kinds, ids] = facts(issuer).map(of_issuer);
    let mut request = caller.http.get(&issuer.key_set.url);
    if issuer.key_set.requires_access_token {
        let Some(token) = access_token else {
            report.extend([call, kinds, ids].map(|assumption| assumption.not_seen("it needs an access token")));
            return None;
        };
        request = request.bearer_auth(token.expose_secret());
    }
    let party = Party {
        name: format!("the key set of {}", issuer.name),
        upstream: Upstream::KeySet,
        variable: "API_ENVIRONMENT, JTL_API_URL or JTL_ISSUER",
    };
    let sent = caller.send(&party, request).await;
    let answered = sent.and_then(|response| match response.status {
        StatusCode::OK => Ok(response),
        StatusCode::UNAUTHORIZED => Err(
            "it refuses the access token (401); check that API_ENVIRONMENT, JTL_AUTH_URL \
                                         and JTL_API_URL name one platform"
                .into(),
        ),
        status => Err(format!("it answers {}; check {}", status.as_u16(), party.variable)),
    });
    let response = match answered {
        Ok(response) => response,
        Err(sentence) => {
            report.add(call.failed(sentence));
            report.extend([kinds, ids].map(|assumption| assumption.not_seen("the call failed")));
            return None;
        }
    };
    report.add(call.seen(true, "200", ""));
    let members = response.json["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    let usable = KeySet::parse(&response.body, issuer.algorithm).ok();
    report.add(kinds_of(&kinds, members, usable.as_ref()));
    report.add(ids_of(&ids, members, issuer.needs_key_id));
    usable.map(|_| response.body)
}

/// Kinds as the functions take them: whatever they would skip differs.
fn kinds_of(assumption: &Assumption, members: &[Value], usable: Option<&KeySet>) -> Fact {
    let shown: Vec<String> = members.iter().take(MOST_SHOWN).map(kind).collect();
    let more = members.len().saturating_sub(MOST_SHOWN);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let seen = format!("{} of them, {}{rest}", members.len(), shown.join("; "));
    match usable {
        Some(keys) if keys.skipped() == 0 => assumption.seen(true, seen, ""),
        Some(keys) => {
            let skipped = keys.skipped();
            assumption.seen(
                false,
                seen,
                format!("the functions skip {skipped}; tokens signed by one of those are refused"),
            )
        }
        None => assumption.seen(
            false,
            seen,
            "the functions can use none: every token of this issuer is answered 503",
        ),
    }
}

fn kind(member: &Value) -> String {
    if !member.is_object() {
        return "one that is no object".into();
    }
    let members = ["kty", "crv", "alg", "use"].map(|name| format!("{name} {}", word(&member[name])));
    members.join(", ")
}

fn ids_of(assumption: &Assumption, members: &[Value], must_have: bool) -> Fact {
    let ids: Vec<&str> = members.iter().filter_map(|member| member["kid"].as_str()).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    let without = members.len() - ids.len();
    let shown: Vec<String> = ids.iter().take(MOST_SHOWN).map(|text| id(text)).collect();
    let seen = match (ids.len(), without) {
        (0, _) => "none".into(),
        (_, 0) => shown.join(", "),
        _ => format!("{}; {without} without", shown.join(", ")),
    };
    if must_have && without > 0 {
        return assumption.seen(
            false,
            seen,
            "a token names its key: by one without kid none is verified, and it is 401 token_signature",
        );
    }
    if !must_have && members.len() > MOST_TRIED {
        return assumption.seen(
            false,
            seen,
            "a token that names no key is tried with the first 16 alone",
        );
    }
    assumption.seen(
        distinct.len() == ids.len(),
        seen,
        "each key of that kid is tried; nothing to set",
    )
}

fn facts(issuer: &Issuer) -> [Assumption; 3] {
    let kinds = match issuer.algorithm {
        Algorithm::EdDsa => "each OKP and Ed25519, for EdDSA and sig if it says for what",
        Algorithm::Rs256 => "each RSA of 2048 to 4096 bits, for RS256 and sig if it says for what",
    };
    let ids = if issuer.needs_key_id {
        "one for each key, no two alike"
    } else {
        "none, or no two alike; 16 keys at most"
    };
    [
        Assumption::new("key set", "200"),
        Assumption::new("keys", kinds),
        Assumption::new("key ids", ids),
    ]
}

const MOST_SHOWN: usize = 8;
/// As `shared/verify` has it.
const MOST_TRIED: usize = 16;
// </product-proxy>
