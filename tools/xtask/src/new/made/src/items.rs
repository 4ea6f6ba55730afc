//! `{{method}} {{path}}`: the first items of the caller's tenant.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::erp::{Erp, Failure};
use shared::request::context::RequestContext;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::openapi::{{uses}};
use utoipa::ToSchema;

#[derive(Debug, Deserialize)]
struct Data {
    #[serde(rename = "QueryItems")]
    items: Items,
}

/// The first items, under JTL's own field names.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = {{id}}Items)]
pub struct Items {
    nodes: Vec<Item>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = {{id}}Item)]
struct Item {
    sku: Option<String>,
    name: Option<String>,
}

#[utoipa::path(
    {{axum_method}}, path = "{{path}}", operation_id = "{{operation}}",{{params}}
    responses(
        (status = 200, description = "The items.", body = Items),
        ProblemResponses::<({{problems}}, Erp)>,
    ),
)]
pub async fn answer(
    State(erp): State<Erp>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
    headers: HeaderMap,
) -> Result<(HeaderMap, Json<Items>), Failure> {
    let erp = erp.with_cache(&headers);
    let answer = erp.query::<Data>(&session, &context, ITEMS, &json!({})).await?;
    Ok((answer.headers, Json(answer.data.items)))
}

/// Values belong into variables; the page size alone is a literal.
const ITEMS: &str = "{ QueryItems(first: 10) { nodes { sku name } } }";
