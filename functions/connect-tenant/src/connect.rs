//! `GET` and `POST /api/connect-tenant`: the caller, and its connection put on record.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::Serialize;
use shared::auth::error::AuthError;
use shared::request::context::RequestContext;
use shared::request::problem::{ApiError, Problem};
use shared::verify::session::TenantSession;
use shared::verify::strict_json;
use shared::web::extract::{is_json, presented_token};
use shared::web::openapi::{CookieOfChange, JsonBody, ProblemResponses};
use utoipa::ToSchema;

use crate::Function;
use crate::openapi::ConnectingToken;

/// The caller's identity, in the quick start's words.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connected {
    success: bool,
    tenant_id: String,
    user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tenant_slug: Option<String>,
    /// `true` where it is on record; absent without a registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    stored: Option<bool>,
}

/// A token where no header can hold one.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "read member by member, strictly")]
struct TokenInBody {
    #[schema(required = false)]
    session_token: String,
}

/// Says which tenant and user the token in the headers is of, and puts the connection on record.
#[utoipa::path(
    get, path = "/api/connect-tenant", operation_id = "getConnection",
    responses(
        (status = 200, description = "The caller.", body = Connected),
        ProblemResponses::<ConnectingToken>,
    ),
)]
pub(crate) async fn by_headers(
    State(function): State<Function>,
    context: RequestContext,
    request: Request,
) -> Result<Json<Connected>, Problem> {
    let (parts, _) = request.into_parts();
    connect(&function, &context, &parts, None).await
}

/// Says which tenant and user the token is of, and puts the connection on record.
#[utoipa::path(
    post, path = "/api/connect-tenant", operation_id = "connectTenant",
    request_body = Option<TokenInBody>,
    security((), ("bearer" = []), ("sessionToken" = []), ("sessionId" = []), ("sessionCookie" = [])),
    responses(
        (status = 200, description = "The caller.", body = Connected),
        ProblemResponses::<(ConnectingToken, CookieOfChange, JsonBody)>,
    ),
)]
pub(crate) async fn by_headers_or_body(
    State(function): State<Function>,
    context: RequestContext,
    request: Request,
) -> Result<Json<Connected>, Problem> {
    let (parts, body) = request.into_parts();
    let in_body = token_in_body(&parts.headers, body).await?;
    connect(&function, &context, &parts, in_body.as_deref()).await
}

async fn connect(
    Function { app, registry }: &Function,
    context: &RequestContext,
    parts: &Parts,
    in_body: Option<&str>,
) -> Result<Json<Connected>, Problem> {
    let token =
        presented_token(parts, in_body, || app.cookie_origins())?.ok_or(AuthError::TokenMissing { asked_for: true })?;
    let session = app.authenticate(token, context).await?;
    let session = session.into_tenant_session().ok_or(AuthError::TenantMissing)?;
    let stored = match registry {
        Some(registry) => Some(registry.connect(&session, context).await),
        None => None,
    };
    Ok(Json(Connected::new(&session, stored)))
}

impl Connected {
    fn new(session: &TenantSession, stored: Option<bool>) -> Self {
        Self {
            success: true,
            tenant_id: session.tenant_id().to_owned(),
            user_id: session.user_id().to_owned(),
            tenant_slug: session.tenant_slug().map(ToOwned::to_owned),
            stored,
        }
    }
}

/// `{"sessionToken": "…"}`; an empty body holds no token.
async fn token_in_body(headers: &HeaderMap, body: Body) -> Result<Option<String>, ApiError> {
    let body = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| ApiError::TooLarge(LARGEST_BODY))?;
    if body.is_empty() {
        return Ok(None);
    }
    if !is_json(headers) {
        return Err(ApiError::UnsupportedMediaType);
    }
    let mut object =
        strict_json::object(strict_json::without_bom(&body)).ok_or(ApiError::BadRequest(NOT_AN_OBJECT.into()))?;
    match object.remove("sessionToken") {
        None => Ok(None),
        Some(serde_json::Value::String(token)) => Ok(Some(token)),
        Some(_) => Err(ApiError::BadRequest("sessionToken must be a string.".into())),
    }
}

/// Twice the largest token there can be, to leave room for the JSON around it.
const LARGEST_BODY: usize = 16 * 1024;
const NOT_AN_OBJECT: &str = r#"The body must be one JSON object, {"sessionToken": "…"}, without duplicate members."#;
