//! Everything that needs a right configuration, opened and warmed once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use shared::auth::error::AuthError;
use shared::auth::verifier::{VerificationKeys, Verifier};
use shared::cache::{Cached, Served, Unavailable};
use shared::request::context::RequestContext;
use shared::request::error_chain::Chain;
use shared::request::problem::{ApiError, Problem};
use shared::start::app::App;
use shared::start::config::AllowedOrigins;
use shared::store::StoreUrl;
use shared::store::call::{RETRY_AFTER, within};
use shared::verify::issuer::Issuer;
use shared::verify::session::Session;

use crate::access_token::TokenIssuer;
use crate::attempts::{Attempts, Judged, TooEarly};
use crate::distribution::Distribution;
use crate::error::AccountError;
use crate::options::{AccountOptions, SigningKeySource};
use crate::password::{Hasher, HashingError};
use crate::refresh_token::SessionLifetime;
use crate::refresh_tokens::RefreshTokens;
use crate::signing_keys::{KeysError, KeysSource, WarmKeys};
#[cfg(feature = "sqlite")]
use crate::store::Sqlite;
use crate::store::{DynamoDb, Store, StoreError};

/// The accounts of this deployment and all that a login needs.
#[derive(Debug)]
pub struct Accounts {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) refresh_tokens: RefreshTokens,
    pub(crate) attempts: Attempts,
    pub(crate) hasher: Hasher,
    pub(crate) issuer: TokenIssuer,
    pub(crate) session_lifetime: SessionLifetime,
    pub(crate) origins: AllowedOrigins,
    pub(crate) is_registration_private: bool,
    pub(crate) distribution: Option<Distribution>,
    /// It has the signing keys too: what we sign is verified by what is published of it.
    verifier: Verifier<KeysSource>,
}

impl Accounts {
    /// As configured, with the signing keys fetched within 3 s; a failure of that is left to the
    /// first request. `None` beside a mistake.
    pub async fn open(options: AccountOptions, app: &App) -> Option<Self> {
        let platform = app.services().ok()?;
        let store: Arc<dyn Store> = match options.store? {
            StoreUrl::DynamoDb(table) => Arc::new(DynamoDb::new(platform.aws(), &table)),
            #[cfg(feature = "sqlite")]
            StoreUrl::Sqlite(path) => Arc::new(Sqlite::new(&path)),
        };
        let source = match options.keys? {
            SigningKeySource::Secret(id) => KeysSource::secret(id, platform.aws()),
            SigningKeySource::File(path) => KeysSource::File(path),
        };
        tracing::info!(store = store.name(), keys = ?source, "account store opened");
        let accounts = Self {
            refresh_tokens: RefreshTokens::new(Arc::clone(&store), options.session_lifetime),
            attempts: Attempts::new(Arc::clone(&store)),
            store,
            hasher: Hasher::new(options.cost, at_once()),
            // The verifier is the issuer: its clock is ours.
            verifier: Verifier::new(
                Issuer::accounts(
                    options.issuer.name.clone(),
                    options.issuer.audience.clone(),
                    Duration::ZERO,
                ),
                Cached::new(source, app.clock().clone()),
            ),
            issuer: options.issuer,
            session_lifetime: options.session_lifetime,
            origins: options.origins,
            is_registration_private: options.is_registration_private,
            distribution: options.distribution,
        };
        if let Err(error) = accounts
            .verifier
            .keys()
            .get(&RequestContext::warm_up(app.clock().clone()))
            .await
        {
            tracing::warn!(error = %Chain(&error), "warm-up failed");
        }
        Some(accounts)
    }

    /// The signing keys.
    pub(crate) async fn keys(&self, context: &RequestContext) -> Result<Served<WarmKeys>, Problem> {
        let keys = self.verifier.keys().get(context).await;
        keys.map_err(|error| KeysSource::unavailable(&error))
    }

    /// Verifies an access token and returns its session. Only our own are accepted, whatever other issuer is
    /// trusted elsewhere, and no key is asked for over the network.
    pub(crate) async fn authenticate(&self, text: &str, context: &RequestContext) -> Result<Session, AuthError> {
        let verified = self.verifier.verify(text, context).await;
        verified.map(|verified| verified.session)
    }

    /// Makes a call to the store, within 2 s and the time of the request. A failure never says that
    /// a session is over: whoever hears that drops it.
    pub(crate) async fn stored<T>(
        &self,
        call: impl Future<Output = Result<T, StoreError>>,
        context: &RequestContext,
    ) -> Result<T, AccountError> {
        let outcome = within(LONGEST_CALL, context, self.store.name(), call).await;
        outcome.map_err(|error| {
            context.metrics().count("AccountStoreFailed");
            tracing::warn!(request.id = context.id(), error = %Chain(&error), "account store call failed");
            AccountError::StoreUnavailable {
                retry_after: RETRY_AFTER,
            }
        })
    }

    /// Makes an attempt; one that comes too early is refused with the wait.
    pub(crate) async fn allowed<T>(
        &self,
        attempt: impl Future<Output = Judged<T>>,
        context: &RequestContext,
    ) -> Result<T, AccountError> {
        self.stored(attempt, context)
            .await?
            .map_err(|TooEarly { wait, rate_limit_key }| {
                context.metrics().count("AttemptsRefused");
                tracing::info!(request.id = context.id(), ?rate_limit_key, "too many attempts");
                AccountError::TooManyAttempts { retry_after: wait }
            })
    }
}

/// The answer to a caller whose password could be neither hashed nor verified; logged here.
pub(crate) fn without_hash(error: &HashingError, context: &RequestContext) -> Problem {
    tracing::error!(request.id = context.id(), error = %Chain(error), "password hashing failed");
    match error {
        HashingError::NoMemory(_) => AccountError::Overloaded {
            retry_after: RETRY_AFTER,
        }
        .into(),
        HashingError::Lost(_) => ApiError::Internal.into(),
    }
}

impl VerificationKeys for KeysSource {
    fn unavailable(error: &Unavailable<KeysError>) -> Problem {
        AccountError::KeysUnavailable {
            retry_after: error.retry_after,
        }
        .into()
    }
}

fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

const LONGEST_CALL: Duration = Duration::from_secs(2);
