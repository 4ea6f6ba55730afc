//! Registry of the connected tenants: at most one write a minute for each, and none that could take
//! sign-in down.

mod dynamodb;
mod minute;
mod recent;
mod record;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use shared::request::context::{RequestContext, Upstream};
use shared::request::error_chain::Chain;
use shared::start::app::App;
use shared::verify::session::TenantSession;

use crate::error::RegistryError;
use crate::options::{RegistryOptions, StoreUrl};
use recent::Recent;

pub use dynamodb::DynamoDb;
pub use minute::Minute;
pub use record::{Connection, Put, Record, Status, VERSION};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
pub use store::{Answer, Cause, Page, Store, StoreError, StoreErrorKind};

/// The registry. Whoever asks it names a tenant by a [`TenantSession`], so by a verified token.
#[derive(Debug)]
pub struct Registry {
    store: Arc<dyn Store>,
    recent: Mutex<Recent>,
    limits: RegistryLimits,
}

/// Time limits of a call to the store; the time the request has left bounds it too.
#[derive(Clone, Copy, Debug)]
pub struct RegistryLimits {
    /// Limit where the caller is answered anyway.
    pub beside: Duration,
    /// Limit where the store is what the caller asked for.
    pub asked_for: Duration,
}

impl Default for RegistryLimits {
    fn default() -> Self {
        Self {
            beside: Duration::from_millis(300),
            asked_for: Duration::from_secs(2),
        }
    }
}

impl Registry {
    /// The registry that is configured. Without one, or with an app that is misconfigured and
    /// lets nobody in, there is none. Makes no call.
    pub fn open(options: &RegistryOptions, app: &App) -> Option<Self> {
        let Some(at) = &options.store else {
            tracing::info!("no CONNECTIONS_STORE is set: connections are not stored");
            return None;
        };
        let store: Arc<dyn Store> = match at {
            StoreUrl::DynamoDb(table) => Arc::new(DynamoDb::new(app.services().ok()?.aws(), table)),
            #[cfg(feature = "sqlite")]
            StoreUrl::Sqlite(path) => Arc::new(Sqlite::new(path)),
        };
        tracing::info!(store = store.name(), "connections are stored");
        Some(Self::new(store, RegistryLimits::default()))
    }

    /// A registry that keeps its records in `store`.
    pub fn new(store: Arc<dyn Store>, limits: RegistryLimits) -> Self {
        Self {
            store,
            recent: Mutex::default(),
            limits,
        }
    }

    /// Puts the connection of `session` on record; whether it is there now. A failure is logged
    /// and counted, and left to the tenant's next connection.
    pub async fn connect(&self, session: &TenantSession, context: &RequestContext) -> bool {
        let (tenant_id, at) = (session.tenant_id(), Minute::from_moment(context.started()));
        let Some(ticket) = self.recent().unless_written(tenant_id, at) else {
            return true;
        };
        let connection = Connection {
            tenant_id,
            tenant_slug: session.tenant_slug(),
            user_id: session.user_id(),
            at,
        };
        let put = self.store.put(connection);
        let Ok(put) = self.call(put, self.limits.beside, session, context).await else {
            return false;
        };
        self.recent().remember(tenant_id, at, ticket);
        context.metrics().count("ConnectionStored");
        if put == Put::First {
            tracing::info!(
                request.id = context.id(),
                tenant.id = tenant_id,
                "first connection of a tenant"
            );
        }
        true
    }

    /// Marks the tenant disconnected and erases its users.
    pub async fn disconnect(&self, session: &TenantSession, context: &RequestContext) -> Result<(), RegistryError> {
        let at = Minute::from_moment(context.started());
        let disconnect = self.store.disconnect(session.tenant_id(), at);
        let outcome = self.call(disconnect, self.limits.asked_for, session, context).await;
        // After the store, and also where it failed: what is forgotten is only written once more.
        self.recent().forget(session.tenant_id());
        outcome?;
        context.metrics().count("ConnectionStored");
        tracing::info!(
            request.id = context.id(),
            tenant.id = session.tenant_id(),
            "tenant disconnected"
        );
        Ok(())
    }

    /// The tenant's own record, if it has one.
    pub async fn record(
        &self,
        session: &TenantSession,
        context: &RequestContext,
    ) -> Result<Option<Record>, RegistryError> {
        let find = self.store.find(session.tenant_id());
        self.call(find, self.limits.asked_for, session, context).await
    }

    async fn call<T>(
        &self,
        call: Answer<'_, T>,
        within: Duration,
        session: &TenantSession,
        context: &RequestContext,
    ) -> Result<T, RegistryError> {
        let in_time = tokio::time::timeout(within.min(context.time_for_calls()), call);
        let outcome = match context.charge_call(Upstream::Registry) {
            Ok(()) => in_time
                .await
                .unwrap_or_else(|_| Err(self.error(StoreErrorKind::TimedOut))),
            Err(spent) => Err(self.error(spent.into())),
        };
        outcome.map_err(|error| {
            context.metrics().count("ConnectionStoreFailed");
            tracing::warn!(
                request.id = context.id(),
                tenant.id = session.tenant_id(),
                error = %Chain(&error),
                "the registry failed"
            );
            RegistryError::Unavailable {
                retry_after: RETRY_AFTER,
            }
        })
    }

    fn error(&self, fault: StoreErrorKind) -> StoreError {
        StoreError {
            store: self.store.name().to_owned(),
            fault,
        }
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A store that is there already, for the operator: nothing is made, so that a slip of the pen is
/// an error and not an empty store. `aws` is asked for by a store of AWS alone.
pub async fn existing_store(at: &StoreUrl, aws: impl AsyncFnOnce() -> SdkConfig) -> Arc<dyn Store> {
    match at {
        StoreUrl::DynamoDb(table) => Arc::new(DynamoDb::new(&aws().await, table)),
        #[cfg(feature = "sqlite")]
        StoreUrl::Sqlite(path) => Arc::new(Sqlite::existing(path)),
    }
}

/// A throttled table has room again within a second; what lasts longer is the operator's matter.
const RETRY_AFTER: Duration = Duration::from_secs(1);
