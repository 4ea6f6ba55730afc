//! `{{method}} {{path}}`: who is calling.

use axum::Json;
use serde::Serialize;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;

/// The caller, as its verified token names it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    tenant_id: String,
    user_id: String,
}

pub async fn answer(Verified(session): Verified<TenantSession>) -> Json<Caller> {
    Json(Caller {
        tenant_id: session.tenant_id().to_owned(),
        user_id: session.user_id().to_owned(),
    })
}
