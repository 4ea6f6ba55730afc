//! Faults and delays.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{BadRequest, required};
use crate::{Endpoint, Fault, platform::Platform};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delay {
    endpoint: Endpoint,
    milliseconds: u64,
}

pub(super) async fn delay(State(platform): State<Arc<Platform>>, body: Bytes) -> Result<StatusCode, BadRequest> {
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
    ResetAfterwards,
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

pub(super) async fn fault(State(platform): State<Arc<Platform>>, body: Bytes) -> Result<StatusCode, BadRequest> {
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
        FaultName::ResetAfterwards => Fault::ResetAfterwards,
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

/// What is set at each endpoint: the delay in milliseconds, and the name of the fault of every call.
pub(super) async fn present(State(platform): State<Arc<Platform>>) -> Json<Value> {
    let mut faults = platform.faults();
    let each = faults.each().filter_map(|(endpoint, faults)| {
        let fault = faults.always().map(Fault::name);
        Some((
            json!(endpoint).as_str()?.into(),
            json!({ "milliseconds": faults.delay, "fault": fault }),
        ))
    });
    Json(Value::Object(each.collect()))
}

pub(super) async fn clear(State(platform): State<Arc<Platform>>) -> StatusCode {
    platform.clear_faults();
    StatusCode::NO_CONTENT
}
