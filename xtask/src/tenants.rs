//! `cargo xtask tenants`: runs the operator's tool, a program of its own that brings the AWS SDK.

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::process;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let mut operator = workspace.cargo(&["run", "--quiet", "--package", "operator", "--features", "sqlite", "--"]);
    operator.args(arguments);
    if !is_store_named(arguments) {
        operator.args(["--store", &workspace.local_store()]);
    }
    if process::run_shown("cargo", operator)?.succeeded {
        return Ok(());
    }
    Err(Failure::said("the line above says what went wrong"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether the operator has said which store is meant"
)]
fn is_store_named(arguments: &[String]) -> bool {
    let is_option = |argument: &String| argument == "--store" || argument.starts_with("--store=");
    arguments.iter().any(is_option) || std::env::var_os("CONNECTIONS_STORE").is_some()
}
