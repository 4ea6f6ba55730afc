// <product-proxy>
//! A token of a real session: its form, its claims by name, and whether the functions accept it.

use secrecy::{ExposeSecret, SecretString};
use shared::auth::error::{AuthError, WrongClaims};
use shared::verify::issuer::Issuer;
use shared::verify::session::Session;
use shared::verify::token::{Algorithm, UnverifiedToken};

use crate::call::Caller;
use crate::fact::{Assumption, Fact};
use crate::report::Report;
use crate::text::{id, words};
use crate::verifier;

/// An issuer of JTL's, and its key set where there is a usable one.
pub(crate) type FetchedIssuer = (Issuer, Option<Vec<u8>>);

/// Reads and verifies the token; returns its session if it is accepted.
pub(crate) async fn check(
    caller: &Caller,
    issuers: Vec<FetchedIssuer>,
    text: Option<&SecretString>,
    report: &mut Report,
) -> Option<Session> {
    let Some(text) = text.map(ExposeSecret::expose_secret) else {
        report.extend(ALL.map(|assumption| assumption.not_seen("no token was given")));
        return None;
    };
    let (token, (issuer, key_set)) = match read(text, issuers) {
        Ok(read) => read,
        Err(sentence) => {
            report.add(FORM.failed(sentence));
            report.extend(BEYOND_FORM.map(|assumption| assumption.not_seen("the token cannot be read")));
            return None;
        }
    };
    report.add(FORM.seen(true, &*issuer.name, ""));
    report.add(key_id(&token, &issuer));
    report.add(claims(&token, &issuer));
    let Some(key_set) = key_set else {
        report.add(ACCEPTED.not_seen(format!("the key set of {} could not be had", issuer.name)));
        return None;
    };
    let verifier = verifier::with_keys(issuer, key_set, caller.clock.clone());
    match verifier.verify(text, &caller.context()).await {
        Ok(accepted) => {
            report.add(ACCEPTED.seen(true, "accepted", ""));
            Some(accepted.session)
        }
        Err(error) => {
            report.add(ACCEPTED.seen(false, format!("refused as {}", error.code()), remedy(&error)));
            None
        }
    }
}

/// The form, and the issuer that the functions would pick.
fn read(text: &str, issuers: Vec<FetchedIssuer>) -> Result<(UnverifiedToken<'_>, FetchedIssuer), String> {
    let token = UnverifiedToken::parse(text).map_err(|malformed| {
        format!("{malformed}; give the token alone, as getSessionToken or getAppToken returns it")
    })?;
    let algorithm = token.unverified_algorithm;
    let named = token.unverified_issuer();
    let mut candidates: Vec<FetchedIssuer> = issuers
        .into_iter()
        .filter(|(issuer, _)| issuer.algorithm == algorithm)
        .collect();
    let at = candidates
        .iter()
        .position(|(issuer, _)| named.is_some() && issuer.iss.as_deref() == named)
        .or_else(|| candidates.iter().position(|(issuer, _)| issuer.iss.is_none()));
    match (at, candidates.is_empty(), algorithm) {
        (Some(at), ..) => Ok((token, candidates.swap_remove(at))),
        (None, true, Algorithm::Rs256) => Err("it is an app token, and those are off: set JTL_APP_ID".into()),
        (None, true, Algorithm::EdDsa) => Err(
            "it is a session token, and those are off: set CLIENT_ID and CLIENT_SECRET, and JTL_SESSION_TOKENS to on"
                .into(),
        ),
        (None, false, _) => Err("its iss is not the issuer that is trusted here; set JTL_ISSUER".into()),
    }
}

fn key_id(token: &UnverifiedToken<'_>, issuer: &Issuer) -> Fact {
    let key_id = token.unverified_key_id.as_deref();
    let seen = key_id.map_or_else(|| "none".into(), id);
    if issuer.needs_key_id {
        KEY_ID_NEEDED.seen(key_id.is_some(), seen, "the functions refuse it as token_malformed")
    } else {
        KEY_ID.seen(
            key_id.is_none(),
            seen,
            "the functions look for the key of this kid alone; nothing to set",
        )
    }
}

/// Names of the claims, whose values are about somebody.
fn claims(token: &UnverifiedToken<'_>, issuer: &Issuer) -> Fact {
    let Some(claims) = token.unverified_claims.as_deref() else {
        return CLAIMS.seen(false, "no object", "the functions refuse it as token_claims");
    };
    let needed = [
        Some("exp"),
        Some(&*issuer.claims.user),
        issuer.claims.tenant.as_deref(),
        issuer.iss.as_ref().map(|_| "iss"),
        issuer.audience.as_ref().map(|_| "aud"),
    ];
    let missing: Vec<&str> = needed
        .into_iter()
        .flatten()
        .filter(|name| !claims.contains_key(*name))
        .collect();
    let seen = words(claims.keys().map(String::as_str));
    let means = match missing.as_slice() {
        [tenant] if Some(*tenant) == issuer.claims.tenant.as_deref() => {
            format!("there is no {tenant}, so that calls to the ERP are 403 tenant_missing")
        }
        missing => format!(
            "there is no {}: the functions refuse it as token_claims",
            missing.join(", no ")
        ),
    };
    CLAIMS.seen(missing.is_empty(), seen, means)
}

/// Keeps a token out of the output, each of its parts, and whom its claims are about.
pub(crate) fn hide(text: &SecretString, issuers: &[Issuer], report: &mut Report) {
    let text = text.expose_secret();
    report.hide(text);
    text.split('.').for_each(|part| report.hide(part));
    let claims = UnverifiedToken::parse(text)
        .ok()
        .and_then(|token| token.unverified_claims);
    for name in issuers.iter().flat_map(about_somebody) {
        let value = claims.as_ref().and_then(|claims| claims.get(name)?.as_str());
        report.hide(value.unwrap_or_default());
    }
}

fn about_somebody(issuer: &Issuer) -> impl Iterator<Item = &str> {
    let claims = &issuer.claims;
    let others = [&claims.tenant, &claims.tenant_slug, &claims.email, &claims.name];
    let others = others.into_iter().filter_map(Option::as_deref);
    others.chain([&*claims.user])
}

fn remedy(error: &AuthError) -> &'static str {
    match error {
        AuthError::TokenExpired { .. } => "take a new token from the shell; if it is new, see server time",
        AuthError::TokenNotYetValid => "see server time",
        AuthError::TokenSignature => {
            "no published key has signed it: compare API_ENVIRONMENT and JTL_API_URL with the shell's"
        }
        AuthError::TokenClaims(WrongClaims::Audience(_)) => {
            "it was made for another app: set JTL_APP_ID to this one's id"
        }
        AuthError::TokenClaims(WrongClaims::Issuer) => "its iss is another one: set JTL_ISSUER",
        AuthError::TokenClaims(WrongClaims::Malformed) => {
            "a claim is missing or of another form than the functions take"
        }
        AuthError::TokenMalformed => "its header is not as the functions take it",
        AuthError::TokenMissing { .. } | AuthError::TokenConflict | AuthError::TenantMissing | AuthError::CrossSite => {
            "give one token"
        }
        AuthError::Unverifiable(_) => "the key set cannot be used",
    }
}

const ALL: [Assumption; 4] = [FORM, KEY_ID, CLAIMS, ACCEPTED];
const BEYOND_FORM: [Assumption; 3] = [KEY_ID, CLAIMS, ACCEPTED];
const FORM: Assumption = Assumption::new("token", "of an issuer that is on");
const KEY_ID: Assumption = Assumption::new("token kid", "none, as documented");
const KEY_ID_NEEDED: Assumption = Assumption::new("token kid", "one, as documented");
const CLAIMS: Assumption = Assumption::new("token claims", "those that the functions read are there");
const ACCEPTED: Assumption = Assumption::new("token verified", "accepted");
// </product-proxy>
