//! Gate that every request to an endpoint passes before it is answered.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use crate::{
    clock,
    endpoint::Endpoint,
    listener::Peer,
    misbehave::{self, rate_limited},
    platform::Platform,
    received::Received,
};

/// Counts and records the request, waits, and lets it through unless a fault is set.
pub(crate) async fn pass(
    State((platform, endpoint)): State<(Arc<Platform>, Endpoint)>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    platform.note(endpoint, || received(&parts, &body));
    let (delay, fault) = {
        let mut faults = platform.faults();
        let faults = faults.of(endpoint);
        (faults.delay, faults.take())
    };
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    let within_limit = if endpoint.is_erp() {
        platform.erp().rate_limit.take(clock::now())
    } else {
        !endpoint.is_auth() || platform.auth_rate_limit().take(clock::now())
    };
    let honest = next.run(Request::from_parts(parts, Body::from(body)));
    let mut response = match fault {
        Some(fault) => misbehave::answer(fault, endpoint, &peer, honest).await,
        None if within_limit => honest.await,
        None => rate_limited(endpoint, None),
    };
    if endpoint.is_erp() {
        platform.erp().rate_limit.describe(response.headers_mut());
    }
    response
}

fn received(parts: &Parts, body: &Bytes) -> Received {
    Received {
        method: parts.method.to_string(),
        path_and_query: parts.uri.to_string(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), value)
            })
            .collect(),
        body: body.to_vec(),
    }
}

/// Bytes of a request; the platform's own limit is not known.
const BODY_MAX: usize = 4 << 20;
