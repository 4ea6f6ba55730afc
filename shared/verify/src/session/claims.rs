//! Pure: claims → what they say, or why they make no session.

use std::time::Duration;

use serde_json::{Map, Value};

use super::tenant::{NamedTenant, PartnerTenant, Tenant};
use crate::issuer::{ClaimNames, Issuer, is_tenant_id};

/// Reason why a payload makes no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not begun.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// Somebody else has issued it.
    #[error("the token is of another issuer")]
    Issuer,
    /// It was made for another audience.
    #[error("the token was made for another audience or app")]
    Audience(AudienceCheck),
    /// A claim is missing or of the wrong form.
    #[error("claims: {0}")]
    Malformed(&'static str),
}

/// Result of the checks of audience and app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudienceCheck {
    /// `true` where the audience is what it must be.
    pub audience: bool,
    /// `true` where the token names no other app than ours.
    pub app: bool,
}

/// RFC 7519, sections 4.1.4 to 4.1.6. The end of the token in whole seconds.
pub(super) fn valid_until(claims: &Map<String, Value>, leeway: Duration, now: Duration) -> Result<u64, ClaimsError> {
    let now = now.as_secs_f64();
    let leeway = leeway.as_secs_f64();
    let expires_at = time(claims, "exp")?.ok_or(ClaimsError::Malformed("exp is missing"))?;
    let not_before = time(claims, "nbf")?;
    time(claims, "iat")?;

    if now >= expires_at + leeway {
        return Err(ClaimsError::Expired);
    }
    if not_before.is_some_and(|not_before| now + leeway < not_before) {
        return Err(ClaimsError::NotYetValid);
    }
    Ok(Duration::try_from_secs_f64(expires_at).map_or(u64::MAX, |at| at.as_secs()))
}

fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<f64>, ClaimsError> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let seconds = value.as_f64().filter(|seconds| seconds.is_finite());
    seconds
        .map(Some)
        .ok_or(ClaimsError::Malformed("exp, nbf or iat is not a finite number"))
}

/// RFC 7519, sections 4.1.1 and 4.1.3: compared as texts, never as parts of texts or as URLs.
pub(super) fn check_audience(claims: &Map<String, Value>, issuer: &Issuer) -> Result<(), ClaimsError> {
    let is_issuer = |name: &str| claims.get("iss").is_some_and(|value| value == name);
    if !issuer.iss.as_deref().is_none_or(is_issuer) {
        return Err(ClaimsError::Issuer);
    }
    let Some(ours) = issuer.audience.as_deref() else {
        return Ok(());
    };
    let made_for = AudienceCheck {
        audience: audiences(claims)?.contains(&ours),
        app: issuer
            .app
            .and_then(|claim| claims.get(claim))
            .is_none_or(|value| value == ours),
    };
    match made_for {
        AudienceCheck {
            audience: true,
            app: true,
        } => Ok(()),
        _ => Err(ClaimsError::Audience(made_for)),
    }
}

/// One text or a list of texts; empty where it is missing.
fn audiences(claims: &Map<String, Value>) -> Result<Vec<&str>, ClaimsError> {
    let all = match claims.get("aud") {
        None => Some(Vec::new()),
        Some(Value::String(one)) => Some(vec![one.as_str()]),
        Some(Value::Array(list)) => list.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    all.ok_or(ClaimsError::Malformed("aud is neither a text nor a list of texts"))
}

pub(super) fn user(claims: &Map<String, Value>, names: &ClaimNames) -> Result<String, ClaimsError> {
    text(claims, &names.user)?
        .filter(|user| !user.is_empty())
        .ok_or(ClaimsError::Malformed("the user is missing or empty"))
}

/// The tenant, and in whose namespace its id is.
pub(super) fn tenant(claims: &Map<String, Value>, issuer: &Issuer) -> Result<Option<NamedTenant>, ClaimsError> {
    let slug = named_text(claims, issuer.claims.tenant_slug.as_deref())?;
    let Some(id) = named_text(claims, issuer.claims.tenant.as_deref())? else {
        return Ok(None);
    };
    if !is_tenant_id(&id) {
        return Err(ClaimsError::Malformed("the tenant is not [A-Za-z0-9_-]{1,64}"));
    }
    Ok(Some(if issuer.tenants.is_jtls(&id) {
        NamedTenant::Jtl(Tenant { id, slug })
    } else {
        NamedTenant::Partner(PartnerTenant { id, slug })
    }))
}

/// A text that can break neither a header nor a log line.
fn text(claims: &Map<String, Value>, name: &str) -> Result<Option<String>, ClaimsError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= LONGEST_TEXT && !text.chars().any(breaks_lines) => {
            Ok(Some(text.clone()))
        }
        Some(_) => Err(ClaimsError::Malformed(
            "a claim about user or tenant is not a text of at most 256 characters",
        )),
    }
}

/// The same where the issuer may have no such claim.
pub(super) fn named_text(claims: &Map<String, Value>, name: Option<&str>) -> Result<Option<String>, ClaimsError> {
    name.map_or(Ok(None), |name| text(claims, name))
}

/// A boolean, or one written as a text, as in the tokens of Sign in with Apple.
pub(super) fn named_flag(claims: &Map<String, Value>, name: Option<&str>) -> Result<Option<bool>, ClaimsError> {
    match name.and_then(|name| claims.get(name)) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(Value::String(text)) if text == "true" => Ok(Some(true)),
        Some(Value::String(text)) if text == "false" => Ok(Some(false)),
        Some(_) => Err(ClaimsError::Malformed("a claim that is true or false is neither")),
    }
}

fn breaks_lines(character: char) -> bool {
    // U+2028 and U+2029 end a line for some readers of logs without being control characters.
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

const LONGEST_TEXT: usize = 256;
