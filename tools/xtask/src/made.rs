//! A function that is made and removed in a clone of what is committed, as somebody who has just
//! cloned the project would.

use std::path::Path;
use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::process;
use crate::steps::{self, Steps};

/// Makes a function, tests it, removes it and the accounts, and checks what is left.
pub(crate) fn try_out(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    if !workspace.root.join(".git").exists() {
        steps::skip(STEP, "this is no git repository");
        return Ok(());
    }
    let (clone, log) = (workspace.scratch().join("made"), steps.log(STEP));
    steps.step(STEP, || {
        if clone.exists() {
            std::fs::remove_dir_all(&clone)
                .map_err(|error| Failure::said(format!("cannot remove {}: {error}", clone.display())))?;
        }
        let mut git = Command::new("git");
        git.args(["clone", "--quiet"]).arg(&workspace.root).arg(&clone);
        run(git, &log)?;
        let program = std::env::current_exe().map_err(|error| Failure::said(error.to_string()))?;
        let xtask = |arguments: &[&str]| run(inside(workspace, &clone, program.as_os_str(), arguments), &log);
        let cargo = |arguments: &[&str]| run(inside(workspace, &clone, "cargo".as_ref(), arguments), &log);
        xtask(&["new", "made-orders", "--route", "GET /api/made-orders", "--erp"])?;
        cargo(&["fmt", "--all", "--check"])?;
        cargo(&["test", "--locked", "--package", "made-orders"])?;
        commit(&clone, &log)?;
        for function in ["made-orders", "account"] {
            if function == "account" && !workspace.has(function) {
                continue;
            }
            xtask(&["remove", function])?;
            commit(&clone, &log)?;
        }
        cargo(&["check", "--locked", "--workspace", "--all-targets"])?;
        Ok(String::new())
    })
}

/// A program in the clone that builds where this workspace does, so that dependencies are there.
fn inside(workspace: &Workspace, clone: &Path, program: &std::ffi::OsStr, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(clone)
        .env("CARGO_TARGET_DIR", &workspace.target);
    command
}

fn commit(clone: &Path, log: &Path) -> Result<(), Failure> {
    for arguments in [&["add", "--all"][..], &["commit", "--quiet", "--message", "made"]] {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=xtask", "-c", "user.email=xtask@localhost"])
            .args(arguments)
            .current_dir(clone);
        run(git, log)?;
    }
    Ok(())
}

fn run(command: Command, log: &Path) -> Result<(), Failure> {
    let finished = process::run_quiet("a step in a clone", command, log)?;
    if finished.succeeded {
        return Ok(());
    }
    Err(Failure::said(finished.output))
}

pub(crate) const STEP: &str = "new and remove a function";
