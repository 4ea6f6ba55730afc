//! Forty environments that start at once.

use crate::failure::Failure;
use crate::fleet;
use crate::node;
use crate::steps::{self, Steps};

/// Skipped without Node, unless it is required, and where release binaries do not run.
pub(super) fn try_out(steps: &mut Steps<'_>, is_required: bool) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        steps::skip(STEP, "the release binaries run on Linux only");
        return Ok(());
    }
    match node::is_missing(node::OLDEST_NODE) {
        Some(reason) if is_required => return steps.step(STEP, || Err(Failure::said(reason))),
        Some(reason) => {
            steps::skip(STEP, &reason);
            return Ok(());
        }
        None => {}
    }
    let workspace = steps.workspace;
    steps.step(STEP, || {
        let seen = fleet::cold_at_once(workspace, ENVIRONMENTS, "fleet")?;
        super::must(seen.refused == 0 && (1..=MOST_CALLS).contains(&seen.calls), &seen)?;
        Ok(format!("{} calls, last answer after {:.1?}", seen.calls, seen.took))
    })
}

const STEP: &str = "forty environments at once share a warm store";
const ENVIRONMENTS: usize = 40;
/// An access token and a key set, each twice where two begin at the same moment.
const MOST_CALLS: u64 = 4;
