//! Built and warmed once in `main`: from a token to a session.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use serde::Serialize;
use tracing::field;

use crate::access_token::{AccessTokenError, AccessTokenSource, AccessTokens};
use crate::clock::Clock;
use crate::config::{Config, CredentialsFrom, Mistake};
use crate::credentials::{CredentialsError, CredentialsSource};
use crate::error_chain::Chain;
use crate::http_client::{HopLimits, HttpClient};
use crate::invocation::Invocation;
use crate::issuer::Issuer;
use crate::jwks::{KeySetError, KeySetSource, VerifiedPayload};
use crate::log_value::{Excerpt, TokenName};
use crate::metrics::{Metrics, Sink, standard_output};
use crate::reply::ApiError;
use crate::session::{ClaimsError, Session};
use crate::token::{UnverifiedToken, decode};
use crate::warm::{Cell, Unavailable};

/// What every function is built around. It exists also where the variables are wrong, so that
/// the function can say so.
#[derive(Debug)]
pub struct App {
    clock: Clock,
    metrics: Option<Metrics>,
    platform: Result<Platform, Vec<Mistake>>,
}

/// What an app takes from the function and the machine it runs on.
#[derive(Clone)]
pub struct Surroundings {
    /// What the function is called.
    pub function: &'static str,
    /// Its time.
    pub clock: Clock,
    /// How long each call may take.
    pub limits: HopLimits,
    /// Where its metrics go.
    pub metrics: Sink,
    /// How AWS is reached, if not as the environment says.
    pub aws: Option<SdkConfig>,
}

/// Everything that is kept warm, and the client that fetches it.
#[derive(Debug)]
pub struct Platform {
    /// The one HTTP client.
    pub http: HttpClient,
    /// For calls to the platform.
    pub access_tokens: AccessTokens,
    /// `JTL_API_URL`, or the environment's.
    pub api_url: String,
    aws: Option<SdkConfig>,
    credentials: Cell<CredentialsSource>,
    credentials_from: &'static [&'static str],
    issuer: Issuer,
}

/// What `/health` says, in the words that JTL's React template expects.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    missing: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<String>,
}

impl Surroundings {
    /// The machine as it is.
    pub fn of(function: &'static str) -> Self {
        Self {
            function,
            clock: Clock::system(),
            limits: HopLimits::default(),
            metrics: standard_output(),
            aws: None,
        }
    }
}

impl App {
    /// Builds everything and logs every mistake; makes no call.
    pub async fn new(config: Config, mistakes: Vec<Mistake>, surroundings: Surroundings) -> Arc<Self> {
        let Surroundings {
            function,
            clock,
            limits,
            metrics,
            aws,
        } = surroundings;
        for mistake in &mistakes {
            tracing::error!(
                variable = mistake.variable,
                expected = mistake.expected,
                "misconfigured"
            );
        }
        let namespace = config.metrics_namespace.clone();
        let metrics = namespace.map(|namespace| Metrics::new(namespace, function, metrics));
        let platform = if mistakes.is_empty() {
            Ok(Platform::new(config, &clock, limits, aws).await)
        } else {
            Err(mistakes)
        };
        Arc::new(Self {
            clock,
            metrics,
            platform,
        })
    }

    /// Fetches all that is kept warm, within 3 s; a failure is left to the first request.
    pub async fn warm_up(&self) {
        let Ok(platform) = &self.platform else { return };
        let invocation = Invocation::warm_up(self.clock.clone());
        if let Err(error) = platform.issuer.keys.get(&invocation).await {
            tracing::warn!(error = %Chain(&error), "starting cold");
        }
        if let Some(metrics) = &self.metrics {
            metrics.emit(invocation.tally(), None, self.clock.now());
        }
    }

    /// Where this app counts, if it does.
    pub fn metrics(&self) -> Option<&Metrics> {
        self.metrics.as_ref()
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Everything that needs a right configuration.
    pub fn platform(&self) -> Result<&Platform, ApiError> {
        self.platform.as_ref().map_err(|_| ApiError::Misconfigured)
    }

    /// Whose token this is.
    pub async fn authenticate(&self, token: &str, invocation: &Invocation) -> Result<Session, ApiError> {
        let outcome = self.session(token, invocation).await;
        let verification = outcome.as_ref().err().map_or("verified", ApiError::code);
        invocation.tally().verification(verification);
        outcome
    }

    async fn session(&self, text: &str, invocation: &Invocation) -> Result<Session, ApiError> {
        let platform = self.platform()?;
        let token = UnverifiedToken::parse(text).map_err(|malformed| {
            log_refused(text, None, &malformed, invocation);
            ApiError::TokenMalformed
        })?;
        let key_id = token.unverified_key_id.as_deref();
        let issuer = platform.issuer_of(&token)?;
        let payload = verify(issuer, &token, invocation).await.inspect_err(|error| {
            if *error == ApiError::TokenSignature {
                log_refused(text, key_id, &"no key of the issuer has signed it", invocation);
            }
        })?;
        Session::verified(&payload, issuer, invocation.started()).map_err(|error| {
            log_refused(text, key_id, &error, invocation);
            match error {
                ClaimsError::Expired => ApiError::TokenExpired,
                ClaimsError::NotYetValid => ApiError::TokenNotYetValid,
                ClaimsError::Malformed(_) => ApiError::TokenClaims,
            }
        })
    }

    /// How this function is, without asking anybody.
    pub fn health(&self) -> Health {
        let platform = match &self.platform {
            Ok(platform) => platform,
            Err(mistakes) => {
                let mut missing: Vec<_> = mistakes.iter().map(|mistake| mistake.variable).collect();
                missing.dedup();
                return Health {
                    status: "misconfigured",
                    missing,
                    mistakes: mistakes.iter().map(ToString::to_string).collect(),
                };
            }
        };
        match platform.credentials_fault() {
            None => Health {
                status: "ok",
                missing: Vec::new(),
                mistakes: Vec::new(),
            },
            Some(fault) => Health {
                status: "misconfigured",
                missing: platform.credentials_from.to_vec(),
                mistakes: vec![fault.into()],
            },
        }
    }
}

impl Platform {
    async fn new(config: Config, clock: &Clock, limits: HopLimits, aws: Option<SdkConfig>) -> Self {
        let http = HttpClient::new(limits, clock.clone())
            .expect("a client without files or addresses to read is always built");
        let (source, credentials_from): (_, &[_]) = match config.credentials {
            CredentialsFrom::Secret(id) => (
                CredentialsSource::secret(id, &http.sdk(aws.as_ref()).await),
                &["CREDENTIALS_SECRET_ID"],
            ),
            CredentialsFrom::Variables(pair) => (CredentialsSource::Given(pair), &["CLIENT_ID", "CLIENT_SECRET"]),
        };
        let credentials = Cell::new(source, clock.clone());
        let token_endpoint = AccessTokenSource::new(&config.auth_url, http.clone(), credentials.clone());
        let access_tokens = AccessTokens::new(token_endpoint, clock.clone());
        let key_set = KeySetSource::new(
            &config.api_url,
            http.clone(),
            access_tokens.clone(),
            config.key_set_stale,
        );
        Self {
            issuer: Issuer::jtl_sessions(Cell::new(key_set, clock.clone()), config.token_leeway),
            http,
            access_tokens,
            api_url: config.api_url,
            aws,
            credentials,
            credentials_from,
        }
    }

    /// How other services of AWS are reached; see [`HttpClient::sdk`].
    pub async fn aws(&self) -> SdkConfig {
        self.http.sdk(self.aws.as_ref()).await
    }

    fn issuer_of(&self, token: &UnverifiedToken<'_>) -> Result<&Issuer, ApiError> {
        Some(&self.issuer)
            .filter(|issuer| issuer.algorithm == token.unverified_algorithm)
            .ok_or(ApiError::TokenMalformed)
    }

    /// What is wrong with our credentials, as far as the last attempts have shown.
    fn credentials_fault(&self) -> Option<&'static str> {
        match self.credentials.last_error().as_deref() {
            Some(CredentialsError::Denied(_)) => {
                return Some("the secret does not exist or this function may not read it");
            }
            Some(CredentialsError::Malformed(_)) => {
                return Some("the secret does not hold a client id and a client secret");
            }
            _ => {}
        }
        match self.access_tokens.last_error().as_deref() {
            Some(AccessTokenError::Refused) => Some("the platform refuses the client id and secret"),
            _ => None,
        }
    }
}

/// A token that no kept key has signed may be signed by one published since, and JTL's tokens
/// name no key: newer ones are asked for, if the token could pass at all and it is time.
async fn verify(
    issuer: &Issuer,
    token: &UnverifiedToken<'_>,
    invocation: &Invocation,
) -> Result<VerifiedPayload, ApiError> {
    let kept = issuer.keys.get(invocation).await.map_err(|error| unavailable(&error))?;
    invocation.tally().key_set_age(kept.age);
    if let Some(payload) = kept.value.verify(token) {
        return Ok(payload);
    }
    let is_possible = decode(token.unverified_payload)
        .is_some_and(|payload| Session::is_possible(&payload, issuer, invocation.started()));
    if !is_possible {
        return Err(ApiError::TokenSignature);
    }
    match issuer.keys.renew(&kept, invocation).await {
        Ok(Some(newer)) => newer.value.verify(token).ok_or(ApiError::TokenSignature),
        Ok(None) => Err(ApiError::TokenSignature),
        Err(error) => Err(unavailable(&error)),
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

/// What a caller is answered when there is no access token.
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
