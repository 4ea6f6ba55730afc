//! `cargo xtask tenants`: runs the admin program, a program of its own that brings the AWS SDK.

use std::process::Command;

use crate::cargo::{LOCAL_FEATURES, Workspace};
use crate::failure::Failure;
use crate::process;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let mut admin = admin(workspace);
    admin.args(arguments);
    if !is_store_named(arguments) {
        admin.args(["--store", &workspace.local_store()]);
    }
    if process::run_shown("cargo", admin)?.succeeded {
        return Ok(());
    }
    Err(Failure::said("the line above says what went wrong"))
}

/// The tool, its own arguments yet to be given. All members are selected, as in
/// [`Workspace::build`], so that nothing is built twice.
pub(crate) fn admin(workspace: &Workspace) -> Command {
    let bin = ["run", "--quiet", "--features", LOCAL_FEATURES, "--bin", "admin", "--"];
    workspace.cargo(&bin)
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether the operator has said which store is meant"
)]
fn is_store_named(arguments: &[String]) -> bool {
    let is_option = |argument: &String| argument == "--store" || argument.starts_with("--store=");
    arguments.iter().any(is_option) || std::env::var_os("CONNECTIONS_STORE").is_some()
}
