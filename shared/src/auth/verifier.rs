//! Trusted issuers, each with a key set of its own: from a token to a session.

use std::fmt;
use std::time::Duration;

use tracing::field;

use crate::auth::access_token::{AccessTokenError, AccessTokens};
use crate::auth::credentials::CredentialsError;
use crate::auth::key_set::{KeySetError, KeySetSource};
use crate::cache::{Cell, Unavailable};
use crate::http::client::HttpClient;
use crate::request::clock::Clock;
use crate::request::context::Invocation;
use crate::request::problem::{ApiError, ClaimsFault};
use verify::issuer::Issuer;
use verify::jwks::VerifiedPayload;
use verify::log_value::{Excerpt, TokenName};
use verify::session::{ClaimsError, Session, Verified};
use verify::token::UnverifiedToken;

/// The issuers of this deployment, in the order of their naming.
#[derive(Debug)]
pub struct Issuers(Vec<Trusted>);

/// An issuer and its keys. Each has a cell of its own, so that neither an outage nor an attack on
/// one uses up what the others' keys may be asked for.
#[derive(Debug)]
struct Trusted {
    issuer: Issuer,
    keys: Cell<KeySetSource>,
}

impl Issuers {
    /// Nothing is fetched before somebody asks. `access_tokens` open guarded key sets; keys are
    /// trusted for `stale` while they cannot be had anew.
    pub fn new(
        issuers: Vec<Issuer>,
        access_tokens: Option<&AccessTokens>,
        http: &HttpClient,
        stale: Duration,
        clock: &Clock,
    ) -> Self {
        let trusted = issuers.into_iter().map(|issuer| {
            let source = KeySetSource {
                url: issuer.key_set.url.clone(),
                algorithm: issuer.algorithm,
                guard: access_tokens.filter(|_| issuer.key_set.is_guarded).cloned(),
                http: http.clone(),
                stale,
            };
            Trusted {
                keys: Cell::new(source, clock.clone()),
                issuer,
            }
        });
        Self(trusted.collect())
    }

    /// Fetches the keys of the first issuer; those of the others wait for a request that needs
    /// them.
    pub async fn warm_up(&self, invocation: &Invocation) -> Result<(), Unavailable<KeySetError>> {
        match self.0.first() {
            Some(first) => first.keys.get(invocation).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Fetches the keys of those issuers whose tokens go on in the user's own name.
    pub async fn warm_up_kept_tokens(&self, invocation: &Invocation) -> Result<(), Unavailable<KeySetError>> {
        for trusted in self.0.iter().filter(|trusted| trusted.issuer.keeps_token) {
            trusted.keys.get(invocation).await?;
        }
        Ok(())
    }

    /// Verifies a token by the key set of its issuer; returns the session and the claims it carries.
    pub async fn verify(&self, text: &str, invocation: &Invocation) -> Result<Verified, ApiError> {
        let token = UnverifiedToken::parse(text).map_err(|malformed| {
            log_refused(text, None, &malformed, invocation);
            ApiError::TokenMalformed
        })?;
        let key_id = token.unverified_key_id.as_deref();
        let trusted = self.of(&token).inspect_err(|error| {
            log_refused(text, key_id, &error.code(), invocation);
        })?;
        let payload = trusted.payload(&token, invocation).await.inspect_err(|error| {
            if *error == ApiError::TokenSignature {
                log_refused(text, key_id, &"no key of the issuer has signed it", invocation);
            }
        })?;
        Session::verified(&payload, &trusted.issuer, invocation.started().wall).map_err(|error| {
            log_refused(text, key_id, &error, invocation);
            refused(error)
        })
    }

    /// By the algorithm first, then by `iss`. Only an issuer that promises no `iss` is left for a
    /// token whose `iss` is nobody's.
    fn of(&self, token: &UnverifiedToken<'_>) -> Result<&Trusted, ApiError> {
        let candidates = || {
            let all = self.0.iter();
            all.filter(|trusted| trusted.issuer.algorithm == token.unverified_algorithm)
        };
        if candidates().next().is_none() {
            return Err(ApiError::TokenMalformed);
        }
        let named = candidates()
            .any(|trusted| trusted.issuer.issuer.is_some())
            .then(|| token.unverified_issuer())
            .flatten();
        let trusted = candidates()
            .find(|trusted| named.is_some() && trusted.issuer.issuer == named)
            .or_else(|| candidates().find(|trusted| trusted.issuer.issuer.is_none()))
            .ok_or(ApiError::TokenClaims(ClaimsFault::Issuer))?;
        if trusted.issuer.may_have_made(token) {
            Ok(trusted)
        } else {
            Err(ApiError::TokenMalformed)
        }
    }
}

impl Trusted {
    /// A token that no kept key has signed may be signed by one published since, and JTL's session
    /// tokens name no key: newer ones are asked for, if the token could pass at all and it is time.
    async fn payload<'t>(
        &self,
        token: &'t UnverifiedToken<'_>,
        invocation: &Invocation,
    ) -> Result<VerifiedPayload<'t>, ApiError> {
        let kept = self.keys.get(invocation).await.map_err(|error| unavailable(&error))?;
        invocation.tally().key_set_age(kept.age);
        if let Some(payload) = kept.value.verify(token) {
            return Ok(payload);
        }
        if !Session::is_possible(&token.unverified_payload, &self.issuer, invocation.started().wall) {
            return Err(ApiError::TokenSignature);
        }
        match self.keys.renew(&kept, invocation).await {
            Ok(Some(newer)) => newer.value.verify(token).ok_or(ApiError::TokenSignature),
            Ok(None) => Err(ApiError::TokenSignature),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

/// Maps claims that make no session to the answer for the caller.
pub fn refused(error: ClaimsError) -> ApiError {
    match error {
        ClaimsError::Expired => ApiError::TokenExpired,
        ClaimsError::NotYetValid => ApiError::TokenNotYetValid,
        ClaimsError::Issuer => ApiError::TokenClaims(ClaimsFault::Issuer),
        ClaimsError::Audience(made_for) => ApiError::TokenClaims(ClaimsFault::Audience(made_for)),
        ClaimsError::Malformed(_) => ApiError::TokenClaims(ClaimsFault::Malformed),
    }
}

fn log_refused(text: &str, key_id: Option<&str>, reason: &dyn fmt::Display, invocation: &Invocation) {
    tracing::info!(
        request.id = invocation.id(),
        token = %TokenName::of(text),
        kid = key_id.map(|id| field::display(Excerpt(id))),
        %reason,
        "token refused"
    );
}

fn unavailable(error: &Unavailable<KeySetError>) -> ApiError {
    match &*error.cause {
        KeySetError::AccessToken(error) => without_access_token(error),
        KeySetError::Unreachable(_) | KeySetError::Failed { .. } | KeySetError::Unusable(_) | KeySetError::Lost => {
            out_of_reach(error.retry_after)
        }
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
            CredentialsError::Unreachable(_) | CredentialsError::CallsSpent(_) | CredentialsError::Lost => {
                out_of_reach(error.retry_after)
            }
        },
        AccessTokenError::Unreachable(_)
        | AccessTokenError::Failed { .. }
        | AccessTokenError::Malformed
        | AccessTokenError::Lost => out_of_reach(error.retry_after),
    }
}

fn out_of_reach(retry_after: Duration) -> ApiError {
    ApiError::PlatformUnavailable { retry_after }
}
