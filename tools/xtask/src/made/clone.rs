//! The clone, and programs that run in it.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::process::{self, Finished};

pub(super) struct Clone<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) root: PathBuf,
    log: PathBuf,
}

impl<'a> Clone<'a> {
    /// Clones what is committed, in place of an earlier clone.
    pub(super) fn make(workspace: &'a Workspace, log: PathBuf) -> Result<Self, Failure> {
        let root = workspace.scratch().join("made");
        if root.exists() {
            fs::remove_dir_all(&root)
                .map_err(|error| Failure::said(format!("cannot remove {}: {error}", root.display())))?;
        }
        let clone = Self { workspace, root, log };
        let mut git = Command::new("git");
        git.args(["clone", "--quiet"]).arg(&workspace.root).arg(&clone.root);
        clone.must_succeed(git)?;
        Ok(clone)
    }

    /// `cargo xtask` with these arguments.
    pub(super) fn xtask(&self, arguments: &[&str]) -> Result<String, Failure> {
        self.must_succeed(self.xtask_command(arguments)?)
    }

    pub(super) fn xtask_command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let program = std::env::current_exe().map_err(|error| Failure::said(error.to_string()))?;
        Ok(self.inside(program.as_os_str(), arguments))
    }

    pub(super) fn cargo(&self, arguments: &[&str]) -> Result<String, Failure> {
        self.must_succeed(self.inside("cargo".as_ref(), arguments))
    }

    pub(super) fn git(&self, arguments: &[&str]) -> Result<String, Failure> {
        let mut git = self.inside(
            "git".as_ref(),
            &["-c", "user.name=xtask", "-c", "user.email=xtask@localhost"],
        );
        git.args(arguments);
        self.must_succeed(git)
    }

    pub(super) fn commit(&self) -> Result<(), Failure> {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message", "made"])?;
        Ok(())
    }

    pub(super) fn run(&self, command: Command) -> Result<Finished, Failure> {
        process::run_quiet("a program in a clone", command, &self.log)
    }

    fn must_succeed(&self, command: Command) -> Result<String, Failure> {
        let finished = self.run(command)?;
        if finished.succeeded {
            return Ok(finished.output);
        }
        Err(Failure::said(finished.output))
    }

    /// A program that builds where the workspace does, so that dependencies are there.
    fn inside(&self, program: &OsStr, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.workspace.target);
        command
    }
}
