//! `GET /api/products` and `/api/products/{id}`: what is asked for and what is answered.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use shared::request::context::Invocation;
use shared::request::problem::{ApiError, ErpFault};
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;

use crate::Proxy;
use crate::documents::{self, Prepared};
use crate::erp::{self, DocumentOrigin, Failure, GraphqlRequest};
use crate::item_query::ItemQuery;

/// One page of products, under JTL's own field names.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    nodes: Box<RawValue>,
    total_count: Box<RawValue>,
    page_info: PageInfo,
    /// Errors that the ERP reports beside it.
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
    Verified(session): Verified<TenantSession>,
    uri: Uri,
) -> Result<(HeaderMap, Json<Page>), Failure> {
    let query = ItemQuery::read(&uri)?;
    let prepared = documents::list(&query, proxy.options.version);
    let answer = ask(&proxy, &session, &invocation, &prepared, DocumentOrigin::List).await?;
    page(answer)
}

/// One of the tenant's products.
pub async fn one(
    State(proxy): State<Proxy>,
    invocation: Invocation,
    Verified(session): Verified<TenantSession>,
    id: Result<Path<String>, PathRejection>,
) -> Result<(HeaderMap, Json<Box<RawValue>>), Failure> {
    let id = item_id(id)?;
    let prepared = documents::item(&id);
    let answer = ask(&proxy, &session, &invocation, &prepared, DocumentOrigin::Item).await?;
    item(answer)
}

async fn ask(
    proxy: &Proxy,
    session: &TenantSession,
    invocation: &Invocation,
    prepared: &Prepared,
    origin: DocumentOrigin,
) -> Result<erp::Data, Failure> {
    let variables = to_raw_value(&prepared.variables).map_err(|_| ApiError::Internal)?;
    let request = GraphqlRequest {
        query: &prepared.document,
        variables: Some(&variables),
        operation_name: None,
        may_be_repeated: true,
        origin,
    };
    erp::call(proxy, session, invocation, &request).await
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
        #[serde(rename = "QueryItems")]
        list: List,
    }
    #[derive(Deserialize)]
    struct List {
        nodes: Vec<Box<RawValue>>,
    }
    let Some(Data { list: List { nodes } }) = read(&answer.data) else {
        return Err(answer.failed());
    };
    match nodes.into_iter().next() {
        Some(item) => Ok((answer.headers, Json(item))),
        // Without a reason it is not there; with one we do not know whether it is.
        None if answer.errors.is_empty() => Err(Failure {
            error: ApiError::Erp {
                fault: ErpFault::NotFound,
                trace_id: None,
                errors: Vec::new(),
            },
            headers: answer.headers,
        }),
        None => Err(answer.failed()),
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

/// One exported schema has `hasNextPage: Int`.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::Number(number) => Ok(number.as_f64() != Some(0.0)),
        _ => Err(serde::de::Error::custom("neither true, false nor a number")),
    }
}
