//! Fetches an issuer's key set: a public one, or one that itself needs an access token.

use std::time::Duration;

use reqwest::StatusCode;

use crate::auth::access_token::{AccessToken, AccessTokenError, AccessTokens, MayBeUnauthorized};
use crate::cache::{Failure, Fetched, Lifetime, Renewals, Rest, Source, Unavailable};
use crate::http::client::{Hop, HopError, HttpClient, asked_rest};
use crate::request::context::{Invocation, Upstream};
use verify::jwks::{KeySet, NoUsableKey};
use verify::token::Algorithm;

/// Source of one issuer's key set.
#[derive(Debug)]
pub struct KeySetSource {
    /// Absolute URL, called by `GET`.
    pub url: String,
    /// The one algorithm its keys are read for.
    pub algorithm: Algorithm,
    /// Access tokens to call it with, if it is not public.
    pub guard: Option<AccessTokens>,
    /// Client that fetches it.
    pub http: HttpClient,
    /// Age up to which it is trusted while it cannot be fetched anew (stale-if-error).
    pub stale: Duration,
}

/// Failure to get a key set.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// There is no access token to ask with.
    #[error("no access token")]
    AccessToken(#[source] Unavailable<AccessTokenError>),
    /// The platform could not be reached.
    #[error("fetching the key set failed")]
    Unreachable(#[source] HopError),
    /// It answered, but not with a key set.
    #[error("the key set answered {status}")]
    Failed {
        /// HTTP status, never 200.
        status: StatusCode,
        /// Pause it asks for before the next call; see [`asked_rest`].
        asked_rest: Option<Duration>,
    },
    /// It answered with something that verifies nothing.
    #[error("the key set cannot be used")]
    Unusable(#[source] NoUsableKey),
    /// The fetch ended without a result.
    #[error("fetching the key set ended without a result")]
    Lost,
}

impl KeySetSource {
    async fn ask(&self, guard: Option<&AccessToken>, invocation: &Invocation) -> Result<KeySet, KeySetError> {
        let mut request = self.http.get(&self.url);
        if let Some(access_token) = guard {
            request = request.bearer_auth(access_token.expose());
        }
        let hop = Hop {
            upstream: Upstream::KeySet,
            invocation,
            largest: LARGEST_ANSWER,
            within: None,
            is_repeatable: true,
        };
        let answer = self.http.send(request, hop).await.map_err(KeySetError::Unreachable)?;
        if answer.status != StatusCode::OK {
            return Err(KeySetError::Failed {
                status: answer.status,
                asked_rest: asked_rest(&answer.headers),
            });
        }
        let keys = KeySet::parse(&answer.body, self.algorithm).map_err(KeySetError::Unusable)?;
        if keys.skipped() > 0 {
            tracing::warn!(skipped = keys.skipped(), "key set has members that cannot be used");
        }
        Ok(keys)
    }
}

impl Source for KeySetSource {
    type Value = KeySet;
    type Error = KeySetError;
    const NAME: &'static str = "key set";
    const METRICS: [&'static str; 2] = ["KeySetFetched", "KeySetFetchFailed"];
    const RENEWALS: Renewals = Renewals {
        burst: 2,
        every: Duration::from_secs(30),
        spacing: Duration::from_secs(5),
    };

    async fn fetch(&self, invocation: Invocation) -> Result<Fetched<KeySet>, KeySetError> {
        let value = match &self.guard {
            None => self.ask(None, &invocation).await,
            Some(access_tokens) => access_tokens
                .with(&invocation, async |token| self.ask(Some(&token), &invocation).await)
                .await
                .map_err(KeySetError::AccessToken)?,
        }?;
        Ok(Fetched {
            value,
            lifetime: Lifetime {
                fresh_for: FRESH_FOR.min(self.stale),
                usable_for: self.stale,
            },
        })
    }
}

impl MayBeUnauthorized for Result<KeySet, KeySetError> {
    fn is_unauthorized(&self) -> bool {
        matches!(
            self,
            Err(KeySetError::Failed {
                status: StatusCode::UNAUTHORIZED,
                ..
            })
        )
    }
}

impl Failure for KeySetError {
    fn rest(&self) -> Rest {
        match self {
            Self::AccessToken(unavailable) => Rest::Until(unavailable.retry_after),
            Self::Failed { asked_rest, .. } => Rest::BackOff { at_least: *asked_rest },
            Self::Unreachable(_) | Self::Unusable(_) | Self::Lost => Rest::BackOff { at_least: None },
        }
    }

    fn lost() -> Self {
        Self::Lost
    }
}

const LARGEST_ANSWER: usize = 256 * 1024;
const FRESH_FOR: Duration = Duration::from_mins(10);
