//! `cargo xtask keys`: the accounts' signing keys, by way of the admin program.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::accounts::FUNCTION;
use crate::arguments::Passed;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::local::keys_in;
use crate::process;
use crate::tenants::{admin, is_set};

pub(crate) fn run(workspace: &Workspace, passed: &Passed) -> Result<ExitCode, Failure> {
    if !workspace.has(FUNCTION) {
        return Err(Failure::said("this workspace has no function account, and so no keys"));
    }
    let mut command = admin(workspace);
    if !is_set("ACCOUNT_KEYS_SECRET_ID") && !is_set("ACCOUNT_KEYS_FILE") {
        let folder = workspace.dev_folder(passed.port);
        std::fs::create_dir_all(&folder)
            .map_err(|error| Failure::said(format!("cannot write {}: {error}", folder.display())))?;
        command.env("ACCOUNT_KEYS_FILE", keys_in(&folder));
    }
    command.arg("keys").args(&passed.arguments);
    // What went wrong it has said itself.
    let is_done = process::run_shown("cargo", command)?.succeeded;
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The file at `path`, with a first key in it.
pub(crate) fn for_local_use(workspace: &Workspace, path: &Path) -> Result<PathBuf, Failure> {
    if !path.exists() {
        let mut command = admin(workspace);
        command.args(["keys", "new", "--file"]).arg(path);
        let log = workspace.scratch().join("log").join("keys.log");
        let finished = process::run_quiet("admin", command, &log)?;
        if !finished.succeeded {
            return Err(Failure::said(finished.output));
        }
    }
    Ok(path.to_owned())
}
