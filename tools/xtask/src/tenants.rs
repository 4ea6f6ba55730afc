//! `cargo xtask tenants`: runs the admin program, a program of its own that brings the AWS SDK.

use std::process::{Command, ExitCode};

use crate::arguments::Passed;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::local::connections_in;
use crate::process;

pub(crate) fn run(workspace: &Workspace, passed: &Passed) -> Result<ExitCode, Failure> {
    let mut admin = admin(workspace);
    if !is_set("CONNECTIONS_STORE") {
        admin.env("CONNECTIONS_STORE", connections_in(&workspace.dev_folder(passed.port)));
    }
    admin.arg("tenants").args(&passed.arguments);
    // What went wrong it has said itself.
    let is_done = process::run_shown("cargo", admin)?.succeeded;
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The tool, its own arguments yet to be given. All members are selected, as in
/// [`Workspace::build`], so that nothing is built twice.
pub(crate) fn admin(workspace: &Workspace) -> Command {
    let features = &workspace.local_features;
    workspace.cargo(&["run", "--quiet", "--features", features, "--bin", "admin", "--"])
}

/// A variable that the operator has set outweighs the default of `cargo xtask dev`.
#[expect(
    clippy::disallowed_methods,
    reason = "a default is given only where the operator named nothing"
)]
pub(crate) fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some()
}
