//! Admission to the ERP, and its refusals.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::Tenant;
use crate::{clock, key_set, misbehave::STACK_TRACE, platform::Platform};

/// The tenant a request is about, if its access token is live, or it has a user's app token.
pub(crate) fn admit(platform: &Platform, headers: &HeaderMap) -> Result<&'static Tenant, Refusal> {
    match key_set::bearer(headers) {
        Some(token) if platform.access().is_live(token, clock::now()) => {}
        // It is bound to its tenant; no header says which.
        Some(token) => {
            let tenant = platform.app_keys().signing().tenant_of(token, clock::now_seconds());
            let known = tenant.as_deref().and_then(Tenant::find);
            return known.ok_or(Refusal::Unauthorized("JWT expired"));
        }
        None if headers.contains_key(AUTHORIZATION) => {
            return Err(Refusal::Unauthorized("JWT malformed"));
        }
        None => return Err(Refusal::Unauthorized("JWT not present")),
    }
    let mut asked = headers.get_all("x-tenant-id").iter();
    let tenant = match (asked.next(), asked.next()) {
        (Some(id), None) => id.to_str().ok().and_then(Tenant::find),
        _ => None,
    };
    tenant.ok_or(Refusal::Refused(
        StatusCode::BAD_REQUEST,
        "TenantIdMissing",
        "The tenant id is missing or unknown.",
    ))
}

/// A refusal of the ERP.
pub(crate) enum Refusal {
    Unauthorized(&'static str),
    /// A status, a code and a message, in the form of the REST interface.
    Refused(StatusCode, &'static str, &'static str),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Unauthorized(message) => (StatusCode::UNAUTHORIZED, json!({ "message": message })),
            Self::Refused(status, code, message) => {
                let body = json!({
                    "errorCode": code,
                    "validationErrors": [],
                    "errorMessage": message,
                    "stacktrace": STACK_TRACE,
                });
                (status, body)
            }
        };
        (status, Json(body)).into_response()
    }
}
