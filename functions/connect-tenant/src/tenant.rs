//! Routes by which a tenant reads its own record or disconnects; none reaches another's.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;

use crate::error::RegistryError;
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
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Record>, Problem> {
    let registry = registry.ok_or(RegistryError::Absent)?;
    let record = registry.record(&session, &context).await?;
    Ok(Json(record.ok_or(RegistryError::NotConnected)?))
}

/// `DELETE /api/connect-tenant`.
pub(crate) async fn disconnect(
    State(registry): State<Option<Arc<Registry>>>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Disconnected>, Problem> {
    let registry = registry.ok_or(RegistryError::Absent)?;
    registry.disconnect(&session, &context).await?;
    Ok(Json(Disconnected {
        success: true,
        tenant_id: session.tenant_id().to_owned(),
        status: Status::Disconnected,
    }))
}
