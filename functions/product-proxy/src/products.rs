//! `GET /api/products` and `/api/products/{id}`: what is asked for and what is answered.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use shared::erp::{Answer, CallError, Data, DocumentOrigin, Erp, ErpError, Failure, GraphqlRequest, OperationKind};
use shared::request::context::RequestContext;
use shared::request::problem::ApiError;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::openapi::{Parameters, ProblemResponses};
use utoipa::ToSchema;

use crate::Proxy;
use crate::documents::{self, Prepared};
use crate::item_query::ItemQuery;
use crate::openapi::{Product, TenantErp};

/// One page of products, under JTL's own field names.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = ProductPage)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    #[schema(value_type = Vec<Product>)]
    nodes: Box<RawValue>,
    #[schema(value_type = u64)]
    total_count: Box<RawValue>,
    page_info: PageInfo,
    /// The page is an old one, served because the ERP fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    stale: bool,
    /// Errors that the ERP reports beside the data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<Object>)]
    errors: Vec<Value>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    #[serde(deserialize_with = "shared::erp::flag")]
    has_next_page: bool,
    #[serde(deserialize_with = "shared::erp::flag")]
    has_previous_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

/// Lists one page of the tenant's products.
#[utoipa::path(
    get, path = "/api/products", operation_id = "listProducts",
    params(
        ("first" = Option<u16>, Query, minimum = 1, maximum = 500, description = "Size of the page; 50 if left out."),
        ("after" = Option<String>, Query, max_length = 512, description = "`pageInfo.endCursor` of the page before."),
        ("search" = Option<String>, Query, max_length = 200, description = "Text to search for."),
        ("sort" = Option<String>, Query, description = "Fields such as `name,-stockTotal`, the first one first; `-` is from the largest."),
    ),
    responses(
        (status = 200, description = "The page.", body = Page),
        ProblemResponses::<(TenantErp, Parameters)>,
    ),
)]
pub async fn list(
    State(proxy): State<Proxy>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<(HeaderMap, Json<Page>), Failure> {
    let query = ItemQuery::read(&uri)?;
    let prepared = documents::list(&query, proxy.options.version);
    let answer = ask(
        &proxy.erp.with_cache(&headers),
        &session,
        &context,
        &prepared,
        DocumentOrigin::List,
    )
    .await?;
    page(answer)
}

/// Reads one of the tenant's products.
#[utoipa::path(
    get, path = "/api/products/{id}", operation_id = "getProduct",
    params(("id" = String, Path, pattern = "^[A-Za-z0-9_-]{1,64}$", description = "Its `id` in the list.")),
    responses(
        (status = 200, description = "The product.", body = Product),
        ProblemResponses::<(TenantErp, Parameters)>,
    ),
)]
pub async fn one(
    State(proxy): State<Proxy>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<(HeaderMap, Json<Box<RawValue>>), Failure> {
    let id = item_id(id)?;
    let prepared = documents::item(&id);
    let answer = ask(
        &proxy.erp.with_cache(&headers),
        &session,
        &context,
        &prepared,
        DocumentOrigin::Item,
    )
    .await?;
    item(answer)
}

async fn ask(
    erp: &Erp,
    session: &TenantSession,
    context: &RequestContext,
    prepared: &Prepared,
    origin: DocumentOrigin,
) -> Result<Data, Failure> {
    let variables = to_raw_value(&prepared.variables).map_err(|_| ApiError::Internal)?;
    let request = GraphqlRequest {
        query: &prepared.document,
        variables: Some(&variables),
        operation_name: None,
        kind: OperationKind::Query,
        origin,
    };
    erp.call(session, context, &request).await
}

fn page(answer: Data) -> Result<(HeaderMap, Json<Page>), Failure> {
    #[derive(Deserialize)]
    struct List {
        #[serde(rename = "QueryItems")]
        page: Page,
    }
    let Answer {
        data,
        errors,
        headers,
        is_stale: stale,
    } = answer.parse::<List>()?;
    let page = Page {
        stale,
        errors,
        ..data.page
    };
    Ok((headers, Json(page)))
}

fn item(answer: Data) -> Result<(HeaderMap, Json<Box<RawValue>>), Failure> {
    #[derive(Deserialize)]
    struct Found {
        #[serde(rename = "QueryItems")]
        list: List,
    }
    #[derive(Deserialize)]
    struct List {
        nodes: Vec<Box<RawValue>>,
    }
    let Answer {
        data,
        errors,
        headers,
        is_stale,
    } = answer.parse::<Found>()?;
    match data.list.nodes.into_iter().next() {
        Some(item) if is_stale => Ok((headers, Json(marked_stale(&item)?))),
        Some(item) => Ok((headers, Json(item))),
        // Without a reason it is not there; with one we do not know whether it is.
        None if errors.is_empty() => Err(Failure {
            error: CallError::Erp {
                kind: ErpError::NotFound,
                trace_id: None,
                errors: Vec::new(),
            },
            headers,
        }),
        None => Err(Failure::with_errors(errors, headers)),
    }
}

/// The item with a member `stale` before its own, which stay as the ERP wrote them.
fn marked_stale(item: &RawValue) -> Result<Box<RawValue>, ApiError> {
    let members = item.get().strip_prefix('{').ok_or(ApiError::Internal)?;
    let comma = if members.trim_start().starts_with('}') { "" } else { "," };
    RawValue::from_string(format!(r#"{{"stale":true{comma}{members}"#)).map_err(|_| ApiError::Internal)
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
