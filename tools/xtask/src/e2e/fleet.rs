//! Forty environments that start at once.

use crate::failure::Failure;
use crate::fleet;
use crate::steps::{self, Steps};

/// Skipped without Node, unless it is required, and where release binaries do not run.
pub(super) fn try_out(steps: &mut Steps<'_>, is_required: bool) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        steps::skip(STEP, "the release binaries run on Linux only");
        return Ok(());
    }
    let workspace = steps.workspace;
    steps.with_node(STEP, is_required, || {
        let seen = fleet::cold_at_once(workspace, ENVIRONMENTS, "fleet")?;
        super::must(seen.refused == 0 && (1..=MOST_CALLS).contains(&seen.calls), &seen)?;
        Ok(format!("{} calls, last answer after {:.1?}", seen.calls, seen.took))
    })
}

const STEP: &str = "forty environments at once share a warm store";
const ENVIRONMENTS: usize = 40;
/// An access token and a key set, each twice where two begin at the same moment.
const MOST_CALLS: u64 = 4;
