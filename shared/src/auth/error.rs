//! The ways a token can fail.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::request::problem::Problem;
use verify::session::AudienceCheck;

/// Reason why a token does not authenticate a request.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthError {
    /// No source holds a token; `asked_for` where the token is the request's whole content.
    TokenMissing {
        /// Connect answers 400, as the quick start does; everything else 401.
        asked_for: bool,
    },
    /// Two sources hold different tokens.
    TokenConflict,
    /// Refused by its form.
    TokenMalformed,
    /// No key of the issuer has signed it.
    TokenSignature,
    /// Its time is over.
    TokenExpired {
        /// The issuer's advice, as the end of a sentence.
        advice: &'static str,
    },
    /// Its time has not begun.
    TokenNotYetValid,
    /// Its claims are not those of a session here.
    TokenClaims(WrongClaims),
    /// The session has no tenant, and the request needs one.
    TenantMissing,
    /// It is in a cookie, or asked for as one, and another site may have made the request.
    CrossSite,
    /// The keys to verify it with are unavailable. Nothing is known of the token, and the answer is
    /// the key source's.
    Unverifiable(Box<Problem>),
}

/// Mistake in a token's claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongClaims {
    /// They are incomplete or of the wrong form.
    Malformed,
    /// Its issuer is not trusted.
    Issuer,
    /// It was made for another audience.
    Audience(AudienceCheck),
}

impl AuthError {
    /// Every code that one of these is answered with, but for that of a key source that fails.
    pub const CODES: &[&str] = &[
        "token_missing",
        "token_conflict",
        "token_malformed",
        "token_signature",
        "token_expired",
        "token_not_yet_valid",
        "token_claims",
        "tenant_missing",
        "cross_site",
    ];

    /// The stable name of the error.
    pub fn code(&self) -> &'static str {
        Problem::from(self.clone()).code
    }

    /// Nothing is known of the token, for this reason.
    pub fn unverifiable(reason: impl Into<Problem>) -> Self {
        Self::Unverifiable(Box::new(reason.into()))
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        let missing = |status| Self::client(status, "token_missing", MISSING).error("Session token is required");
        let refused =
            |code, detail| Self::client(StatusCode::UNAUTHORIZED, code, detail).error("Failed to verify session token");
        match error {
            AuthError::TokenMissing { asked_for: true } => missing(StatusCode::BAD_REQUEST),
            AuthError::TokenMissing { asked_for: false } => missing(StatusCode::UNAUTHORIZED).bare_challenge(),
            AuthError::TokenConflict => Self::client(
                StatusCode::BAD_REQUEST,
                "token_conflict",
                "The request carries two different tokens; send one.",
            )
            .challenge("invalid_request"),
            AuthError::TokenMalformed => refused(
                "token_malformed",
                "The token is not a token of the expected form.".into(),
            ),
            AuthError::TokenSignature => refused(
                "token_signature",
                "No published key of the issuer has signed the token; take a new one.".into(),
            ),
            AuthError::TokenExpired { advice } => refused("token_expired", format!("The token has expired; {advice}.")),
            AuthError::TokenNotYetValid => refused("token_not_yet_valid", "The token is not valid yet.".into()),
            AuthError::TokenClaims(wrong) => refused("token_claims", wrong.detail().into()),
            AuthError::TenantMissing => Self::client(
                StatusCode::FORBIDDEN,
                "tenant_missing",
                "The session belongs to no tenant.",
            )
            .challenge("insufficient_scope"),
            AuthError::CrossSite => Self::client(
                StatusCode::FORBIDDEN,
                "cross_site",
                "A request with cookies must come from a page of this site, and be sent as application/json.",
            ),
            AuthError::Unverifiable(problem) => *problem,
        }
    }
}

impl WrongClaims {
    fn detail(self) -> &'static str {
        match self {
            Self::Malformed => "The token's claims are incomplete or of the wrong form.",
            Self::Issuer => "The token is of an issuer that is not trusted here.",
            Self::Audience(_) => "The token was made for another app.",
        }
    }
}

impl IntoResponse for AuthError {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

const MISSING: &str =
    "Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login.";

#[cfg(test)]
mod tests {
    use super::*;

    /// The one after `error`, each variant once; see `ApiError`.
    fn next(error: &AuthError) -> Option<AuthError> {
        Some(match error {
            AuthError::TokenMissing { asked_for: true } => AuthError::TokenMissing { asked_for: false },
            AuthError::TokenMissing { asked_for: false } => AuthError::TokenConflict,
            AuthError::TokenConflict => AuthError::TokenMalformed,
            AuthError::TokenMalformed => AuthError::TokenSignature,
            AuthError::TokenSignature => AuthError::TokenExpired { advice: "" },
            AuthError::TokenExpired { .. } => AuthError::TokenNotYetValid,
            AuthError::TokenNotYetValid => AuthError::TokenClaims(WrongClaims::Malformed),
            AuthError::TokenClaims(_) => AuthError::TenantMissing,
            AuthError::TenantMissing => AuthError::CrossSite,
            AuthError::CrossSite | AuthError::Unverifiable(_) => return None,
        })
    }

    #[test]
    fn every_code_is_listed_and_no_other() {
        let all = std::iter::successors(Some(AuthError::TokenMissing { asked_for: true }), next);
        let problems: Vec<_> = all.map(Problem::from).collect();
        assert!(problems.iter().all(Problem::is_client_error));
        let codes: std::collections::BTreeSet<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, AuthError::CODES.iter().copied().collect());
    }
}
