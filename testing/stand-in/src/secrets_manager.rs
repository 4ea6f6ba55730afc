//! AWS Secrets Manager with one secret, as far as reading it goes.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::platform::Platform;

/// The secret, whatever its id.
pub(crate) async fn answer(State(platform): State<Arc<Platform>>, headers: HeaderMap) -> Response {
    if headers.get("x-amz-target").is_none_or(|target| target != READ) {
        return refused(StatusCode::BAD_REQUEST, "UnknownOperationException");
    }
    let secret = platform.secret().clone();
    let text = secret.unwrap_or_else(|| pair("stand-in-client", "stand-in-secret"));
    in_json(json!({ "ARN": "arn", "Name": "stand-in", "VersionId": "1", "SecretString": text }).to_string())
}

/// Error of AWS's JSON protocol.
pub(crate) fn refused(status: StatusCode, kind: &str) -> Response {
    let body = json!({ "__type": kind, "message": "The stand-in was told to fail." });
    (status, in_json(body.to_string())).into_response()
}

/// Text of a secret with client credentials.
pub(crate) fn pair(client_id: &str, client_secret: &str) -> String {
    json!({ "CLIENT_ID": client_id, "CLIENT_SECRET": client_secret }).to_string()
}

fn in_json(body: String) -> Response {
    ([(CONTENT_TYPE, "application/x-amz-json-1.1")], body).into_response()
}

const READ: &str = "secretsmanager.GetSecretValue";
