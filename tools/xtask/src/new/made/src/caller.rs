//! `{{method}} {{path}}`: who is calling.

use axum::Json;
use serde::Serialize;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::openapi::{{uses}};
use utoipa::ToSchema;

/// The caller, as its verified token names it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = {{id}}Caller)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    tenant_id: String,
    user_id: String,
}

#[utoipa::path(
    {{axum_method}}, path = "{{path}}", operation_id = "{{operation}}",{{params}}
    responses(
        (status = 200, description = "The caller.", body = Caller),
        ProblemResponses::<{{problems}}>,
    ),
)]
pub async fn answer(Verified(session): Verified<TenantSession>) -> Json<Caller> {
    Json(Caller {
        tenant_id: session.tenant_id().to_owned(),
        user_id: session.user_id().to_owned(),
    })
}
