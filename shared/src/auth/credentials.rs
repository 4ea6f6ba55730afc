//! Secrets Manager, or the variables, → [`ClientCredentials`].

use std::error::Error;
use std::fmt;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Builder;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::cache::{Backoff, Failure, Fetched, RefreshLimit, Source, Ttl};
use crate::http::client::HttpError;
use crate::request::context::{CallBudgetExceeded, RequestContext, Upstream};
use verify::strict_json::without_bom;

/// Client id and secret for JTL's token endpoint. JTL rotates them together, so they are only
/// ever read, kept and replaced as a pair.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    id: String,
    secret: SecretString,
}

/// Source of the client credentials.
pub enum CredentialsSource {
    /// Given once and for all.
    Given(ClientCredentials),
    /// A secret in Secrets Manager.
    Secret {
        /// Its name or ARN.
        id: String,
        /// Client that reads it; boxed, being a hundred times the size of the other variant.
        client: Box<Client>,
    },
}

/// Failure to get client credentials.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// Secrets Manager could not be reached or failed.
    #[error("reading the secret failed")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// There is no such secret, or this function may not read it.
    #[error("the secret does not exist or may not be read")]
    Denied(#[source] Box<dyn Error + Send + Sync>),
    /// The secret is there but holds no client credentials.
    #[error("the secret holds no client credentials: {0}")]
    Malformed(&'static str),
    /// This request has made all its calls.
    #[error(transparent)]
    CallBudgetExceeded(#[from] CallBudgetExceeded),
    /// The fetch ended without a result.
    #[error("reading the secret ended without a result")]
    Lost,
}

impl ClientCredentials {
    /// A pair that belongs together.
    pub fn new(id: String, secret: SecretString) -> Self {
        Self { id, secret }
    }

    /// The client id, which is no secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The client secret, for the one header it belongs into.
    pub fn expose_secret(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Returns whether id and secret are both the same.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.id == other.id && self.expose_secret() == other.expose_secret()
    }

    /// Reads the JSON of a secret, in any spelling seen in the field.
    pub fn from_json(text: &str) -> Result<Self, CredentialsError> {
        // The parser's own message may quote the secret, so it is dropped.
        let spelled: SecretDocument = serde_json::from_slice(without_bom(text.as_bytes())).map_err(|_| {
            CredentialsError::Malformed("it must be one JSON object with the client id and secret as strings")
        })?;
        if spelled.id.trim().is_empty() || spelled.secret.expose_secret().trim().is_empty() {
            return Err(CredentialsError::Malformed("client id or secret is empty"));
        }
        Ok(Self::new(spelled.id, spelled.secret))
    }
}

#[derive(Deserialize)]
struct SecretDocument {
    #[serde(rename = "CLIENT_ID", alias = "clientId", alias = "client_id")]
    id: String,
    #[serde(rename = "CLIENT_SECRET", alias = "clientSecret", alias = "client_secret")]
    secret: SecretString,
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => formatter.write_str("Given"),
            Self::Secret { id, .. } => write!(formatter, "Secret({id})"),
        }
    }
}

impl CredentialsSource {
    /// The secret named `id`, read as `aws` says.
    pub fn secret(id: String, aws: &SdkConfig) -> Self {
        Self::Secret {
            id,
            client: Box::new(secrets_manager(aws)),
        }
    }
}

/// A client for [`secret_text`], within its time.
pub fn secrets_manager(aws: &SdkConfig) -> Client {
    let config = Builder::from(aws)
        .timeout_config(TimeoutConfig::builder().operation_timeout(OPERATION).build())
        .build();
    Client::from_conf(config)
}

/// The text of a secret, for one call of `context`.
pub async fn secret_text(
    client: &Client,
    id: &str,
    context: &RequestContext,
) -> Result<SecretString, CredentialsError> {
    context.charge_call(Upstream::Secrets)?;
    // The SDK knows nothing of the time this request has left.
    tokio::time::timeout(context.time_for_calls(), read(client, id))
        .await
        .unwrap_or_else(|_| Err(CredentialsError::Unreachable(HttpError::TimedOut.into())))
}

impl Source for CredentialsSource {
    type Value = ClientCredentials;
    type Error = CredentialsError;
    const NAME: &'static str = "credentials";
    const METRICS: [&'static str; 2] = ["CredentialsFetched", "CredentialsFetchFailed"];
    const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
        burst: 1,
        refill_every: Duration::from_mins(1),
        min_interval: Duration::ZERO,
    };

    async fn fetch(&self, context: RequestContext) -> Result<Fetched<ClientCredentials>, CredentialsError> {
        let value = match self {
            Self::Given(credentials) => credentials.clone(),
            Self::Secret { id, client } => {
                let text = secret_text(client, id, &context).await?;
                ClientCredentials::from_json(text.expose_secret())?
            }
        };
        Ok(Fetched {
            value,
            ttl: Ttl {
                fresh: FRESH_FOR,
                stale_if_error: USABLE_FOR,
            },
            at: None,
        })
    }
}

impl Failure for CredentialsError {
    fn backoff(&self) -> Backoff {
        Backoff::Exponential { at_least: None }
    }

    fn aborted() -> Self {
        Self::Lost
    }
}

async fn read(client: &Client, id: &str) -> Result<SecretString, CredentialsError> {
    let answer = client.get_secret_value().secret_id(id).send().await.map_err(|error| {
        let is_denied = error.as_service_error().is_some_and(|service| {
            let code = service.meta().code().unwrap_or_default();
            service.is_resource_not_found_exception()
                || matches!(
                    code,
                    "AccessDeniedException" | "UnrecognizedClientException" | "InvalidClientTokenId"
                )
        });
        if is_denied {
            CredentialsError::Denied(error.into())
        } else {
            CredentialsError::Unreachable(error.into())
        }
    })?;
    let text = answer.secret_string.map(SecretString::from);
    text.ok_or(CredentialsError::Malformed("it is binary"))
}

const FRESH_FOR: Duration = Duration::from_mins(5);
const USABLE_FOR: Duration = Duration::from_hours(1);
/// One options's 2 s, and room for the SDK to look up its own credentials first.
const OPERATION: Duration = Duration::from_millis(2_500);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_field_is_read_behind_a_byte_order_mark_too() {
        for text in [
            r#"{"CLIENT_ID":"id","CLIENT_SECRET":"hush"}"#,
            r#"{"clientId":"id","clientSecret":"hush","note":1}"#,
            r#"{"client_id":"id","client_secret":"hush"}"#,
            "\u{feff}{\"CLIENT_ID\":\"id\",\"CLIENT_SECRET\":\"hush\"}\r\n",
        ] {
            let credentials = ClientCredentials::from_json(text).unwrap();
            assert_eq!((credentials.id(), credentials.expose_secret()), ("id", "hush"));
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        for text in [
            "hush",
            "[]",
            r#"{"CLIENT_ID":"id"}"#,
            r#"{"CLIENT_ID":"hush","CLIENT_SECRET":7}"#,
            r#"{"CLIENT_ID":" ","CLIENT_SECRET":"hush"}"#,
            r#"{"CLIENT_ID":"id","clientId":"other","CLIENT_SECRET":"hush"}"#,
        ] {
            let error = ClientCredentials::from_json(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hush"), "{text}");
        }
    }

    #[test]
    fn a_secret_does_not_print() {
        let credentials = ClientCredentials::new("id".into(), "hush".into());
        assert!(!format!("{credentials:?}").contains("hush"));
    }
}
