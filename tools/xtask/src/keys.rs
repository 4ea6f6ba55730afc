//! `cargo xtask keys`: the accounts' signing keys, by way of the admin program.

use std::path::PathBuf;

use crate::accounts::FUNCTION;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::process;
use crate::tenants::{admin, is_set};

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    if !workspace.has(FUNCTION) {
        return Err(Failure::said("this workspace has no function account, and so no keys"));
    }
    let mut command = admin(workspace);
    if !is_set("ACCOUNT_KEYS_SECRET_ID") && !is_set("ACCOUNT_KEYS_FILE") {
        command.env("ACCOUNT_KEYS_FILE", local_file(workspace)?);
    }
    command.arg("keys").args(arguments);
    if process::run_shown("cargo", command)?.succeeded {
        return Ok(());
    }
    Err(Failure::said("the line above says what went wrong"))
}

/// The file of the keys of `cargo xtask dev`, with a first key in it.
pub(crate) fn for_local_use(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let path = local_file(workspace)?;
    if !path.exists() {
        let mut command = admin(workspace);
        command.args(["keys", "new", "--file"]).arg(&path);
        let log = workspace.scratch().join("log").join("keys.log");
        let finished = process::run_quiet("admin", command, &log)?;
        if !finished.succeeded {
            return Err(Failure::said(finished.output));
        }
    }
    Ok(path)
}

fn local_file(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.scratch();
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::said(format!("cannot write {}: {error}", folder.display())))?;
    Ok(folder.join("account-keys.json"))
}
