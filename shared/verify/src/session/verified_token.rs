//! The token that a session was read from.

use secrecy::{ExposeSecret, SecretString};

use crate::jwks::VerifiedClaims;

/// A token whose signature was verified, kept for calls in the user's own name. It does not print.
#[derive(Clone, Debug)]
pub struct VerifiedToken(SecretString);

impl VerifiedToken {
    pub(super) fn from_claims(claims: &VerifiedClaims<'_>) -> Self {
        Self(claims.token().into())
    }

    /// Returns the token, for the one header it belongs into.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}
