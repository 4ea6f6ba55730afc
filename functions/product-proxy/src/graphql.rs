//! `POST /api/graphql`: the caller's own query for its own tenant.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use shared::erp::{DocumentOrigin, GraphqlRequest};
use shared::request::context::RequestContext;
use shared::request::problem::{ApiError, Problem};
use shared::verify::session::TenantSession;
use shared::web::extract::{Verified, is_json};
use shared::web::openapi::{CallersDocument, CookieOfChange, JsonBody, ProblemResponses};
use utoipa::ToSchema;

use crate::Proxy;
use crate::document::{self, Refused};
use crate::graphql_request::CallersRequest;
use crate::openapi::TenantErp;

/// The data as the ERP sent it, and the errors beside it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphqlAnswer)]
pub struct Answer {
    #[schema(value_type = Object)]
    data: Box<RawValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<Object>)]
    errors: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    extensions: Option<Extensions>,
}

/// Part of the ERP's own `extensions` that is passed on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphqlExtensions)]
struct Extensions {
    #[schema(value_type = Object)]
    idempotency: Box<RawValue>,
}

/// A GraphQL request.
#[derive(ToSchema)]
#[schema(as = GraphqlRequest, rename_all = "camelCase")]
#[expect(dead_code, reason = "read member by member, strictly")]
struct Asked {
    /// The document, for the ERP's own schema.
    query: String,
    #[schema(value_type = Option<Object>)]
    variables: Option<Value>,
    operation_name: Option<String>,
}

/// Passes on what the caller asks for, printed anew, if it may be asked.
#[utoipa::path(
    post, path = "/api/graphql", operation_id = "query",
    request_body(content = Asked, description = "64 KiB at most."),
    responses(
        (status = 200, description = "The data as the ERP sent it, and the errors beside it.", body = Answer),
        ProblemResponses::<(TenantErp, (CookieOfChange, JsonBody), (CallersDocument, Refused))>,
    ),
)]
pub async fn query(
    State(proxy): State<Proxy>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
    request: Request,
) -> Result<(HeaderMap, Json<Answer>), Problem> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        return Err(ApiError::UnsupportedMediaType.into());
    }
    let bytes = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| ApiError::TooLarge(LARGEST_BODY))?;
    let asked = CallersRequest::read(&bytes)?;
    let operation = document::check(
        &asked.query,
        asked.operation_name.as_deref(),
        &asked.variables,
        &proxy.options.mutations,
    )?;
    let request = GraphqlRequest {
        query: &operation.text,
        variables: asked.printed_variables.as_deref(),
        operation_name: operation.name.as_deref(),
        kind: operation.kind,
        origin: DocumentOrigin::Caller,
    };
    let answer = proxy.erp.call(&session, &context, &request).await?;
    let body = Answer {
        data: answer.data,
        errors: answer.errors,
        extensions: answer.idempotency.map(|idempotency| Extensions { idempotency }),
    };
    Ok((answer.headers, Json(body)))
}

const LARGEST_BODY: usize = 64 * 1024;
