//! Bodies of control requests.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

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

#[derive(Serialize)]
pub(super) struct BadRequest {
    error: String,
}

impl IntoResponse for BadRequest {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self)).into_response()
    }
}
