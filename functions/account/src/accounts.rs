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
use shared::verify::issuer::Issuer;
use shared::verify::session::Session;

use crate::access_token::TokenIssuer;
use crate::attempts::{Attempts, Judged, TooEarly};
use crate::csrf::AllowedOrigins;
use crate::error::AccountError;
use crate::families::Families;
use crate::options::{AccountOptions, SigningKeySource, StoreUrl};
use crate::password::{Hasher, HashingError};
use crate::refresh_token::SessionLifetime;
use crate::signing_keys::{KeysError, KeysSource, WarmKeys};
#[cfg(feature = "sqlite")]
use crate::store::Sqlite;
use crate::store::{DynamoDb, Store, StoreError, StoreErrorKind};

/// The accounts of this deployment and all it takes to let somebody in.
#[derive(Debug)]
pub struct Accounts {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) families: Families,
    pub(crate) attempts: Attempts,
    pub(crate) hasher: Hasher,
    pub(crate) issuer: TokenIssuer,
    pub(crate) lives: SessionLifetime,
    pub(crate) origins: AllowedOrigins,
    pub(crate) is_registration_private: bool,
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
        tracing::info!(store = store.name(), keys = ?source, "accounts are kept");
        let accounts = Self {
            families: Families::new(Arc::clone(&store), options.lives),
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
            lives: options.lives,
            origins: options.origins,
            is_registration_private: options.is_registration_private,
        };
        if let Err(error) = accounts
            .verifier
            .keys()
            .get(&RequestContext::warm_up(app.clock().clone()))
            .await
        {
            tracing::warn!(error = %Chain(&error), "starting cold");
        }
        Some(accounts)
    }

    /// The signing keys.
    pub(crate) async fn keys(&self, context: &RequestContext) -> Result<Served<WarmKeys>, Problem> {
        let keys = self.verifier.keys().get(context).await;
        keys.map_err(|error| KeysSource::unavailable(&error))
    }

    /// Verifies an access token and returns its session. Only our own are taken, whoever else is
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
        let outcome = tokio::time::timeout(LONGEST_CALL.min(context.time_for_calls()), call).await;
        let outcome = outcome.unwrap_or_else(|_| {
            Err(StoreError {
                store: self.store.name().to_owned(),
                fault: StoreErrorKind::TimedOut,
            })
        });
        outcome.map_err(|error| {
            context.metrics().count("AccountStoreFailed");
            tracing::warn!(request.id = context.id(), error = %Chain(&error), "the store of accounts failed");
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
            .map_err(|TooEarly { wait, subject }| {
                context.metrics().count("AttemptsRefused");
                tracing::info!(request.id = context.id(), ?subject, "too many attempts");
                AccountError::TooManyAttempts { retry_after: wait }
            })
    }
}

/// The answer to a caller whose password could be neither hashed nor verified; logged here.
pub(crate) fn without_hash(error: &HashingError, context: &RequestContext) -> Problem {
    tracing::error!(request.id = context.id(), error = %Chain(error), "no password was hashed");
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
/// A throttled table has room again within a second; what lasts longer is the operator's matter.
const RETRY_AFTER: Duration = Duration::from_secs(1);
