//! Bodies of control requests.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A body that may be left out.
pub(super) fn parsed<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, BadRequest> {
    if body.is_empty() {
        return Ok(T::default());
    }
    required(body)
}

pub(super) fn required<T: DeserializeOwned>(body: &[u8]) -> Result<T, BadRequest> {
    serde_json::from_slice(body).map_err(|cause| BadRequest {
        error: cause.to_string(),
    })
}

/// `base` with the members of `over`; `null` takes one away.
pub(super) fn overlaid(mut base: Value, over: Map<String, Value>) -> Value {
    for (name, value) in over {
        base[&name] = value;
    }
    if let Some(members) = base.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    base
}

#[derive(Serialize)]
pub(super) struct BadRequest {
    error: String,
}

impl IntoResponse for BadRequest {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self)).into_response()
    }
}
