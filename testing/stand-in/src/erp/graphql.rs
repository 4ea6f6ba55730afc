//! `POST /erp/v2/graphql`.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Map, json};

use super::{
    engine::{self, Answer, CostMode, Request},
    refusal::{Refusal, admit},
    resolve::Resolver,
    schema::Schema,
};
use crate::{platform::Platform, random};

pub(crate) async fn answer(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let tenant = admit(&platform, &headers)?;
    let content_type = headers.get(CONTENT_TYPE);
    // The platform's own quirk: not even `; charset=utf-8` may follow.
    if content_type.is_none_or(|kind| kind != JSON) {
        return Err(Refusal::Refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "The content type must be application/json.",
        ));
    }
    let Ok(request) = serde_json::from_slice::<Request>(&body) else {
        return Err(Refusal::Refused(
            StatusCode::BAD_REQUEST,
            "InvalidRequest",
            "The body is not a GraphQL request.",
        ));
    };
    let (version, rules) = {
        let erp = platform.erp();
        (erp.version, erp.cost_rules)
    };
    let mut resolver = Resolver {
        platform: &platform,
        tenant,
        version,
        replays: Vec::new(),
    };
    let mut resolve = |root: &engine::Root<'_>| resolver.resolve(root);
    let schema = Schema::of(version);
    let mut answer = engine::answer(schema, &request, &rules, cost_mode(&headers), &mut resolve);
    if !resolver.replays.is_empty() {
        let replays = resolver.replays.into_iter();
        let replays: Map<_, _> = replays
            .map(|(name, was_replayed)| (name, json!({ "wasReplayed": was_replayed })))
            .collect();
        answer.extensions.insert("idempotency".into(), replays.into());
    }
    Ok(response(answer, &headers))
}

/// An answer; each error carries a trace id, as the platform's do.
fn response(mut answer: Answer, headers: &HeaderMap) -> Response {
    let trace_id = random::hex(16);
    let errors = std::mem::take(&mut answer.errors).into_iter();
    answer.errors = errors.map(|error| error.with("traceId", trace_id.as_str())).collect();
    let accepts_new = headers.get_all(ACCEPT).iter().any(|accepted| {
        accepted
            .to_str()
            .is_ok_and(|accepted| accepted.contains(GRAPHQL_RESPONSE))
    });
    // Under the older media type a refusal is 200.
    let status = match &answer.data {
        None if accepts_new && !answer.errors.is_empty() => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    let kind = if accepts_new { GRAPHQL_RESPONSE } else { JSON };
    let body = serde_json::to_vec(&answer).expect("names are strings and decimals are JSON");
    (status, [(CONTENT_TYPE, kind)], body).into_response()
}

fn cost_mode(headers: &HeaderMap) -> CostMode {
    match headers.get("graphql-cost").map(HeaderValue::as_bytes) {
        Some(b"report") => CostMode::Report,
        Some(b"validate") => CostMode::Validate,
        _ => CostMode::Enforce,
    }
}

const JSON: &str = "application/json";
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
