//! Bytes that a warm request costs, held against those that `cargo xtask cost` computes with.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::run_program;

/// Runs the program at `path` on `event` several times. A warm request's bytes in the log, those of its answer,
/// and those of its body once compressed are as `tools/xtask/src/cost/sizes.json` has them for `function`.
///
/// # Panics
///
/// They are not, or the program does not answer 200.
pub async fn assert_sizes(function: &str, path: &str, variables: &[(&str, &str)], event: &Value) {
    let levels = ["AWS_LAMBDA_LOG_LEVEL", "RUST_LOG", "LOG_LEVEL"].map(|name| (name, "INFO"));
    let variables = [variables, &levels].concat();
    let (answers, log) = run_program(path, &variables, &vec![event.clone(); REQUESTS]).await;
    let answer = &answers[REQUESTS - 1];
    assert_eq!(answer["statusCode"], 200, "{answer} {log}");
    let measured = [
        ("logBytes", of_a_warm_request(&log)),
        ("responseBytes", bytes(answer)),
        ("gzipBytes", compressed(answer["body"].as_str().unwrap_or_default())),
    ];
    let sizes: Value = serde_json::from_str(SIZES).expect("sizes.json is JSON");
    let is_apart = |(name, measured): &(&str, usize)| {
        let kept = sizes[function][name].as_u64().expect("sizes.json has each size");
        *measured == 0 || kept.abs_diff(*measured as u64) > TOLERANCE
    };
    assert!(
        !measured.iter().any(is_apart),
        "write {measured:?} of {function} into tools/xtask/src/cost/sizes.json, then run `cargo xtask cost`; there is {}",
        sizes[function]
    );
}

/// The median of what is logged from one request's last line to the next one's, both of warm requests.
fn of_a_warm_request(log: &str) -> usize {
    let mut requests = vec![0];
    for line in log.split_inclusive('\n') {
        *requests.last_mut().expect("there is one always") += line.len();
        if line.contains("request completed") {
            requests.push(0);
        }
    }
    let mut warm: Vec<usize> = requests.into_iter().take(REQUESTS).skip(1).collect();
    warm.sort_unstable();
    warm.get(warm.len() / 2).copied().unwrap_or_default()
}

/// Body and headers.
fn bytes(answer: &Value) -> usize {
    let headers = answer["headers"].as_object().into_iter().flatten();
    // `name: value` and a line break.
    let headers = headers.map(|(name, value)| name.len() + value.as_str().unwrap_or_default().len() + 4);
    answer["body"].as_str().unwrap_or_default().len() + headers.sum::<usize>()
}

fn compressed(body: &str) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body.as_bytes()).expect("memory takes everything");
    gzip.finish().expect("memory takes everything").len()
}

const SIZES: &str = include_str!("../../../tools/xtask/src/cost/sizes.json");
const REQUESTS: usize = 6;
/// A duration has more digits or fewer from one request to the next.
const TOLERANCE: u64 = 16;
