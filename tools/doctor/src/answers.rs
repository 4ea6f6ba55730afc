// <product-proxy>
//! The form of all answers: HTTP version and server time.

use std::time::Duration;

use reqwest::Version;

use crate::call::Answered;
use crate::fact::{Assumption, Fact};

/// The facts of these answers, for tokens that may be `leeway` too early or too late.
pub(crate) fn check(answered: &[Answered], leeway: Duration) -> [Fact; 2] {
    if answered.is_empty() {
        return ALL.map(|assumption| assumption.not_seen("nobody answered"));
    }
    [version(answered), time(answered, leeway)]
}

fn version(answered: &[Answered]) -> Fact {
    let other = answered.iter().find(|answer| answer.version != Version::HTTP_11);
    let seen = match other {
        Some(answer) => format!("{:?} of {}", answer.version, answer.by),
        None => format!("{:?}", Version::HTTP_11),
    };
    VERSION.seen(
        other.is_none(),
        seen,
        "connections may not be kept: each call then makes a new one",
    )
}

fn time(answered: &[Answered], leeway: Duration) -> Fact {
    let farthest = answered.iter().filter_map(|answer| Some((answer.ahead?, &answer.by)));
    let Some((ahead, by)) = farthest.max_by_key(|(ahead, _)| ahead.abs()) else {
        return TIME.not_seen("no answer has a header Date");
    };
    // The header has whole seconds.
    let tolerated = leeway.as_secs().max(1);
    let needed = ahead.unsigned_abs();
    let means = if needed <= MOST_LEEWAY {
        format!(
            "tokens are taken for expired, or not yet valid, too early or too late; set this machine's clock right, \
             or TOKEN_LEEWAY_SECONDS to {needed}"
        )
    } else {
        "tokens are taken for expired, or not yet valid, too early or too late; set this machine's clock right".into()
    };
    TIME.seen(needed <= tolerated, format!("{ahead:+} s at {by}"), means)
}

const ALL: [Assumption; 2] = [VERSION, TIME];
const VERSION: Assumption = Assumption::new("HTTP version", "HTTP/1.1, which the functions speak");
const TIME: Assumption = Assumption::new("server time", "this machine's, but for TOKEN_LEEWAY_SECONDS");

/// The most that `TOKEN_LEEWAY_SECONDS` may be.
const MOST_LEEWAY: u64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn time_of(ahead: Option<i64>, leeway: u64) -> String {
        let answered = [(Some(0), "one"), (ahead, "other")].map(|(ahead, by)| Answered {
            by: by.into(),
            version: Version::HTTP_11,
            ahead,
        });
        check(&answered, Duration::from_secs(leeway))[1].to_string()
    }

    #[test]
    fn clocks_may_differ_by_the_leeway_either_way() {
        for (ahead, leeway) in [(None, 5), (Some(5), 5), (Some(-5), 5), (Some(1), 0), (Some(-60), 60)] {
            let fact = time_of(ahead, leeway);
            assert!(fact.starts_with("ok "), "{fact}");
        }
        for (ahead, advice) in [
            (6, "or TOKEN_LEEWAY_SECONDS to 6"),
            (-60, "or TOKEN_LEEWAY_SECONDS to 60"),
        ] {
            let fact = time_of(Some(ahead), 5);
            assert!(fact.starts_with("differs ") && fact.ends_with(advice), "{fact}");
            assert!(fact.contains(&format!("{ahead:+} s at other")), "{fact}");
        }
        let fact = time_of(Some(61), 60);
        assert!(fact.ends_with("set this machine's clock right"), "{fact}");
    }
}
// </product-proxy>
