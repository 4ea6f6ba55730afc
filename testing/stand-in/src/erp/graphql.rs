//! `POST /erp/v2/graphql`.

use std::sync::Arc;

use async_graphql::{ErrorExtensionValues, ServerError};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{
    refusal::{Refusal, admit},
    schema::Schemas,
    wire,
};
use crate::{platform::Platform, random};

pub(crate) async fn answer(
    State((platform, schemas)): State<(Arc<Platform>, Arc<Schemas>)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let tenant = admit(&platform, &headers)?;
    let content_type = headers.get(CONTENT_TYPE);
    // The platform's own quirk: not even `; charset=utf-8` may follow.
    if content_type.is_none_or(|kind| kind != "application/json") {
        return Err(Refusal::Refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "The content type must be application/json.",
        ));
    }
    let Ok(mut request) = serde_json::from_slice::<async_graphql::Request>(&body) else {
        return Err(Refusal::Refused(
            StatusCode::BAD_REQUEST,
            "InvalidRequest",
            "The body is not a GraphQL request.",
        ));
    };
    let version = platform.erp().version;
    let parsed = request.parsed_query().map(drop);
    let response = match parsed {
        Ok(()) => schemas.execute(version, request.data(tenant)).await,
        Err(error) => syntax(error),
    };
    let body = wire::json(&response, &random::hex(16));
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

/// HotChocolate's code for what its parser does not take.
fn syntax(mut error: ServerError) -> async_graphql::Response {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", "HC0011");
    error.extensions = Some(extensions);
    async_graphql::Response::from_errors(vec![error])
}
