//! Fetches a key set that itself needs an access token.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;

use super::key_set::{KeySet, NoUsableKey};
use crate::access_token::{AccessToken, AccessTokenError, AccessTokens, MayBeUnauthorized};
use crate::http_client::{Hop, HopError, HttpClient, asked_rest};
use crate::invocation::{Invocation, Upstream};
use crate::warm::{Failure, Fetched, Lifetime, Renewals, Rest, Source, Unavailable};

/// Where JTL publishes the keys of its session tokens.
#[derive(Debug)]
pub struct KeySetSource {
    url: String,
    http: HttpClient,
    access_tokens: AccessTokens,
    stale: Duration,
}

/// Why there is no key set.
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
        /// The status.
        status: StatusCode,
        /// What it asks for before the next call.
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
    /// JTL's key set at `api_url`, trusted for `stale` while it cannot be had anew.
    pub fn new(api_url: &str, http: HttpClient, access_tokens: AccessTokens, stale: Duration) -> Self {
        Self {
            url: format!("{api_url}/account/.well-known/jwks.json"),
            http,
            access_tokens,
            stale,
        }
    }

    async fn ask(&self, access_token: Arc<AccessToken>, invocation: &Invocation) -> Result<KeySet, KeySetError> {
        let request = self.http.get(&self.url).bearer_auth(access_token.expose());
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
        KeySet::parse(&answer.body).map_err(KeySetError::Unusable)
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
        let value = self
            .access_tokens
            .with(&invocation, |token| self.ask(token, &invocation))
            .await
            .map_err(KeySetError::AccessToken)??;
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
