//! Services that exist only when the configuration is valid: what is kept warm, and its HTTP client.

use aws_config::SdkConfig;

use crate::auth::access_token::{AccessTokenError, AccessTokenSource, AccessTokens};
use crate::auth::credentials::{CredentialsError, CredentialsSource};
use crate::auth::issuers::Issuers;
use crate::cache::Cached;
use crate::erp::Erp;
use crate::http::client::HttpClient;
use crate::request::clock::Clock;
use crate::request::problem::ApiError;
use crate::start::config::{AllowedOrigins, Config, CredentialsFrom, environment};

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
        let account = match config.credentials {
            None => None,
            Some(given) => {
                let (source, from): (_, &[_]) = match given {
                    CredentialsFrom::Secret(id) => (CredentialsSource::secret(id, &aws), &["CREDENTIALS_SECRET_ID"]),
                    CredentialsFrom::Env(pair) => (CredentialsSource::Given(pair), &["CLIENT_ID", "CLIENT_SECRET"]),
                };
                let credentials = Cached::new(source, clock.clone());
                let source = AccessTokenSource::new(config.token_endpoint, http.clone(), credentials.clone());
                Some(ServiceAccount {
                    access_tokens: AccessTokens::new(source, clock.clone()),
                    credentials,
                    from,
                })
            }
        };
        let access_tokens = account.as_ref().map(|account| &account.access_tokens);
        Self {
            issuers: Issuers::new(config.issuers, access_tokens, &http, config.key_set_stale, clock),
            http,
            api_url: config.api_url,
            cookie_origins: config.cookie_origins,
            account,
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
        Erp::new(self.http.clone(), &self.api_url, self.access_tokens().ok().cloned())
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
