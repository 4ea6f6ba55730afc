//! The one decision whether a token is good.

use std::time::Duration;

use tracing::field;

use crate::auth::access_token::AccessTokenError;
use crate::auth::credentials::CredentialsError;
use crate::auth::error::{AuthError, WrongClaims};
use crate::auth::key_set::{KeySetError, KeySetSource};
use crate::cache::warm_store::ReadThrough;
use crate::cache::{Cached, Served, Source, Unavailable};
use crate::request::context::RequestContext;
use crate::request::problem::{ApiError, Problem};
use verify::issuer::Issuer;
use verify::jwks::{KeySet, VerifiedClaims};
use verify::log_value::{Excerpt, TokenFingerprint};
use verify::session::{ClaimsError, Session, Verified};
use verify::token::{Malformed, UnverifiedToken};

/// A source of the keys that verify an issuer's tokens.
pub trait VerificationKeys: Source<Value: AsRef<KeySet>> {
    /// The answer while the keys are unavailable: never 401, since nothing is known of the token.
    fn unavailable(error: &Unavailable<Self::Error>) -> Problem;
}

/// Verifies the tokens of one issuer. Its keys are kept in a cell of its own, so that neither an
/// outage nor an attack on one issuer uses up what the others' keys may be asked for.
#[derive(Debug)]
pub struct Verifier<S: VerificationKeys> {
    pub(super) issuer: Issuer,
    keys: Cached<S>,
}

/// A token that makes no session, as the log has it.
struct Refusal {
    reason: Reason,
    /// The age of the keys, where it came to them.
    key_set_age: Option<Duration>,
}

/// Reason for the log; the caller is answered less.
#[derive(Debug, thiserror::Error)]
pub(super) enum Reason {
    #[error("{0}")]
    Malformed(Malformed),
    #[error("alg, kid or typ is not as any issuer's tokens have it")]
    Header,
    #[error("it is of no trusted issuer")]
    Issuer,
    #[error("no key of the issuer has signed it")]
    Signature,
    #[error("{error}")]
    Claims { error: ClaimsError, advice: &'static str },
    /// Nothing is known of the token, so it is none.
    #[error("the keys are unavailable")]
    Unavailable(Problem),
}

impl<S: VerificationKeys> Verifier<S> {
    /// Takes the tokens of `issuer` that `keys` have signed.
    pub fn new(issuer: Issuer, keys: Cached<S>) -> Self {
        Self { issuer, keys }
    }

    /// The keys, kept warm.
    pub fn keys(&self) -> &Cached<S> {
        &self.keys
    }

    /// Verifies a token of this issuer's, whatever other issuer it names.
    pub async fn verify(&self, text: &str, context: &RequestContext) -> Result<Verified, AuthError> {
        let select = |token: &UnverifiedToken<'_>| {
            let would_be_accepted = token.unverified_algorithm == self.issuer.algorithm;
            would_be_accepted.then_some(self).ok_or(Reason::Header)
        };
        decide(text, select, context).await
    }

    /// A token that no kept key has signed may be signed by one published since, and JTL's session
    /// tokens name no key: newer ones are asked for, if the token could pass at all and it is time.
    async fn judge(&self, token: &UnverifiedToken<'_>, context: &RequestContext) -> Result<Verified, Refusal> {
        if !self.issuer.accepts_header(token) {
            return Err(Reason::Header.into());
        }
        let unavailable = |error| Refusal::from(Reason::Unavailable(S::unavailable(&error)));
        let now = context.started().wall;
        let kept = self.keys.get(context).await.map_err(unavailable)?;
        context.metrics().key_set_age(kept.age);
        let refused = |reason| Refusal {
            reason,
            key_set_age: Some(kept.age),
        };
        let session = |claims: VerifiedClaims<'_>| {
            let advice = self.issuer.renewal_advice;
            Session::verified(&claims, &self.issuer, now).map_err(|error| refused(Reason::Claims { error, advice }))
        };
        if let Some(claims) = key_set(&kept).verify(token) {
            return session(claims);
        }
        if !Session::would_be_accepted(token, &self.issuer, now) {
            return Err(refused(Reason::Signature));
        }
        let newer = self.keys.force_refresh(&kept, context).await.map_err(unavailable)?;
        let claims = newer.as_ref().and_then(|newer| key_set(newer).verify(token));
        session(claims.ok_or_else(|| refused(Reason::Signature))?)
    }
}

/// Reads a token, has it judged by the verifier that `select` finds for it, logs a refusal and counts
/// the outcome.
pub(super) async fn decide<'v, S: VerificationKeys>(
    text: &str,
    select: impl FnOnce(&UnverifiedToken<'_>) -> Result<&'v Verifier<S>, Reason>,
    context: &RequestContext,
) -> Result<Verified, AuthError> {
    let token = UnverifiedToken::parse(text);
    let selected = match &token {
        Ok(token) => select(token).map(|verifier| (verifier, token)),
        Err(malformed) => Err(Reason::Malformed(*malformed)),
    };
    let judged = match selected {
        Ok((verifier, token)) => verifier.judge(token, context).await,
        Err(reason) => Err(reason.into()),
    };
    let outcome = judged.map_err(|refusal| {
        let key_id = token.as_ref().ok().and_then(|token| token.unverified_key_id.as_deref());
        refusal.log(text, key_id, context);
        AuthError::from(refusal.reason)
    });
    let verification = outcome.as_ref().err().map_or("verified", AuthError::code);
    context.metrics().verification(verification);
    outcome
}

fn key_set<V: AsRef<KeySet>>(served: &Served<V>) -> &KeySet {
    V::as_ref(&served.value)
}

impl Refusal {
    /// A token that nothing is known of is not refused, and its keys' failure is logged already.
    fn log(&self, text: &str, key_id: Option<&str>, context: &RequestContext) {
        if matches!(self.reason, Reason::Unavailable(_)) {
            return;
        }
        tracing::info!(
            request.id = context.id(),
            token = %TokenFingerprint::from_token(text),
            kid = key_id.map(|id| field::display(Excerpt(id))),
            key_set_age_s = self.key_set_age.map(|age| age.as_secs()),
            reason = %self.reason,
            "token refused"
        );
    }
}

impl From<Reason> for Refusal {
    /// It did not come to the keys.
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            key_set_age: None,
        }
    }
}

impl From<Reason> for AuthError {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Malformed(_) | Reason::Header => Self::TokenMalformed,
            Reason::Issuer => Self::TokenClaims(WrongClaims::Issuer),
            Reason::Signature => Self::TokenSignature,
            Reason::Claims { error, advice } => match error {
                ClaimsError::Expired => Self::TokenExpired { advice },
                ClaimsError::NotYetValid => Self::TokenNotYetValid,
                ClaimsError::Issuer => Self::TokenClaims(WrongClaims::Issuer),
                ClaimsError::Audience(made_for) => Self::TokenClaims(WrongClaims::Audience(made_for)),
                ClaimsError::Malformed(_) => Self::TokenClaims(WrongClaims::Malformed),
            },
            Reason::Unavailable(problem) => Self::unverifiable(problem),
        }
    }
}

impl VerificationKeys for ReadThrough<KeySetSource> {
    fn unavailable(error: &Unavailable<KeySetError>) -> Problem {
        let answer = match &*error.cause {
            KeySetError::AccessToken(error) => without_access_token(error),
            KeySetError::Secret(CredentialsError::Denied(_) | CredentialsError::Malformed(_)) => {
                ApiError::Misconfigured
            }
            KeySetError::Secret(_)
            | KeySetError::Unreachable(_)
            | KeySetError::Failed { .. }
            | KeySetError::Unusable(_)
            | KeySetError::CoolingDown(_)
            | KeySetError::Lost => out_of_reach(error.retry_after),
        };
        answer.into()
    }
}

/// Maps a missing access token to the answer for the caller.
pub fn without_access_token(error: &Unavailable<AccessTokenError>) -> ApiError {
    match &*error.cause {
        AccessTokenError::Refused => ApiError::CredentialsRefused {
            retry_after: error.retry_after,
        },
        AccessTokenError::Credentials(error) => match &*error.cause {
            CredentialsError::Denied(_) | CredentialsError::Malformed(_) => ApiError::Misconfigured,
            CredentialsError::Unreachable(_) | CredentialsError::CallBudgetExceeded(_) | CredentialsError::Lost => {
                out_of_reach(error.retry_after)
            }
        },
        AccessTokenError::Unreachable(_)
        | AccessTokenError::Failed { .. }
        | AccessTokenError::Malformed
        | AccessTokenError::CoolingDown(_)
        | AccessTokenError::Lost => out_of_reach(error.retry_after),
    }
}

fn out_of_reach(retry_after: Duration) -> ApiError {
    ApiError::PlatformUnavailable { retry_after }
}
