//! `{{method}} {{path}}`: the first items of the caller's tenant.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::erp::{Erp, Failure};
use shared::request::context::RequestContext;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;

#[derive(Debug, Deserialize)]
struct Data {
    #[serde(rename = "QueryItems")]
    items: Items,
}

/// The first items, under JTL's own field names.
#[derive(Debug, Deserialize, Serialize)]
pub struct Items {
    nodes: Vec<Item>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Item {
    sku: Option<String>,
    name: Option<String>,
}

pub async fn answer(
    State(erp): State<Erp>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
) -> Result<Json<Items>, Failure> {
    let answer = erp.query::<Data>(&session, &context, ITEMS, &json!({})).await?;
    Ok(Json(answer.data.items))
}

/// Values belong into variables; the page size alone is a literal.
const ITEMS: &str = "{ QueryItems(first: 10) { nodes { sku name } } }";
