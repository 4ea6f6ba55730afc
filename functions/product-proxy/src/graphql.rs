//! `POST /api/graphql`: the caller's own query for its own tenant.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use shared::extract::is_json;
use shared::invocation::Invocation;
use shared::reply::ApiError;
use shared::session::TenantSession;

use crate::Proxy;
use crate::document::{self, Refused};
use crate::erp::{self, DocumentOrigin, Failure, GraphqlRequest};

/// The data as the ERP sent it, and what went wrong beside it.
#[derive(Debug, Serialize)]
pub struct Answer {
    data: Box<RawValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
}

/// What of a caller's body is read; `extensions` and the like stay here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(borrow)]
    query: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    operation_name: Option<String>,
}

/// Passes a query on, if it is one.
pub async fn query(
    State(proxy): State<Proxy>,
    invocation: Invocation,
    session: TenantSession,
    request: Request,
) -> Result<(HeaderMap, Json<Answer>), Failure> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        return Err(ApiError::UnsupportedMediaType.into());
    }
    let bytes = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| ApiError::TooLarge(LARGEST_BODY))?;
    let body = read(&bytes)?;
    let document = document::check(&body.query, proxy.options.allow_mutations).map_err(refused)?;
    let request = GraphqlRequest {
        query: &body.query,
        variables: body.variables,
        operation_name: body.operation_name.as_deref(),
        is_mutation: document.is_mutation,
        origin: DocumentOrigin::Caller,
    };
    let answer = erp::call(&proxy, &session, &invocation, &request).await?;
    let body = Answer {
        data: answer.data,
        errors: answer.errors,
    };
    Ok((answer.headers, Json(body)))
}

fn read(bytes: &[u8]) -> Result<Body<'_>, ApiError> {
    let body: Body<'_> = serde_json::from_slice(bytes).map_err(|_| ApiError::BadRequest(NOT_A_REQUEST.into()))?;
    let is_object = body.variables.is_none_or(|variables| variables.get().starts_with('{'));
    if is_object {
        Ok(body)
    } else {
        Err(ApiError::BadRequest("variables must be an object.".into()))
    }
}

fn refused(refused: Refused) -> ApiError {
    ApiError::BadRequest(refused.to_string().into())
}

const LARGEST_BODY: usize = 64 * 1024;
const NOT_A_REQUEST: &str = r#"The body must be one JSON object, {"query": "…", "variables": {…}, "operationName": "…"}; batches are not taken."#;
