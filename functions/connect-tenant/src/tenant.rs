//! Routes by which a tenant reads its own record or disconnects; none reaches another's.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::openapi::{CookieOfChange, ProblemResponses};
use utoipa::ToSchema;

use crate::error::RegistryError;
use crate::openapi::OwnRecord;
use crate::registry::{Record, Registry, Status};

/// The answer to a tenant that has disconnected.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Disconnected {
    success: bool,
    tenant_id: String,
    status: Status,
}

/// Reads the tenant's own record.
#[utoipa::path(
    get, path = "/api/tenant", operation_id = "getTenant",
    responses(
        (status = 200, description = "The record.", body = Record),
        ProblemResponses::<(Verified<TenantSession>, OwnRecord)>,
    ),
)]
pub(crate) async fn show(
    State(registry): State<Option<Arc<Registry>>>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Record>, Problem> {
    let registry = registry.ok_or(RegistryError::Absent)?;
    let record = registry.record(&session, &context).await?;
    Ok(Json(record.ok_or(RegistryError::NotConnected)?))
}

/// Disconnects the tenant: its users are erased from its record. May be repeated.
#[utoipa::path(
    delete, path = "/api/connect-tenant", operation_id = "disconnectTenant",
    responses(
        (status = 200, description = "The tenant is disconnected.", body = Disconnected),
        ProblemResponses::<(Verified<TenantSession>, CookieOfChange, Registry)>,
    ),
)]
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
