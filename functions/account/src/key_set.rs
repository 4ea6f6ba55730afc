//! `GET /.well-known/jwks.json`: the keys that verify access tokens (RFC 7517).

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::web::layer::CROSS_ORIGIN_RESOURCE_POLICY;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::openapi::bodies::Keys;
use crate::openapi::problems::SigningKeys;
use crate::signing_keys::PUBLISHED_FOR;

/// Publishes the keys that verify access tokens.
#[utoipa::path(
    get, path = "/.well-known/jwks.json", operation_id = "getKeySet", security(()),
    responses(
        (status = 200, description = "The keys.", body = Keys),
        ProblemResponses::<SigningKeys>,
    ),
)]
pub(crate) async fn show(State(function): State<Function>, context: RequestContext) -> Result<Response, Problem> {
    let keys = function.accounts()?.keys(&context).await?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CACHE_CONTROL, format!("public, max-age={}", PUBLISHED_FOR.as_secs())),
        // Public: whoever verifies our tokens reads it, wherever that page is from.
        (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin".to_owned()),
    ];
    Ok((headers, keys.value.json.clone()).into_response())
}
