//! `cargo xtask fuzz`: far more cases of the property tests than `cargo test` has time for.

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::process;

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut tests = workspace.cargo(&["test", "--package", "shared", "--test", "token_properties"]);
    tests.env("PROPTEST_CASES", CASES);
    if process::run_shown("cargo", tests)?.succeeded {
        return Ok(());
    }
    Err(Failure::said(
        "a property does not hold; the case above is kept in shared/tests and tried first from now on",
    ))
}

/// Of each of the eight properties: a million in all.
const CASES: &str = "125000";
