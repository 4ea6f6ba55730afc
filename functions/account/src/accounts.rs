//! Everything that needs a right configuration, opened and warmed once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use shared::auth::verifier;
use shared::cache::{Cell, Served, Unavailable};
use shared::request::context::Invocation;
use shared::request::error_chain::Chain;
use shared::request::problem::{AccountFault, ApiError};
use shared::start::app::App;
use shared::verify::issuer::Issuer;
use shared::verify::log_value::TokenName;
use shared::verify::session::Session;
use shared::verify::token::{Algorithm, UnverifiedToken};

use crate::access_token::TokenIssuer;
use crate::attempts::{Attempts, Judged, TooEarly};
use crate::csrf::AllowedOrigins;
use crate::families::Families;
use crate::options::{AccountOptions, KeysFrom, StoreAt};
use crate::password::{Hasher, HashingError};
use crate::refresh_token::Lives;
use crate::signing_keys::{KeysError, KeysSource, WarmKeys};
#[cfg(feature = "sqlite")]
use crate::store::Sqlite;
use crate::store::{DynamoDb, Store, StoreError, StoreFault};

/// The accounts of this deployment and all it takes to let somebody in.
#[derive(Debug)]
pub struct Accounts {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) families: Families,
    pub(crate) attempts: Attempts,
    pub(crate) hasher: Hasher,
    pub(crate) issuer: TokenIssuer,
    pub(crate) lives: Lives,
    pub(crate) origins: AllowedOrigins,
    pub(crate) is_registration_private: bool,
    keys: Cell<KeysSource>,
    verifier: Issuer,
}

impl Accounts {
    /// As configured, with the signing keys fetched within 3 s; a failure of that is left to the
    /// first request. `None` beside a mistake.
    pub async fn open(options: AccountOptions, app: &App) -> Option<Self> {
        let platform = app.platform().ok()?;
        let store: Arc<dyn Store> = match options.store? {
            StoreAt::DynamoDb(table) => Arc::new(DynamoDb::new(&platform.aws().await, &table)),
            #[cfg(feature = "sqlite")]
            StoreAt::Sqlite(path) => Arc::new(Sqlite::new(&path)),
        };
        let source = match options.keys? {
            KeysFrom::Secret(id) => KeysSource::secret(id, &platform.aws().await),
            KeysFrom::File(path) => KeysSource::File(path),
        };
        tracing::info!(store = store.name(), keys = ?source, "accounts are kept");
        let accounts = Self {
            families: Families::new(Arc::clone(&store), options.lives),
            attempts: Attempts::new(Arc::clone(&store)),
            store,
            hasher: Hasher::new(options.cost, at_once()),
            // The verifier is the issuer: its clock is ours.
            verifier: Issuer::accounts(
                options.issuer.name.clone(),
                options.issuer.audience.clone(),
                Duration::ZERO,
            ),
            issuer: options.issuer,
            lives: options.lives,
            origins: options.origins,
            is_registration_private: options.is_registration_private,
            keys: Cell::new(source, app.clock().clone()),
        };
        if let Err(error) = accounts.keys.get(&Invocation::warm_up(app.clock().clone())).await {
            tracing::warn!(error = %Chain(&error), "starting cold");
        }
        Some(accounts)
    }

    /// The signing keys.
    pub(crate) async fn keys(&self, invocation: &Invocation) -> Result<Served<WarmKeys>, ApiError> {
        let keys = self.keys.get(invocation).await;
        keys.map_err(|error| unavailable(&error))
    }

    /// Verifies an access token and returns its session. Only our own are taken, whoever else is
    /// trusted elsewhere, and no key is asked for over the network.
    pub(crate) async fn authenticate(&self, text: &str, invocation: &Invocation) -> Result<Session, ApiError> {
        let outcome = self.verify(text, invocation).await;
        if let Err(error) = &outcome
            && error.is_callers_fault()
        {
            let token = TokenName::of(text);
            tracing::info!(request.id = invocation.id(), %token, reason = error.code(), "token refused");
        }
        let verification = outcome.as_ref().err().map_or("verified", ApiError::code);
        invocation.tally().verification(verification);
        outcome
    }

    async fn verify(&self, text: &str, invocation: &Invocation) -> Result<Session, ApiError> {
        let token = UnverifiedToken::parse(text).map_err(|_| ApiError::TokenMalformed)?;
        if token.unverified_algorithm != Algorithm::EdDsa || !self.verifier.may_have_made(&token) {
            return Err(ApiError::TokenMalformed);
        }
        let (keys, now) = (self.keys(invocation).await?, invocation.started());
        let payload = match keys.value.published.verify(&token) {
            Some(payload) => Some(payload),
            // Signed by another instance, perhaps, with keys that were put in place of ours.
            None if Session::is_possible(&token.unverified_payload, &self.verifier, now.wall) => {
                let newer = self.keys.renew(&keys, invocation).await;
                let newer = newer.map_err(|error| unavailable(&error))?;
                newer.and_then(|newer| newer.value.published.verify(&token))
            }
            None => None,
        };
        let verified = Session::verified(&payload.ok_or(ApiError::TokenSignature)?, &self.verifier, now.wall);
        verified.map(|verified| verified.session).map_err(verifier::refused)
    }

    /// Makes a call to the store, within 2 s and the time of the request. A failure never says that
    /// a session is over: whoever hears that drops it.
    pub(crate) async fn stored<T>(
        &self,
        call: impl Future<Output = Result<T, StoreError>>,
        invocation: &Invocation,
    ) -> Result<T, ApiError> {
        let outcome = tokio::time::timeout(LONGEST_CALL.min(invocation.time_for_calls()), call).await;
        let outcome = outcome.unwrap_or_else(|_| {
            Err(StoreError {
                store: self.store.name().to_owned(),
                fault: StoreFault::TimedOut,
            })
        });
        outcome.map_err(|error| {
            invocation.tally().count("AccountStoreFailed");
            tracing::warn!(request.id = invocation.id(), error = %Chain(&error), "the store of accounts failed");
            ApiError::Account(AccountFault::StoreUnavailable {
                retry_after: RETRY_AFTER,
            })
        })
    }

    /// Makes an attempt; one that comes too early is refused with the wait.
    pub(crate) async fn allowed<T>(
        &self,
        attempt: impl Future<Output = Judged<T>>,
        invocation: &Invocation,
    ) -> Result<T, ApiError> {
        self.stored(attempt, invocation)
            .await?
            .map_err(|TooEarly { wait, subject }| {
                invocation.tally().count("AttemptsRefused");
                tracing::info!(request.id = invocation.id(), ?subject, "too many attempts");
                ApiError::Account(AccountFault::TooManyAttempts { retry_after: wait })
            })
    }
}

/// The answer to a caller whose password could be neither hashed nor verified; logged here.
pub(crate) fn without_hash(error: &HashingError, invocation: &Invocation) -> ApiError {
    tracing::error!(request.id = invocation.id(), error = %Chain(error), "no password was hashed");
    match error {
        HashingError::NoMemory(_) => ApiError::Account(AccountFault::Overloaded {
            retry_after: RETRY_AFTER,
        }),
        HashingError::Lost(_) => ApiError::Internal,
    }
}

fn unavailable(error: &Unavailable<KeysError>) -> ApiError {
    ApiError::Account(AccountFault::KeysUnavailable {
        retry_after: error.retry_after,
    })
}

fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

const LONGEST_CALL: Duration = Duration::from_secs(2);
/// A throttled table has room again within a second; what lasts longer is the operator's matter.
const RETRY_AFTER: Duration = Duration::from_secs(1);
