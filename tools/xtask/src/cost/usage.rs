//! Usage of AWS by one request: measured sizes, and assumptions where nothing on this machine can measure.

use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;

/// A kind of request under one way of running it.
pub(super) struct Usage {
    pub(super) name: &'static str,
    pub(super) log_bytes: u64,
    pub(super) answer_bytes: u64,
    pub(super) memory_megabytes: f64,
    /// Time that Lambda bills, cold starts spread over all requests.
    pub(super) billed_ms: f64,
    pub(super) writes: f64,
}

/// Sizes that tests of the functions hold against what the programs write and answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sizes {
    log_bytes: u64,
    response_bytes: u64,
    gzip_bytes: u64,
}

/// All usages, in the order of the table. `access_log` is the format of the API's line.
pub(super) fn all(access_log: &str) -> Result<Vec<Usage>, Failure> {
    let (connect, list) = (sizes("connect-tenant")?, sizes("product-proxy")?);
    let line = |route| access_log_bytes(access_log, route);
    let (connect_line, list_line) = (line("GET /api/connect-tenant"), line("GET /api/products"));
    let connect_of = |name, log_bytes, warm_ms, cold_ms| Usage {
        name,
        log_bytes: log_bytes + connect_line,
        answer_bytes: connect.response_bytes,
        memory_megabytes: 512.0,
        billed_ms: warm_ms + COLD_SHARE * cold_ms,
        writes: 1.0,
    };
    let list_of = |name, log_bytes, answer_bytes, memory_megabytes, warm_ms, cold_ms| Usage {
        name,
        log_bytes: log_bytes + list_line,
        answer_bytes,
        memory_megabytes,
        billed_ms: warm_ms + COLD_SHARE * cold_ms,
        writes: 0.0,
    };
    let (connect_log, list_log) = (connect.log_bytes + LAMBDA_LINES, list.log_bytes + LAMBDA_LINES);
    let (connect_lean, list_lean) = (connect.log_bytes.min(LEAN_LINE), list.log_bytes.min(LEAN_LINE));
    let (node_connect, node_list) = (CONNECT_MS + NODE_MS, LIST_MS + NODE_MS);
    let (whole, gzip) = (list.response_bytes, list.compressed());
    Ok(vec![
        connect_of("connect-tenant", connect_log, CONNECT_MS, COLD_MS),
        connect_of("the same, lean", connect_lean, CONNECT_MS, COLD_MS),
        connect_of("careful Node, same lines", connect_log, node_connect, NODE_COLD_MS),
        connect_of("careful Node, lean", connect_lean, node_connect, NODE_COLD_MS),
        list_of("product-proxy, 50 products", list_log, gzip, 256.0, LIST_MS, COLD_MS),
        list_of("the same, without gzip", list_log, whole, 256.0, LIST_MS, COLD_MS),
        list_of("the same, lean", list_lean, gzip, 256.0, LIST_MS, COLD_MS),
        list_of(
            "careful Node, same lines",
            list_log,
            gzip,
            256.0,
            node_list,
            NODE_COLD_MS,
        ),
        list_of("careful Node, lean", list_lean, gzip, 256.0, node_list, NODE_COLD_MS),
    ])
}

impl Sizes {
    /// The answer with its body compressed; its headers stay.
    fn compressed(&self) -> u64 {
        self.gzip_bytes + HEADERS
    }
}

fn sizes(function: &str) -> Result<Sizes, Failure> {
    let all: Value = serde_json::from_str(include_str!("sizes.json")).map_err(|error| unreadable(&error))?;
    serde_json::from_value(all[function].clone()).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::said(format!("tools/xtask/src/cost/sizes.json has another form: {error}"))
}

/// Length of the API's own line for a request of a browser.
fn access_log_bytes(format: &str, route: &str) -> u64 {
    let mut parts = format.split("$context.");
    let mut bytes = parts.next().unwrap_or_default().len();
    for part in parts {
        let name = part
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .next()
            .unwrap_or_default();
        bytes += value_bytes(name, route) + part.len() - name.len();
    }
    bytes as u64
}

fn value_bytes(variable: &str, route: &str) -> usize {
    match variable {
        "routeKey" => route.len(),
        "requestTime" => "25/Nov/2026:12:00:00 +0000".len(),
        "requestId" | "extendedRequestId" => "JKJaXmPLvHcESHA=".len(),
        "status" | "integration.status" => "200".len(),
        "responseLength" | "responseLatency" | "integrationLatency" | "integration.latency" => "123".len(),
        "integrationErrorMessage" => "-".len(),
        "identity.sourceIp" => "203.0.113.77".len(),
        "identity.userAgent" => BROWSER.len(),
        // A UUID, as most others are.
        _ => 36,
    }
}

const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                       Chrome/142.0.0.0 Safari/537.36";

// Assumed, as this machine has no Lambda.

/// Lambda's own `platform.start` and `platform.report` in JSON, by the examples of its documentation.
const LAMBDA_LINES: u64 = 490;
/// The most that a lean function writes, in one line; a `SystemLogLevel` of WARN leaves Lambda's out.
const LEAN_LINE: u64 = 300;
/// Headers of an answer.
const HEADERS: u64 = 450;
/// A warm connection with its write to DynamoDB, in whole milliseconds as Lambda bills them.
const CONNECT_MS: f64 = 5.0;
/// A warm list, most of it the ERP's time.
const LIST_MS: f64 = 150.0;
/// Of this share of all requests each waits for an environment of its own.
const COLD_SHARE: f64 = 0.01;

// Measured by `cargo xtask bench --peers`, in docs/benchmarks.md: cold over TLS, and p50 of good tokens, of
// which Node's is so much longer.

const COLD_MS: f64 = 159.5;
const NODE_COLD_MS: f64 = 322.1;
const NODE_MS: f64 = 0.33;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_api_has_the_length_of_its_values() {
        let format =
            r#"{"routeKey":"$context.routeKey","status":"$context.status","x":"$context.integration.requestId"}"#;
        let line = r#"{"routeKey":"GET /a","status":"200","x":"00000000-0000-0000-0000-000000000001"}"#;
        assert_eq!(access_log_bytes(format, "GET /a"), line.len() as u64);
        assert_eq!(access_log_bytes("{}", "GET /a"), 2);
    }
}
