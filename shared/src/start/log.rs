//! Log set-up.
//!
//! Crates other than our own are capped at INFO, however much is asked for: at their most talkative
//! the runtime logs each event with its tokens, and the AWS SDK each answer with its secret.

use std::str::FromStr;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// Starts to log to standard output what this crate and `function`, a crate too, have to say.
///
/// | variable | meaning | default |
/// | --- | --- | --- |
/// | `AWS_LAMBDA_LOG_LEVEL`, else `RUST_LOG` | `trace`, `debug`, `info`, `warn`, `error` or `off` | `info` |
/// | `AWS_LAMBDA_LOG_FORMAT` | `JSON`, or else text | text |
pub fn start(function: &str, read: impl Fn(&str) -> Option<String>) {
    let asked = read("AWS_LAMBDA_LOG_LEVEL").or_else(|| read("RUST_LOG"));
    let level = asked.and_then(|level| LevelFilter::from_str(&level).ok());
    let level = level.unwrap_or(LevelFilter::INFO);
    let is_json = read("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json"));

    // Lambda adds the time.
    let lines = fmt::layer().with_target(false).without_time();
    let lines = if is_json { lines.json().boxed() } else { lines.boxed() };
    registry().with(lines.with_filter(filter(function, level))).init();
}

fn filter(function: &str, level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(level.min(LevelFilter::INFO))
        .with_target(env!("CARGO_CRATE_NAME"), level)
        .with_target(function, level)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn only_our_own_crates_are_as_talkative_as_asked() {
        let filter = filter("product_proxy", LevelFilter::TRACE);
        for own in ["shared::warm::cell", "product_proxy", "product_proxy::erp"] {
            assert!(filter.would_enable(own, &Level::TRACE), "{own}");
        }
        for other in [
            "lambda_runtime::layers::api_response",
            "aws_smithy_runtime::client",
            "hyper",
        ] {
            assert!(!filter.would_enable(other, &Level::DEBUG), "{other}");
            assert!(filter.would_enable(other, &Level::INFO), "{other}");
        }
    }

    #[test]
    fn less_is_less_for_everybody() {
        let filter = filter("product_proxy", LevelFilter::ERROR);
        for target in ["shared", "product_proxy", "lambda_runtime"] {
            assert!(!filter.would_enable(target, &Level::WARN), "{target}");
            assert!(filter.would_enable(target, &Level::ERROR), "{target}");
        }
    }
}
