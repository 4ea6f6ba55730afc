//! Lambda's own `Invoke` (Lambda API Reference), as `cargo lambda invoke` calls it: for a function that
//! no route leads to, and for events that no request becomes.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Collected, Limited};
use serde_json::json;

use super::server::{Server, trace_id, uuid};
use super::{answer, problem};
use crate::lambda::{LARGEST_PAYLOAD, Outcome};

/// Path of the operation.
pub(super) const PATH: &str = "/2015-03-31/functions/{function}/invocations";

pub(super) async fn invoke(State(server): State<Server>, Path(function): Path<String>, body: Body) -> Response {
    let event = Limited::new(body, LARGEST_PAYLOAD)
        .collect()
        .await
        .map(Collected::to_bytes);
    let Ok(event) = event else {
        return answer::too_large();
    };
    let Some(release) = server.releases.latest().await else {
        return answer::unavailable();
    };
    let request_id = uuid();
    if let Some(why) = release.failure(&function) {
        return problem::build_failed(&function, why, &request_id);
    }
    if release.api.settings(&function).is_none() {
        let message = json!({ "Type": "User", "Message": format!("Function not found: {function}") });
        let headers = [
            (CONTENT_TYPE.as_str(), "application/json"),
            ("x-amzn-errortype", "ResourceNotFoundException"),
        ];
        return (StatusCode::NOT_FOUND, headers, message.to_string()).into_response();
    }
    let json = (CONTENT_TYPE.as_str(), "application/json");
    let failed = ("x-amz-function-error", "Unhandled");
    match server.lambda.invoke(&function, &request_id, &trace_id(), event).await {
        Outcome::Answer(answer) => ([json], answer).into_response(),
        Outcome::Error(error) => ([json, failed], error).into_response(),
        other => ([json, failed], json!({ "errorMessage": other.failure() }).to_string()).into_response(),
    }
}
