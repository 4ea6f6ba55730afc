//! Fetches an issuer's key set: a public one, one that itself needs an access token, or one in a secret.

use std::fmt;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};

use crate::auth::access_token::{AccessToken, AccessTokenError, AccessTokens, MayBeUnauthorized};
use crate::auth::credentials::{CredentialsError, secret_text, secrets_manager};
use crate::cache::warm_store::Shareable;
use crate::cache::{Backoff, Failure, Fetched, RefreshLimit, Source, Ttl, Unavailable};
use crate::http::client::{CallOptions, HttpClient, HttpError};
use crate::request::context::{RequestContext, Upstream};
use verify::jwks::{KeySet, NoUsableKey};
use verify::strict_json::without_bom;
use verify::token::Algorithm;

/// Source of one issuer's key set.
#[derive(Debug)]
pub struct KeySetSource {
    /// Absolute URL, called by `GET` unless there is a secret.
    pub url: String,
    /// Secret that holds it, instead.
    pub secret: Option<KeySetSecret>,
    /// The one algorithm its keys are read for.
    pub algorithm: Algorithm,
    /// Access tokens to call it with, if it is not public.
    pub access_tokens: Option<AccessTokens>,
    /// Client that fetches it.
    pub http: HttpClient,
    /// Age up to which it is trusted while it cannot be fetched anew (stale-if-error).
    pub stale: Duration,
}

/// A secret of Secrets Manager with a key set of public keys. Whoever may write it decides whose tokens
/// are good; nothing that a caller sends leads to it.
#[derive(Clone)]
pub struct KeySetSecret {
    id: String,
    client: Box<Client>,
}

/// A key set, and the text that it was read from where other environments may read it too.
#[derive(Debug)]
pub struct FetchedKeySet {
    keys: KeySet,
    text: Option<SecretString>,
}

/// Failure to get a key set.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// There is no access token to ask with.
    #[error("no access token")]
    AccessToken(#[source] Unavailable<AccessTokenError>),
    /// The platform could not be reached.
    #[error("fetching the key set failed")]
    Unreachable(#[source] HttpError),
    /// It answered, but not with a key set.
    #[error("the key set answered {status}")]
    Failed {
        /// HTTP status, never 200.
        status: StatusCode,
        /// Pause it asks for before the next call.
        retry_after: Option<Duration>,
    },
    /// The secret with the key set could not be read.
    #[error("reading the key set's secret failed")]
    Secret(#[source] CredentialsError),
    /// It answered with something that verifies nothing.
    #[error("the key set cannot be used")]
    Unusable(#[source] NoUsableKey),
    /// It failed for another environment a moment ago.
    #[error("the key set failed for another environment, and is left alone")]
    CoolingDown(Duration),
    /// The fetch ended without a result.
    #[error("fetching the key set ended without a result")]
    Lost,
}

impl KeySetSource {
    async fn ask(
        &self,
        access_token: Option<&AccessToken>,
        context: &RequestContext,
    ) -> Result<FetchedKeySet, KeySetError> {
        let mut request = self.http.get(&self.url);
        if let Some(access_token) = access_token {
            request = request.bearer_auth(access_token.expose());
        }
        let options = CallOptions {
            upstream: Upstream::KeySet,
            context,
            max_body_bytes: LARGEST_ANSWER,
            timeout: None,
            retry_on_dead_connection: true,
        };
        let answer = self
            .http
            .send(request, options)
            .await
            .map_err(KeySetError::Unreachable)?;
        if answer.status != StatusCode::OK {
            return Err(KeySetError::Failed {
                status: answer.status,
                retry_after: answer.retry_after,
            });
        }
        let keys = KeySet::parse(&answer.body, self.algorithm).map_err(KeySetError::Unusable)?;
        if keys.skipped() > 0 {
            tracing::warn!(skipped = keys.skipped(), "key set has members that cannot be used");
        }
        let text = str::from_utf8(&answer.body)
            .ok()
            .filter(|text| text.len() <= LARGEST_SHARED);
        Ok(FetchedKeySet {
            keys,
            text: text.map(SecretString::from),
        })
    }
}

impl KeySetSecret {
    /// The secret of this name or ARN, read as `aws` says.
    pub fn new(id: String, aws: &SdkConfig) -> Self {
        let client = Box::new(secrets_manager(aws));
        Self { id, client }
    }

    async fn read(&self, algorithm: Algorithm, context: &RequestContext) -> Result<FetchedKeySet, KeySetError> {
        let text = secret_text(&self.client, &self.id, context).await;
        let text = text.map_err(KeySetError::Secret)?;
        let keys = KeySet::parse(without_bom(text.expose_secret().as_bytes()), algorithm);
        Ok(FetchedKeySet {
            keys: keys.map_err(KeySetError::Unusable)?,
            text: None,
        })
    }
}

impl fmt::Debug for KeySetSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeySetSecret({})", self.id)
    }
}

impl AsRef<KeySet> for FetchedKeySet {
    fn as_ref(&self) -> &KeySet {
        &self.keys
    }
}

impl Shareable for KeySetSource {
    fn text(value: &FetchedKeySet) -> Option<SecretString> {
        value.text.clone()
    }

    fn parse(&self, text: &str) -> Option<FetchedKeySet> {
        let keys = KeySet::parse(text.as_bytes(), self.algorithm).ok()?;
        Some(FetchedKeySet {
            keys,
            text: Some(text.into()),
        })
    }

    fn cooling_down(left: Duration) -> KeySetError {
        KeySetError::CoolingDown(left)
    }
}

impl Source for KeySetSource {
    type Value = FetchedKeySet;
    type Error = KeySetError;
    const NAME: &'static str = "key set";
    const METRICS: [&'static str; 2] = ["KeySetFetched", "KeySetFetchFailed"];
    const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
        burst: 2,
        refill_every: Duration::from_secs(30),
        min_interval: Duration::from_secs(5),
    };

    async fn fetch(&self, context: RequestContext) -> Result<Fetched<FetchedKeySet>, KeySetError> {
        if self.secret.is_none() {
            self.http.open(&self.url);
        }
        let value = match (&self.secret, &self.access_tokens) {
            (Some(secret), _) => secret.read(self.algorithm, &context).await,
            (None, None) => self.ask(None, &context).await,
            (None, Some(access_tokens)) => access_tokens
                .with(&context, async |token| self.ask(Some(&token), &context).await)
                .await
                .map_err(KeySetError::AccessToken)?,
        }?;
        Ok(Fetched {
            value,
            ttl: Ttl {
                fresh: FRESH_FOR.min(self.stale),
                stale_if_error: self.stale,
            },
            at: None,
        })
    }
}

impl MayBeUnauthorized for Result<FetchedKeySet, KeySetError> {
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
    fn backoff(&self) -> Backoff {
        match self {
            Self::AccessToken(unavailable) => Backoff::Until(unavailable.retry_after),
            Self::CoolingDown(left) => Backoff::Until(*left),
            Self::Failed { retry_after, .. } => Backoff::Exponential { at_least: *retry_after },
            Self::Unreachable(_) | Self::Secret(_) | Self::Unusable(_) | Self::Lost => {
                Backoff::Exponential { at_least: None }
            }
        }
    }

    fn aborted() -> Self {
        Self::Lost
    }
}

const LARGEST_ANSWER: usize = 256 * 1024;
/// Items of the warm store stay under 4 KB.
const LARGEST_SHARED: usize = 4 * 1024;
const FRESH_FOR: Duration = Duration::from_mins(10);
