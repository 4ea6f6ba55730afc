//! Counters as CloudWatch embedded metrics: one line of JSON on standard output per request.
//!
//! Switched on by `METRICS_NAMESPACE`. Every metric has the dimension `Function`.
//!
//! | metric | unit | further dimension | counts |
//! | --- | --- | --- | --- |
//! | `Requests` | Count | `Outcome`: `ok` or the code of the error | requests answered |
//! | `Latency` | Milliseconds | `Outcome` | from arrival to answer |
//! | `Verifications` | Count | `Verification`: `verified` or the code of the error | tokens looked at |
//! | `CredentialsFetched`, `AccessTokenFetched`, `KeySetFetched` | Count | | fetches that brought a value |
//! | `CredentialsFetchFailed`, `AccessTokenFetchFailed`, `KeySetFetchFailed` | Count | | fetches that did not |
//! | `WarmStoreHit`, `WarmStoreFailed` | Count | | values taken from the warm store, and calls to it that failed |
//! | `ErpCacheHit`, `ErpStaleServed` | Count | | answers of the ERP from memory: fresh ones, and old ones because it fails |
//! | `ErpCallShared` | Count | | queries that were answered by a call of another request |
//! | `StaleServed` | Count | | stale values served because their source fails |
//! | `ConnectionStored` | Count | | changes of the registry that are on record |
//! | `ConnectionStoreFailed` | Count | | calls to the registry that failed |
//! | `KeySetAge` | Seconds | | age of the key set that verified a token |

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::request::clock::Moment;

/// Counters of a function: sink of their lines, and the namespace and function that they name.
#[derive(Clone)]
pub struct Metrics {
    namespace: String,
    function: &'static str,
    sink: MetricSink,
}

/// Consumer of one line, without a line break at its end.
pub type MetricSink = Arc<dyn Fn(&str) + Send + Sync>;

/// Counts of what one request did, kept as it happens.
#[derive(Debug, Default)]
pub struct RequestMetrics(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    verification: Option<&'static str>,
    counters: Vec<(&'static str, u64)>,
    stale_served: u64,
    key_set_age: Option<Duration>,
}

/// Outcome and latency of a request.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// `ok`, or the code of the error.
    pub outcome: &'static str,
    /// Time from arrival to answer.
    pub latency: Duration,
}

impl Metrics {
    /// The lines of `function` go to `sink`, as metrics of `namespace`.
    pub fn new(namespace: String, function: &'static str, sink: MetricSink) -> Self {
        Self {
            namespace,
            function,
            sink,
        }
    }

    /// Writes the line of one request, or of the warm-up, which answers no request.
    pub fn emit(&self, request: &RequestMetrics, answered: Option<Answered>, now: Moment) {
        let line = request.line(&self.namespace, self.function, answered, now);
        (self.sink)(&line.to_string());
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Metrics({})", self.namespace)
    }
}

/// Standard output, where Lambda collects them.
pub fn standard_output() -> MetricSink {
    Arc::new(|line| {
        // A closed standard output is no reason to fail a request.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    })
}

impl RequestMetrics {
    /// A token was looked at; `outcome` is `verified` or the code of the error.
    pub fn verification(&self, outcome: &'static str) {
        self.counts().verification = Some(outcome);
    }

    /// Something ended; `metric` says what and how.
    pub fn count(&self, metric: &'static str) {
        let mut counts = self.counts();
        match counts.counters.iter_mut().find(|(name, _)| *name == metric) {
            Some((_, count)) => *count += 1,
            None => counts.counters.push((metric, 1)),
        }
    }

    /// A stale value was served.
    pub fn stale(&self) {
        self.counts().stale_served += 1;
    }

    /// A key set of this age was used.
    pub fn key_set_age(&self, age: Duration) {
        self.counts().key_set_age = Some(age);
    }

    /// CloudWatch's embedded metric format: the values beside a description of them.
    fn line(&self, namespace: &str, function: &str, answered: Option<Answered>, now: Moment) -> Value {
        let counts = self.counts();
        let mut values = Map::from_iter([("Function".to_owned(), json!(function))]);
        let mut directives = Vec::new();
        let mut describe = |dimension: Option<&str>, metrics: &[(&str, &str, Value)]| {
            let dimensions: Vec<&str> = ["Function"].into_iter().chain(dimension).collect();
            let described: Vec<Value> = metrics
                .iter()
                .map(|(name, unit, _)| json!({"Name": name, "Unit": unit}))
                .collect();
            directives.push(json!({"Namespace": namespace, "Dimensions": [dimensions], "Metrics": described}));
            values.extend(
                metrics
                    .iter()
                    .map(|(name, _, value)| ((*name).to_owned(), value.clone())),
            );
        };
        if let Some(Answered { latency, .. }) = answered {
            let latency = json!(latency.as_secs_f64() * 1e3);
            describe(
                Some("Outcome"),
                &[("Requests", "Count", json!(1)), ("Latency", "Milliseconds", latency)],
            );
        }
        if counts.verification.is_some() {
            describe(Some("Verification"), &[("Verifications", "Count", json!(1))]);
        }
        let mut rest: Vec<(&str, &str, Value)> = counts
            .counters
            .iter()
            .map(|(metric, count)| (*metric, "Count", json!(count)))
            .collect();
        if counts.stale_served > 0 {
            rest.push(("StaleServed", "Count", json!(counts.stale_served)));
        }
        if let Some(age) = counts.key_set_age {
            rest.push(("KeySetAge", "Seconds", json!(age.as_secs_f64())));
        }
        if !rest.is_empty() {
            describe(None, &rest);
        }
        values.extend(answered.map(|answered| ("Outcome".to_owned(), json!(answered.outcome))));
        values.extend(
            counts
                .verification
                .map(|outcome| ("Verification".to_owned(), json!(outcome))),
        );
        let timestamp = u64::try_from(now.wall.as_millis()).unwrap_or(u64::MAX);
        values.insert(
            "_aws".into(),
            json!({"Timestamp": timestamp, "CloudWatchMetrics": directives}),
        );
        Value::Object(values)
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_described_with_its_unit_and_its_dimensions() {
        let request = RequestMetrics::default();
        request.verification("verified");
        request.count("KeySetFetched");
        request.count("KeySetFetched");
        request.stale();
        request.key_set_age(Duration::from_millis(1500));
        let answered = Answered {
            outcome: "erp_failed",
            latency: Duration::from_millis(12),
        };
        let now = Moment {
            wall: Duration::from_hours(500_000),
            monotonic: Duration::ZERO,
        };
        let line = request.line("App", "connect-tenant", Some(answered), now);
        assert_eq!(line["_aws"]["Timestamp"], 1_800_000_000_000_u64);
        let expected = [
            (
                json!([["Function", "Outcome"]]),
                vec![
                    ("Requests", "Count", json!(1)),
                    ("Latency", "Milliseconds", json!(12.0)),
                ],
            ),
            (
                json!([["Function", "Verification"]]),
                vec![("Verifications", "Count", json!(1))],
            ),
            (
                json!([["Function"]]),
                vec![
                    ("KeySetFetched", "Count", json!(2)),
                    ("StaleServed", "Count", json!(1)),
                    ("KeySetAge", "Seconds", json!(1.5)),
                ],
            ),
        ];
        let directives = line["_aws"]["CloudWatchMetrics"].as_array().unwrap();
        assert_eq!(directives.len(), expected.len());
        for (directive, (dimensions, metrics)) in directives.iter().zip(expected) {
            assert_eq!(directive["Namespace"], "App");
            assert_eq!(directive["Dimensions"], dimensions);
            for (described, (name, unit, value)) in directive["Metrics"].as_array().unwrap().iter().zip(metrics) {
                assert_eq!(*described, json!({"Name": name, "Unit": unit}));
                assert_eq!(line[name], value);
            }
        }
        assert_eq!(
            (&line["Function"], &line["Outcome"]),
            (&json!("connect-tenant"), &json!("erp_failed"))
        );
        assert_eq!(line["Verification"], "verified");
    }

    #[test]
    fn what_did_not_happen_is_not_mentioned() {
        let line = RequestMetrics::default().line("App", "f", None, crate::request::clock::Clock::system().now());
        assert_eq!(line["_aws"]["CloudWatchMetrics"], json!([]));
        assert_eq!(line.as_object().unwrap().len(), 2);
    }
}
