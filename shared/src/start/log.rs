//! Log set-up.
//!
//! Crates other than our own are capped at INFO, however much is asked for: at their most talkative
//! the runtime logs each event with its tokens, and the AWS SDK each answer with its secret.

use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// Starts to log to standard output what this crate and `function`, a crate too, have to say.
///
/// | variable | meaning | default |
/// | --- | --- | --- |
/// | `LOG_LEVEL`, else `RUST_LOG` | `trace`, `debug`, `info`, `warn`, `error` or `off`; or a list such as `warn,shared=debug`, by target | `info` |
/// | `AWS_LAMBDA_LOG_FORMAT` | `JSON`, or else text | text |
pub fn start(function: &str, read: impl Fn(&str) -> Option<String>) {
    let asked = read("LOG_LEVEL").or_else(|| read("RUST_LOG"));
    let is_json = read("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    let lines = if is_json {
        json().boxed()
    } else {
        fmt::layer().with_target(false).without_time().boxed()
    };
    registry()
        .with(lines.with_filter(filter(function, asked.as_deref())))
        .init();
}

/// Lines with `timestamp` (RFC 3339) and `level`, without either of which Lambda takes a line for INFO, and
/// with their fields beside them, where metric filters look. The runtime's span would be most of each line.
fn json<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fmt::layer()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_current_span(false)
        .with_span_list(false)
}

/// The level asked for is everybody's, `info` where there is none, and a target's own comes before it.
fn filter(function: &str, asked: Option<&str>) -> Targets {
    let asked = asked.and_then(targets).unwrap_or_default();
    let level = asked.default_level().unwrap_or(LevelFilter::INFO);
    let own = [env!("CARGO_CRATE_NAME"), function];
    let capped = |target: &str, level: LevelFilter| {
        let is_own = target.split("::").next().is_some_and(|name| own.contains(&name));
        if is_own { level } else { level.min(LevelFilter::INFO) }
    };
    let targets = own.map(|name| (name.to_owned(), level)).into_iter().chain(
        asked
            .iter()
            .map(|(target, level)| (target.to_owned(), capped(target, level))),
    );
    Targets::new()
        .with_default(level.min(LevelFilter::INFO))
        .with_targets(targets)
}

/// Reads a list with blanks in it or a comma behind it, as people write one. To the parser nothing is a
/// level too: `error`.
fn targets(text: &str) -> Option<Targets> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let list = parts.collect::<Vec<_>>().join(",");
    if list.is_empty() { None } else { list.parse().ok() }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn only_our_own_crates_are_as_talkative_as_asked() {
        let filter = filter("product_proxy", Some("trace"));
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
        let filter = filter("product_proxy", Some("error"));
        for target in ["shared", "product_proxy", "lambda_runtime"] {
            assert!(!filter.would_enable(target, &Level::WARN), "{target}");
            assert!(filter.would_enable(target, &Level::ERROR), "{target}");
        }
    }

    #[test]
    fn a_crate_or_a_module_of_ours_is_asked_to_talk_by_its_name() {
        let filter = filter("product_proxy", Some("warn, shared::auth=debug,product_proxy=trace,"));
        for (target, level) in [
            ("shared::auth::verifier", Level::DEBUG),
            ("product_proxy::products", Level::TRACE),
            ("shared::erp", Level::WARN),
            ("hyper", Level::WARN),
        ] {
            assert!(filter.would_enable(target, &level), "{target}");
        }
        for (target, level) in [
            ("shared::auth::verifier", Level::TRACE),
            ("shared::erp", Level::INFO),
            ("hyper", Level::INFO),
        ] {
            assert!(!filter.would_enable(target, &level), "{target}");
        }
    }

    #[test]
    fn no_other_crate_talks_more_for_being_named() {
        for asked in [
            "lambda_runtime=trace",
            "lambda_runtime::layers=debug,aws_smithy_runtime=trace",
            "lambda_runtime",
            "l=trace,aws=trace",
            "trace,lambda_runtime=trace,aws_smithy_runtime=debug",
        ] {
            let filter = filter("product_proxy", Some(asked));
            for other in ["lambda_runtime::layers::api_response", "aws_smithy_runtime::client"] {
                assert!(!filter.would_enable(other, &Level::DEBUG), "{asked}: {other}");
                assert!(filter.would_enable(other, &Level::INFO), "{asked}: {other}");
            }
        }
        let quiet = filter("product_proxy", Some("hyper=off"));
        assert!(!quiet.would_enable("hyper", &Level::ERROR) && quiet.would_enable("shared", &Level::INFO));
    }

    #[test]
    fn nothing_and_nonsense_are_info() {
        for asked in [
            None,
            Some(""),
            Some(" , "),
            Some("loud"),
            Some("shared=loud"),
            Some("a=b=c"),
        ] {
            let filter = filter("product_proxy", asked);
            for target in ["shared", "product_proxy", "lambda_runtime"] {
                assert!(filter.would_enable(target, &Level::INFO), "{asked:?}");
                assert!(!filter.would_enable(target, &Level::DEBUG), "{asked:?}");
            }
        }
    }
}
