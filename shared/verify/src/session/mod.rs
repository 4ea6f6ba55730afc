//! Verified payload + now → [`Session`]: who is calling.

mod claims;
mod tenant;
mod verified_token;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use self::tenant::NamedTenant;
use crate::issuer::Issuer;
use crate::jwks::VerifiedClaims;
use crate::token::UnverifiedToken;

pub use self::claims::{AudienceCheck, ClaimsError};
pub use self::tenant::{PartnerTenant, TenantSession};
pub use self::verified_token::VerifiedToken;

/// A verified caller.
#[derive(Clone, Debug)]
pub struct Session {
    issuer: Arc<str>,
    user_id: String,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    tenant: Option<NamedTenant>,
    token: Option<VerifiedToken>,
    expires_at: u64,
}

/// A session and the claims it was read from.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The caller.
    pub session: Session,
    /// All that the token says, as its issuer calls it.
    pub claims: Arc<Map<String, Value>>,
}

impl Session {
    /// Reads the claims as `issuer` names them.
    pub fn verified(claims: &VerifiedClaims<'_>, issuer: &Issuer, now: Duration) -> Result<Verified, ClaimsError> {
        let object = claims.object().ok_or(NOT_AN_OBJECT)?;
        let mut session = Self::read(object, issuer, now)?;
        session.token = issuer.keeps_token.then(|| VerifiedToken::from_claims(claims));
        Ok(Verified {
            session,
            claims: Arc::clone(object),
        })
    }

    /// Returns whether the token would make a session if its signature were right. One that would not is
    /// not worth an upstream call for newer keys.
    pub fn would_be_accepted(token: &UnverifiedToken<'_>, issuer: &Issuer, now: Duration) -> bool {
        let claims = token.unverified_claims.as_deref().ok_or(NOT_AN_OBJECT);
        claims.and_then(|claims| Self::read(claims, issuer, now)).is_ok()
    }

    /// The session as one of a tenant of JTL's, if it is one.
    pub fn into_tenant_session(self) -> Option<TenantSession> {
        match self.tenant? {
            NamedTenant::Jtl(tenant) => Some(TenantSession {
                issuer: self.issuer,
                user_id: self.user_id,
                tenant,
                token: self.token,
            }),
            NamedTenant::Partner(_) => None,
        }
    }

    /// Returns whether there is a tenant of JTL's.
    pub fn is_of_tenant(&self) -> bool {
        matches!(self.tenant, Some(NamedTenant::Jtl(_)))
    }

    /// The tenant of the issuer's own, if there is one: never one of JTL's.
    pub fn partner_tenant(&self) -> Option<&PartnerTenant> {
        match &self.tenant {
            Some(NamedTenant::Partner(tenant)) => Some(tenant),
            Some(NamedTenant::Jtl(_)) | None => None,
        }
    }

    /// Issuer of the token, by its [name](Issuer::name).
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The user, 1 to 256 characters, none of them a control character.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The user's email address, where the token has one: at most 256 characters, none of them a
    /// control character, and no more is checked.
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// Returns whether the issuer says that the address is the user's; `None` where it says nothing.
    pub fn email_verified(&self) -> Option<bool> {
        self.email_verified
    }

    /// The user's readable name, where the token has one: as [`Session::email`].
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// End of the token, as Unix time in seconds.
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    fn read(claims: &Map<String, Value>, issuer: &Issuer, now: Duration) -> Result<Self, ClaimsError> {
        let expires_at = claims::valid_until(claims, issuer.leeway, now)?;
        claims::check_audience(claims, issuer)?;
        Ok(Self {
            issuer: Arc::clone(&issuer.name),
            user_id: claims::user(claims, &issuer.claims)?,
            email: claims::named_text(claims, issuer.claims.email.as_deref())?,
            email_verified: claims::named_flag(claims, issuer.claims.email_verified.as_deref())?,
            name: claims::named_text(claims, issuer.claims.name.as_deref())?,
            tenant: claims::tenant(claims, issuer)?,
            token: None,
            expires_at,
        })
    }
}

const NOT_AN_OBJECT: ClaimsError = ClaimsError::Malformed("not a JSON object");

#[cfg(test)]
mod tests;
