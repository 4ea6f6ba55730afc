//! Routes by which a tenant reads its own record or disconnects; none reaches another's.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use shared::request::context::Invocation;
use shared::request::problem::{ApiError, RegistryFault};
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;

use crate::registry::{Record, Registry, Status};

/// The answer to a tenant that has disconnected.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Disconnected {
    success: bool,
    tenant_id: String,
    status: Status,
}

/// `GET /api/tenant`.
pub(crate) async fn show(
    State(registry): State<Option<Arc<Registry>>>,
    invocation: Invocation,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Record>, ApiError> {
    let registry = registry.ok_or(ABSENT)?;
    let record = registry.record(&session, &invocation).await?;
    record.map(Json).ok_or(NOT_CONNECTED)
}

/// `DELETE /api/connect-tenant`.
pub(crate) async fn disconnect(
    State(registry): State<Option<Arc<Registry>>>,
    invocation: Invocation,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Disconnected>, ApiError> {
    let registry = registry.ok_or(ABSENT)?;
    registry.disconnect(&session, &invocation).await?;
    Ok(Json(Disconnected {
        success: true,
        tenant_id: session.tenant_id().to_owned(),
        status: Status::Disconnected,
    }))
}

const ABSENT: ApiError = ApiError::Registry(RegistryFault::Absent);
const NOT_CONNECTED: ApiError = ApiError::Registry(RegistryFault::NotConnected);
