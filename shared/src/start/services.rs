//! Services that exist only when the configuration is valid: what is kept warm, and its HTTP client.

use std::time::Duration;

use aws_config::SdkConfig;

use crate::auth::access_token::{AccessTokenError, AccessTokenSource, AccessTokens};
use crate::auth::credentials::{CredentialsError, CredentialsSource};
use crate::auth::issuers::{Issuers, KeepKeySets};
use crate::auth::key_set::KeySetSecret;
use crate::auth::sharing::Sharing;
use crate::cache::Cached;
use crate::cache::warm_store::DynamoDbItems;
use crate::erp::Erp;
use crate::http::client::HttpClient;
use crate::request::clock::Clock;
use crate::request::problem::ApiError;
use crate::start::config::{AllowedOrigins, Config, CredentialsFrom, environment};
use crate::store::StoreUrl;

/// Everything that is kept warm, and the client that fetches it.
#[derive(Debug)]
pub struct Services {
    /// The one HTTP client.
    pub http: HttpClient,
    /// `JTL_API_URL`, or the environment's.
    pub api_url: String,
    pub(super) issuers: Issuers,
    cookie_origins: Option<AllowedOrigins>,
    account: Option<ServiceAccount>,
    erp_cache: Duration,
    aws: SdkConfig,
}

/// Client credentials that the platform knows this service by, and its access tokens.
#[derive(Debug)]
struct ServiceAccount {
    access_tokens: AccessTokens,
    credentials: Cached<CredentialsSource>,
    /// The variables that they come from.
    from: &'static [&'static str],
}

impl Services {
    pub(super) fn new(config: Config, http: HttpClient, clock: &Clock, aws: Option<&SdkConfig>) -> Self {
        let aws = aws.map_or_else(|| http.sdk_from_env(environment), |given| http.sdk(given));
        let mut sharing = None;
        let account = config.credentials.map(|given| {
            let (source, from, name): (_, &[_], _) = match given {
                CredentialsFrom::Secret(id) => (
                    CredentialsSource::secret(id.clone(), &aws),
                    &["CREDENTIALS_SECRET_ID"],
                    id,
                ),
                CredentialsFrom::Env(pair) => {
                    let id = pair.id().to_owned();
                    (CredentialsSource::Given(pair), &["CLIENT_ID", "CLIENT_SECRET"], id)
                }
            };
            let credentials = Cached::new(source, clock.clone());
            sharing = config
                .warm_store
                .as_deref()
                .and_then(|url| warm_store(url, &aws))
                .map(|items| {
                    let names = (name, config.environment.to_owned());
                    Sharing::new(items, &credentials, names, clock)
                });
            let source = AccessTokenSource::new(config.token_endpoint, http.clone(), credentials.clone());
            let source = Sharing::read_through(sharing.as_ref(), source, |source| ("access token", source.url()));
            ServiceAccount {
                access_tokens: AccessTokens::new(source, clock.clone()),
                credentials,
                from,
            }
        });
        let access_tokens = account.as_ref().map(|account| &account.access_tokens);
        let account_keys = config.account_key_set.map(|id| KeySetSecret::new(id, &aws));
        let keep = KeepKeySets {
            http: &http,
            stale: config.key_set_stale,
            clock,
            sharing: sharing.as_ref(),
            accounts: account_keys.as_ref(),
        };
        Self {
            issuers: Issuers::new(config.issuers, access_tokens, keep),
            http,
            api_url: config.api_url,
            cookie_origins: config.cookie_origins,
            account,
            erp_cache: config.erp_cache,
            aws,
        }
    }

    /// Access tokens for calls to the platform. A function that makes some has seen to it at start-up
    /// that there are credentials for them.
    pub fn access_tokens(&self) -> Result<&AccessTokens, ApiError> {
        let account = self.account.as_ref().ok_or(ApiError::Misconfigured)?;
        Ok(&account.access_tokens)
    }

    /// Pages that may send requests with the accounts' cookies; `None` where no cookie is looked at.
    pub fn cookie_origins(&self) -> Option<&AllowedOrigins> {
        self.cookie_origins.as_ref()
    }

    pub(super) fn erp(&self) -> Erp {
        let access_tokens = self.access_tokens().ok().cloned();
        Erp::new(self.http.clone(), &self.api_url, access_tokens, self.erp_cache)
    }

    /// Connects to the ERP ahead of the first call, which follows a warm-up within moments or not at all.
    pub(super) fn open_erp(&self) {
        self.http.open(&self.api_url);
    }

    /// Configuration of the AWS SDK for other services of AWS; see [`HttpClient::sdk_from_env`].
    pub fn aws(&self) -> &SdkConfig {
        &self.aws
    }

    /// The mistake in our client credentials that the last attempts have shown, as an instruction, and
    /// the variables that the credentials come from.
    pub(super) fn credentials_mistake(&self) -> Option<(&'static str, &'static [&'static str])> {
        let account = self.account.as_ref()?;
        let instruction = match account.credentials.last_error().as_deref() {
            Some(CredentialsError::Denied(_)) => {
                "create the secret that CREDENTIALS_SECRET_ID names, or permit this function to read it"
            }
            Some(CredentialsError::Malformed(_)) => {
                "write the client id and secret into the secret that CREDENTIALS_SECRET_ID names, as one JSON object"
            }
            _ => match account.access_tokens.last_error().as_deref() {
                Some(AccessTokenError::Refused) => "replace the client id and secret; the platform refuses them",
                _ => return None,
            },
        };
        Some((instruction, account.from))
    }
}

/// The items of `WARM_STORE`; a mistake in it is said, and costs nothing but the sharing.
fn warm_store(url: &str, aws: &SdkConfig) -> Option<DynamoDbItems> {
    if let Some(StoreUrl::DynamoDb(table)) = StoreUrl::parse(url) {
        return Some(DynamoDbItems::new(aws, &table));
    }
    tracing::warn!(
        variable = "WARM_STORE",
        instruction = "set WARM_STORE to dynamodb:TABLE; until then each environment fetches for itself",
        "misconfigured"
    );
    None
}
