//! Secrets Manager, or a file, → the signing keys, kept warm.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use secrecy::{ExposeSecret, SecretString};
use shared::auth::credentials::{CredentialsError, secret_text, secrets_manager};
use shared::cache::{Backoff, Failure, Fetched, RefreshLimit, Source, Ttl};
use shared::request::context::RequestContext;
use shared::verify::jwks::KeySet;
use shared::verify::token::Algorithm;

use super::{KeyRing, KeyRingError};

/// The keys and what is published of them.
#[derive(Debug)]
pub struct WarmKeys {
    /// The ring, whose active key signs.
    pub ring: KeyRing,
    /// The JSON of [`KeyRing::key_set`].
    pub json: String,
    /// The key set that anybody else reads in it, and so do we.
    pub published: KeySet,
}

/// The place that the keys are fetched from.
pub enum KeysSource {
    /// A file, for local work.
    File(PathBuf),
    /// A secret in Secrets Manager.
    Secret {
        /// Its name or ARN.
        id: String,
        /// The client that reads it; boxed, being a hundred times the size of the other variant.
        client: Box<Client>,
    },
}

/// The reason why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The secret could not be read.
    #[error(transparent)]
    Secret(#[from] CredentialsError),
    /// The file could not be read.
    #[error("reading the file failed")]
    File(#[source] std::io::Error),
    /// They were read, and are none.
    #[error(transparent)]
    Unusable(#[from] KeyRingError),
    /// The fetch ended without a result.
    #[error("reading the keys ended without a result")]
    Lost,
}

impl KeysSource {
    /// The secret named `id`, read as `aws` says.
    pub fn secret(id: String, aws: &SdkConfig) -> Self {
        Self::Secret {
            id,
            client: Box::new(secrets_manager(aws)),
        }
    }

    async fn text(&self, context: &RequestContext) -> Result<SecretString, KeysError> {
        match self {
            // At once: a file of this machine is read faster than a thread is started for it.
            Self::File(path) => std::fs::read_to_string(path).map(Into::into).map_err(KeysError::File),
            Self::Secret { id, client } => Ok(secret_text(client, id, context).await?),
        }
    }
}

impl Source for KeysSource {
    type Value = WarmKeys;
    type Error = KeysError;
    const NAME: &'static str = "signing keys";
    const METRICS: [&'static str; 2] = ["SigningKeysFetched", "SigningKeysFetchFailed"];
    const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
        burst: 1,
        refill_every: Duration::from_mins(1),
        min_interval: Duration::ZERO,
    };

    async fn fetch(&self, context: RequestContext) -> Result<Fetched<WarmKeys>, KeysError> {
        let ring = KeyRing::parse(self.text(&context).await?.expose_secret())?;
        let json = ring.key_set().to_string();
        let published = KeySet::parse(json.as_bytes(), Algorithm::EdDsa);
        Ok(Fetched {
            value: WarmKeys {
                ring,
                published: published.map_err(|_| KeyRingError("none of them verifies anything"))?,
                json,
            },
            ttl: Ttl {
                fresh: FRESH_FOR,
                stale_if_error: USABLE_FOR,
            },
            at: None,
        })
    }
}

impl AsRef<KeySet> for WarmKeys {
    fn as_ref(&self) -> &KeySet {
        &self.published
    }
}

impl Failure for KeysError {
    fn backoff(&self) -> Backoff {
        Backoff::Exponential { at_least: None }
    }

    fn aborted() -> Self {
        Self::Lost
    }
}

impl fmt::Debug for KeysSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "File({})", path.display()),
            Self::Secret { id, .. } => write!(formatter, "Secret({id})"),
        }
    }
}

/// Time for which a cache on its way may keep an answer with the published keys.
pub const PUBLISHED_FOR: Duration = Duration::from_mins(5);

const FRESH_FOR: Duration = Duration::from_mins(5);
/// With the 5 minutes of a cache and the 10 of a verifier it is what a key is
/// [published ahead](super::PUBLISHED_AHEAD).
const USABLE_FOR: Duration = Duration::from_mins(55);
