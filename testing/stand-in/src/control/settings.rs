//! Keys, credentials and everything else that is set once and stays.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::body::{BadRequest, parsed, required};
use crate::{
    ErpVersion,
    keys::{Keys, Pair},
    platform::Platform,
    rate_limit::RateLimit,
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Rotation {
    keys: RotatedKeys,
    keep_old: bool,
    kid: Option<String>,
}

/// The keys of these tokens.
#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RotatedKeys {
    #[default]
    Session,
    App,
}

pub(super) async fn rotate(State(platform): State<Arc<Platform>>, body: Bytes) -> Result<Json<Value>, BadRequest> {
    let rotation: Rotation = parsed(&body)?;
    Ok(Json(match rotation.keys {
        RotatedKeys::Session => rotated(&mut platform.keys(), rotation.keep_old, rotation.kid),
        RotatedKeys::App => rotated(&mut platform.app_keys(), rotation.keep_old, rotation.kid),
    }))
}

fn rotated<P: Pair>(keys: &mut Keys<P>, keep_old: bool, kid: Option<String>) -> Value {
    keys.rotate(keep_old, kid);
    keys.published()
}

pub(super) async fn publish_next_key(State(platform): State<Arc<Platform>>) -> Json<Value> {
    let mut keys = platform.keys();
    keys.publish_next();
    Json(keys.published())
}

pub(super) async fn revoke(State(platform): State<Arc<Platform>>) -> StatusCode {
    platform.access().revoke_all();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Credentials {
    client_id: String,
    client_secret: String,
}

pub(super) async fn credentials(State(platform): State<Arc<Platform>>, body: Bytes) -> Result<StatusCode, BadRequest> {
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
    auth_rate_limit: Option<Limit>,
    cost: Option<CostSettings>,
    /// In place of those that were missing before.
    missing_scopes: Option<BTreeSet<String>>,
}

/// Limits of the cost analysis to change; what is left out stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CostSettings {
    max_field_cost: Option<u64>,
    max_type_cost: Option<u64>,
    count_input_types: Option<bool>,
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

pub(super) async fn change(State(platform): State<Arc<Platform>>, body: Bytes) -> Result<StatusCode, BadRequest> {
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
        platform.add_junk_keys(on);
    }
    if let Some(version) = settings.erp_version {
        platform.erp().version = version;
    }
    if let Some(limit) = settings.rate_limit {
        platform.erp().rate_limit = RateLimit::new(limit.calls, limit.interval_seconds);
    }
    if let Some(limit) = settings.auth_rate_limit {
        *platform.auth_rate_limit() = RateLimit::new(limit.calls, limit.interval_seconds);
    }
    if let Some(cost) = settings.cost {
        let rules = &mut platform.erp().cost_rules;
        rules.max_field_cost = cost.max_field_cost.unwrap_or(rules.max_field_cost);
        rules.max_type_cost = cost.max_type_cost.unwrap_or(rules.max_type_cost);
        rules.count_input_types = cost.count_input_types.unwrap_or(rules.count_input_types);
    }
    if let Some(scopes) = settings.missing_scopes {
        platform.erp().missing_scopes = scopes;
    }
    Ok(StatusCode::NO_CONTENT)
}
