//! `/control/`: what a test in another language, or a developer with curl, turns.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{Endpoint, ErpVersion, Fault, SessionClaims, clock, erp::rate_limit::RateLimit, platform::Platform};

type Shared = State<Arc<Platform>>;
type Done = Result<Json<Value>, BadRequest>;

/// What a session token is to say; every member is optional.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenWish {
    tenant_id: Option<String>,
    user_id: Option<String>,
    tenant_slug: Option<String>,
    /// Seconds from now; negative for a token that has expired.
    expires_in: Option<i64>,
    kid: Option<String>,
    /// Members to add to the header; `null` takes one away.
    #[serde(default)]
    header: Map<String, Value>,
    /// Members to add to the claims; `null` takes one away.
    #[serde(default)]
    claims: Map<String, Value>,
}

pub(crate) async fn session_token(State(platform): Shared, body: Bytes) -> Done {
    let wish: TokenWish = parsed(&body)?;
    Ok(minted(&platform, wish))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantChoice {
    tenant_id: Option<String>,
}

pub(crate) async fn session_token_of(State(platform): Shared, Query(choice): Query<TenantChoice>) -> Json<Value> {
    let wish = TokenWish {
        tenant_id: choice.tenant_id,
        ..TokenWish::default()
    };
    minted(&platform, wish)
}

fn minted(platform: &Platform, wish: TokenWish) -> Json<Value> {
    let usual = SessionClaims::of(wish.tenant_id.as_deref().unwrap_or("tenant-bikes"));
    let claims = SessionClaims {
        user_id: wish.user_id.or(usual.user_id),
        tenant_slug: wish.tenant_slug.or(usual.tenant_slug),
        expires_at: wish
            .expires_in
            .map(|seconds| clock::now_seconds().saturating_add(seconds)),
        kid: wish.kid,
        tenant_id: usual.tenant_id,
    };
    let header = overlaid(claims.header(), wish.header).to_string();
    let claims = overlaid(claims.claims(), wish.claims).to_string();
    let key = platform.keys().signing();
    Json(json!({ "sessionToken": key.sign(header.as_bytes(), claims.as_bytes()) }))
}

fn overlaid(mut base: Value, over: Map<String, Value>) -> Value {
    for (name, value) in over {
        base[&name] = value;
    }
    if let Some(members) = base.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    base
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Rotation {
    keep_old: bool,
    kid: Option<String>,
}

pub(crate) async fn rotate(State(platform): Shared, body: Bytes) -> Done {
    let rotation: Rotation = parsed(&body)?;
    let mut keys = platform.keys();
    keys.rotate(rotation.keep_old, rotation.kid);
    Ok(Json(keys.published()))
}

pub(crate) async fn publish_next_key(State(platform): Shared) -> Json<Value> {
    let mut keys = platform.keys();
    keys.publish_next();
    Json(keys.published())
}

pub(crate) async fn revoke(State(platform): Shared) -> StatusCode {
    platform.access().revoke_all();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Credentials {
    client_id: String,
    client_secret: String,
}

pub(crate) async fn credentials(State(platform): Shared, body: Bytes) -> Result<StatusCode, BadRequest> {
    let credentials: Credentials = required(&body)?;
    let mut access = platform.access();
    access.client_id = credentials.client_id;
    access.client_secret = credentials.client_secret;
    Ok(StatusCode::NO_CONTENT)
}

/// Settings to change; what is left out stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    /// Seconds, or `"absent"` to leave `expires_in` out of the answer.
    token_lifetime: Option<Lifetime>,
    key_ids: Option<bool>,
    junk_keys: Option<bool>,
    erp_version: Option<ErpVersion>,
    rate_limit: Option<Limit>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Lifetime {
    Seconds(u64),
    Word(Absent),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Absent {
    Absent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Limit {
    calls: u64,
    interval_seconds: u64,
}

pub(crate) async fn settings(State(platform): Shared, body: Bytes) -> Result<StatusCode, BadRequest> {
    let settings: Settings = required(&body)?;
    match settings.token_lifetime {
        Some(Lifetime::Seconds(seconds)) => platform.access().token_lifetime = Some(seconds),
        Some(Lifetime::Word(Absent::Absent)) => platform.access().token_lifetime = None,
        None => {}
    }
    if let Some(on) = settings.key_ids {
        platform.keys().with_ids = on;
    }
    if let Some(on) = settings.junk_keys {
        platform.keys().with_junk = on;
    }
    if let Some(version) = settings.erp_version {
        platform.erp().version = version;
    }
    if let Some(limit) = settings.rate_limit {
        platform.erp().rate_limit = RateLimit::new(limit.calls, limit.interval_seconds);
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delay {
    endpoint: Endpoint,
    milliseconds: u64,
}

pub(crate) async fn delay(State(platform): Shared, body: Bytes) -> Result<StatusCode, BadRequest> {
    let delay: Delay = required(&body)?;
    platform.faults().of(delay.endpoint).delay = delay.milliseconds;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FaultOrder {
    endpoint: Endpoint,
    fault: FaultName,
    /// Every call, if left out.
    times: Option<u64>,
    /// Seconds.
    retry_after: Option<u64>,
    status: Option<u16>,
    body: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FaultName {
    Status,
    Hang,
    Reset,
    Nonsense,
    Html,
    Empty,
    Endless,
    Trickle,
    Truncated,
    GzipBomb,
    RateLimited,
    Unavailable,
    Unauthorized,
    Redirect,
    GraphqlErrors,
    GraphqlPartial,
    Answer,
}

pub(crate) async fn fault(State(platform): Shared, body: Bytes) -> Result<StatusCode, BadRequest> {
    let order: FaultOrder = required(&body)?;
    let (endpoint, times) = (order.endpoint, order.times);
    let fault = ordered(order);
    let mut faults = platform.faults();
    match times {
        Some(times) => faults.of(endpoint).queue(fault, times),
        None => faults.of(endpoint).set(fault),
    }
    Ok(StatusCode::NO_CONTENT)
}

fn ordered(order: FaultOrder) -> Fault {
    match order.fault {
        FaultName::Status => Fault::Status(order.status.unwrap_or(500)),
        FaultName::Hang => Fault::Hang,
        FaultName::Reset => Fault::Reset,
        FaultName::Nonsense => Fault::Nonsense,
        FaultName::Html => Fault::Html,
        FaultName::Empty => Fault::Empty,
        FaultName::Endless => Fault::Endless,
        FaultName::Trickle => Fault::Trickle,
        FaultName::Truncated => Fault::Truncated,
        FaultName::GzipBomb => Fault::GzipBomb,
        FaultName::RateLimited => Fault::RateLimited {
            retry_after: order.retry_after,
        },
        FaultName::Unavailable => Fault::Unavailable {
            retry_after: order.retry_after.unwrap_or(1),
        },
        FaultName::Unauthorized => Fault::Unauthorized,
        FaultName::Redirect => Fault::Redirect,
        FaultName::GraphqlErrors => Fault::GraphqlErrors,
        FaultName::GraphqlPartial => Fault::GraphqlPartial,
        FaultName::Answer => Fault::Answer {
            status: order.status.unwrap_or(200),
            body: order.body.unwrap_or_default(),
        },
    }
}

pub(crate) async fn clear_faults(State(platform): Shared) -> StatusCode {
    platform.clear_faults();
    StatusCode::NO_CONTENT
}

pub(crate) async fn calls(State(platform): Shared) -> Json<Value> {
    let mut calls = platform.calls();
    let counts = calls
        .each()
        .filter_map(|(endpoint, calls)| Some((json!(endpoint).as_str()?.into(), json!(calls.count))));
    Json(Value::Object(counts.collect()))
}

pub(crate) async fn reset_calls(State(platform): Shared) -> StatusCode {
    platform.reset_calls();
    StatusCode::NO_CONTENT
}

/// A body that may be left out.
fn parsed<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, BadRequest> {
    if body.is_empty() {
        return Ok(T::default());
    }
    required(body)
}

fn required<T: DeserializeOwned>(body: &[u8]) -> Result<T, BadRequest> {
    serde_json::from_slice(body).map_err(|cause| BadRequest {
        error: cause.to_string(),
    })
}

#[derive(Serialize)]
pub(crate) struct BadRequest {
    error: String,
}

impl IntoResponse for BadRequest {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self)).into_response()
    }
}
