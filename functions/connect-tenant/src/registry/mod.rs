//! Registry of the connected tenants: at most one write a minute for each, and none that could take
//! sign-in down.

mod data_request;
mod dynamodb;
mod minute;
mod recent;
mod record;
mod settings;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use shared::request::context::{RequestContext, Upstream};
use shared::request::error_chain::Chain;
use shared::start::app::App;
use shared::store::call::{RETRY_AFTER, within};
use shared::store::{Answer, StoreUrl};
use shared::verify::session::TenantSession;

use crate::error::RegistryError;
use crate::options::RegistryOptions;
use recent::Recent;

pub use data_request::{DataRequest, DataRequestKind, DataRequestPage, DataRequestRecord, Export};
pub use dynamodb::DynamoDb;
pub use minute::Minute;
pub use record::{Connection, Put, Record, Status, VERSION};
pub use settings::{Settings, SettingsChange, SettingsPut};
pub use shared::store::{StoreError, StoreErrorKind};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
pub use store::{Page, Store};

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

    /// Marks the tenant disconnected and erases its users and settings.
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

    /// The tenant's own settings.
    pub async fn settings(&self, session: &TenantSession, context: &RequestContext) -> Result<Settings, RegistryError> {
        let settings = self.store.settings(session.tenant_id());
        self.call(settings, self.limits.asked_for, session, context).await
    }

    /// Replaces the tenant's own settings, which must be of the version `expected`, by the JSON object
    /// `json`; their new version.
    pub async fn put_settings(
        &self,
        json: &str,
        expected: u64,
        session: &TenantSession,
        context: &RequestContext,
    ) -> Result<u64, RegistryError> {
        let put = self.store.put_settings(SettingsChange {
            tenant_id: session.tenant_id(),
            json,
            expected,
            at: Minute::from_moment(context.started()),
        });
        match self.call(put, self.limits.asked_for, session, context).await? {
            SettingsPut::Done(version) => Ok(version),
            SettingsPut::Conflict(present) => Err(RegistryError::PreconditionFailed { present }),
            SettingsPut::Disconnected => Err(RegistryError::NotConnected),
        }
    }

    async fn call<T>(
        &self,
        call: Answer<'_, T>,
        limit: Duration,
        session: &TenantSession,
        context: &RequestContext,
    ) -> Result<T, RegistryError> {
        let outcome = match context.charge_call(Upstream::Registry) {
            Ok(()) => within(limit, context, self.store.name(), call).await,
            Err(spent) => Err(StoreErrorKind::from(spent).at(self.store.name())),
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
