//! `GET` and `PUT /api/settings`: the tenant's own settings, replaced by whoever has read them last
//! (RFC 9110, section 13.1; RFC 6585, section 3).

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use shared::request::context::RequestContext;
use shared::request::problem::{ApiError, Problem};
use shared::verify::session::TenantSession;
use shared::verify::strict_json;
use shared::web::extract::{Verified, is_json};
use shared::web::openapi::{CookieOfChange, JsonBody, ProblemResponses};

use crate::error::RegistryError;
use crate::openapi::{OwnRecord, Precondition as ByPrecondition};
use crate::registry::{Registry, Settings};

/// Reads the tenant's own settings; `{}` of version `"0"` where there are none.
#[utoipa::path(
    get, path = "/api/settings", operation_id = "getSettings",
    responses(
        (status = 200, description = "The settings.", body = Object, headers(("ETag" = String, description = "Their version."))),
        ProblemResponses::<(Verified<TenantSession>, Registry)>,
    ),
)]
pub(crate) async fn show(
    State(registry): State<Option<Arc<Registry>>>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
) -> Result<Settings, Problem> {
    let registry = registry.ok_or(RegistryError::Absent)?;
    Ok(registry.settings(&session, &context).await?)
}

/// Replaces the tenant's own settings, if they are those that the caller has read. `If-None-Match: *` may
/// stand instead of `If-Match` where there are none yet.
#[utoipa::path(
    put, path = "/api/settings", operation_id = "replaceSettings",
    params(
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the settings that are replaced."),
        ("If-None-Match" = Option<String>, Header, description = "`*`: there are none yet."),
    ),
    request_body(content = Object, description = "All settings, 16 KiB at most."),
    responses(
        (status = 200, description = "The settings as they are kept.", body = Object, headers(("ETag" = String, description = "Their version."))),
        ProblemResponses::<((Verified<TenantSession>, CookieOfChange), (JsonBody, ByPrecondition), OwnRecord)>,
    ),
)]
pub(crate) async fn replace(
    State(registry): State<Option<Arc<Registry>>>,
    context: RequestContext,
    Verified(session): Verified<TenantSession>,
    headers: HeaderMap,
    body: Body,
) -> Result<Settings, Problem> {
    let registry = registry.ok_or(RegistryError::Absent)?;
    let precondition = Precondition::in_headers(&headers)?;
    let json = object_in(&headers, body).await?;
    let expected = match precondition {
        Precondition::Version(version) => version,
        Precondition::NeverHolds => {
            let present = registry.settings(&session, &context).await?.version;
            return Err(RegistryError::PreconditionFailed { present }.into());
        }
    };
    let version = registry.put_settings(&json, expected, &session, &context).await?;
    tracing::info!(
        request.id = context.id(),
        tenant.id = session.tenant_id(),
        version,
        "settings stored"
    );
    Ok(Settings { json, version })
}

impl IntoResponse for Settings {
    fn into_response(self) -> Response {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ETAG, entity_tag(self.version)),
        ];
        (headers, self.json).into_response()
    }
}

/// The `ETag` of settings of this version: `"7"`.
pub(crate) fn entity_tag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!(r#""{version}""#)).expect("digits in quotes are a header's value")
}

/// The version that a change is to replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Precondition {
    Version(u64),
    /// An entity tag that we give to no version, or a weak one.
    NeverHolds,
}

impl Precondition {
    fn in_headers(headers: &HeaderMap) -> Result<Self, Problem> {
        match (single(headers, IF_MATCH)?, single(headers, IF_NONE_MATCH)?) {
            (None, None) => Err(RegistryError::PreconditionRequired.into()),
            (None, Some("*")) => Ok(Self::Version(0)),
            (Some(tag), None) => Self::of_tag(tag).ok_or_else(|| malformed(IF_MATCH_FORM)),
            (None, Some(_)) => Err(malformed("If-None-Match must be *.")),
            (Some(_), Some(_)) => Err(malformed("Send either If-Match or If-None-Match, not both.")),
        }
    }

    /// Reads one entity tag (RFC 9110, section 8.8.3); `None` for anything else.
    fn of_tag(tag: &str) -> Option<Self> {
        let (is_weak, opaque) = match tag.strip_prefix("W/") {
            Some(opaque) => (true, opaque),
            None => (false, tag),
        };
        let opaque = opaque.strip_prefix('"')?.strip_suffix('"')?;
        if !opaque.bytes().all(|byte| byte == b'!' || (b'#'..=b'~').contains(&byte)) {
            return None;
        }
        // If-Match compares strongly (RFC 9110, section 13.1.1).
        let version = opaque.parse::<u32>().ok().map(u64::from);
        let ours = version.filter(|version| !is_weak && version.to_string() == opaque);
        Some(ours.map_or(Self::NeverHolds, Self::Version))
    }
}

fn single(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.to_str().map(str::trim));
    match (value, values.next()) {
        (None, _) => Ok(None),
        (Some(Ok(value)), None) => Ok(Some(value)),
        _ => Err(malformed(IF_MATCH_FORM)),
    }
}

fn malformed(sentence: &'static str) -> Problem {
    ApiError::BadRequest(sentence.into()).into()
}

/// The object in the body, printed anew.
async fn object_in(headers: &HeaderMap, body: Body) -> Result<String, ApiError> {
    if !is_json(headers) {
        return Err(ApiError::UnsupportedMediaType);
    }
    let body = to_bytes(body, LARGEST_BODY).await;
    let body = body.map_err(|_| ApiError::TooLarge(LARGEST))?;
    let object = strict_json::object(&body).ok_or(ApiError::BadRequest(NOT_AN_OBJECT.into()))?;
    let json = Value::Object(object).to_string();
    if json.len() > LARGEST {
        return Err(ApiError::TooLarge(LARGEST));
    }
    Ok(json)
}

/// Settings as they are kept, in bytes.
const LARGEST: usize = 16 * 1024;
/// Four times as much, for white space and escapes that are not kept.
const LARGEST_BODY: usize = 4 * LARGEST;
const IF_MATCH_FORM: &str = r#"If-Match must be one entity tag, such as "7"."#;
const NOT_AN_OBJECT: &str = "The body must be one JSON object without duplicate members.";
