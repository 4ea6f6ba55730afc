//! `GET /api/products` and `/api/products/{id}`: documents, variables and answers.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use shared::invocation::Invocation;
use shared::reply::{ApiError, ErpFault};
use shared::session::TenantSession;

use crate::Proxy;
use crate::erp::{self, Failure, GraphqlRequest};
use crate::item_query::{Direction, ItemQuery, bad_cursor};
use crate::options::ErpVersion;

/// One page of products, under JTL's own field names.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    nodes: Box<RawValue>,
    total_count: Box<RawValue>,
    page_info: PageInfo,
    /// What went wrong beside it.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    #[serde(deserialize_with = "flag")]
    has_next_page: bool,
    #[serde(deserialize_with = "flag")]
    has_previous_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

/// One page of the tenant's products.
pub async fn list(
    State(proxy): State<Proxy>,
    invocation: Invocation,
    session: TenantSession,
    uri: Uri,
) -> Result<(HeaderMap, Json<Page>), Failure> {
    let query = ItemQuery::read(&uri)?;
    let document = list_document(proxy.options.version);
    let variables = list_variables(&query, proxy.options.version);
    let answer = ask(&proxy, &session, &invocation, &document, &variables).await;
    answer.and_then(page).map_err(|failure| blame_cursor(failure, &query))
}

/// One of the tenant's products.
pub async fn one(
    State(proxy): State<Proxy>,
    invocation: Invocation,
    session: TenantSession,
    id: Result<Path<String>, PathRejection>,
) -> Result<(HeaderMap, Json<Box<RawValue>>), Failure> {
    let id = item_id(id)?;
    let document = item_document(proxy.options.version);
    let answer = ask(&proxy, &session, &invocation, &document, &json!({ "id": id })).await?;
    item(answer)
}

async fn ask(
    proxy: &Proxy,
    session: &TenantSession,
    invocation: &Invocation,
    document: &str,
    variables: &Value,
) -> Result<erp::Data, Failure> {
    let variables = to_raw_value(variables).map_err(|_| ApiError::Internal)?;
    let request = GraphqlRequest {
        query: document,
        variables: Some(&variables),
        operation_name: None,
        may_be_repeated: true,
    };
    erp::call(&proxy.app, session, invocation, &request).await
}

fn page(answer: erp::Data) -> Result<(HeaderMap, Json<Page>), Failure> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(rename = "QueryItems")]
        page: Page,
    }
    let Some(Data { mut page }) = read(&answer.data) else {
        return Err(answer.failed());
    };
    page.errors = answer.errors;
    Ok((answer.headers, Json(page)))
}

fn item(answer: erp::Data) -> Result<(HeaderMap, Json<Box<RawValue>>), Failure> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(rename = "GetItemById", deserialize_with = "Option::deserialize")]
        item: Option<Box<RawValue>>,
    }
    match read(&answer.data) {
        Some(Data { item: Some(item) }) => Ok((answer.headers, Json(item))),
        // Without a reason it is not there; with one we do not know whether it is.
        Some(Data { item: None }) if answer.errors.is_empty() => Err(Failure {
            error: ApiError::Erp {
                fault: ErpFault::NotFound,
                trace_id: None,
                errors: Vec::new(),
            },
            headers: answer.headers,
        }),
        Some(Data { item: None }) | None => Err(answer.failed()),
    }
}

/// The parser's own message may quote the data, so it is dropped.
fn read<'a, T: Deserialize<'a>>(data: &'a RawValue) -> Option<T> {
    serde_json::from_str(data.get())
        .map_err(|error| {
            tracing::warn!(
                line = error.line(),
                column = error.column(),
                "the ERP's answer has another shape"
            );
        })
        .ok()
}

fn list_document(version: ErpVersion) -> String {
    let (declared, argument) = match version {
        ErpVersion::V2_1 => ("$search: String", "searchTerm: $search"),
        ErpVersion::V2_0 => ("$where: ItemListItemFilterInput", "where: $where"),
    };
    format!(
        "query Products($first: Int, $after: String, $order: [ItemListItemSortInput!], {declared}) {{ \
           QueryItems(first: $first, after: $after, order: $order, {argument}) {{ \
             nodes {{ {FIELDS} }} totalCount \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    )
}

fn list_variables(query: &ItemQuery, version: ErpVersion) -> Value {
    let order: Vec<Value> = query
        .sort
        .iter()
        .map(|(field, direction)| match direction {
            Direction::Ascending => json!({ *field: "ASC" }),
            Direction::Descending => json!({ *field: "DESC" }),
        })
        .collect();
    let mut variables = json!({ "first": query.first });
    if let Some(after) = &query.after {
        variables["after"] = json!(after);
    }
    if !order.is_empty() {
        variables["order"] = json!(order);
    }
    match (&query.search, version) {
        (None, _) => {}
        (Some(search), ErpVersion::V2_1) => variables["search"] = json!(search),
        (Some(search), ErpVersion::V2_0) => {
            variables["where"] = json!({"or": [{"name": {"contains": search}}, {"sku": {"contains": search}}]});
        }
    }
    variables
}

fn item_document(version: ErpVersion) -> String {
    match version {
        ErpVersion::V2_1 => format!("query Product($id: ID!) {{ GetItemById(itemId: $id) {{ {FIELDS} }} }}"),
        ErpVersion::V2_0 => format!("query Product($id: ID) {{ GetItemById(id: $id) {{ {FIELDS} }} }}"),
    }
}

fn item_id(id: Result<Path<String>, PathRejection>) -> Result<String, ApiError> {
    let is_id = |id: &String| {
        (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    id.ok().map(|Path(id)| id).filter(is_id).ok_or(ApiError::BadRequest(
        "id must be 1 to 64 letters, digits, - or _.".into(),
    ))
}

/// The ERP has no code of its own for a cursor it does not know; its sentence names it.
fn blame_cursor(failure: Failure, query: &ItemQuery) -> Failure {
    let names_cursor = |error: &Value| {
        let message = error["message"].as_str().unwrap_or_default();
        message.to_ascii_lowercase().contains("cursor")
    };
    match &failure.error {
        ApiError::Erp {
            fault: ErpFault::Failed,
            errors,
            ..
        } if query.after.is_some() && errors.iter().any(names_cursor) => Failure {
            error: bad_cursor(),
            headers: failure.headers,
        },
        _ => failure,
    }
}

/// One exported schema has `hasNextPage: Int`.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::Number(number) => Ok(number.as_f64() != Some(0.0)),
        _ => Err(serde::de::Error::custom("neither true, false nor a number")),
    }
}

/// Of `ItemListItem`, the fields that both versions of the schema have.
const FIELDS: &str = "id sku name unit description shortDescription gtin manufacturerName \
    salesPriceNet salesPriceGross suggestedRetailPrice stockTotal stockAvailable stockInOrders \
    stockIncoming minimumStock isActive defaultImageId modifiedDate";
