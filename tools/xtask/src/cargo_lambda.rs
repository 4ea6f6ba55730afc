//! `cargo lambda`, which builds functions for Lambda and can run them locally.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo::Workspace;
use crate::tools::Installed;

/// The pinned `cargo lambda`.
pub(crate) struct CargoLambda(pub(crate) Installed);

impl CargoLambda {
    /// `cargo lambda` with these arguments, at the root of the workspace.
    pub(crate) fn command(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let mut command = self.0.command("cargo-lambda");
        command
            .arg("lambda")
            .args(arguments)
            .current_dir(&workspace.root)
            .env("CARGO_TARGET_DIR", &workspace.target);
        command
    }

    /// Builds all functions for Lambda.
    pub(crate) fn release_build(&self, workspace: &Workspace) -> Command {
        self.release_build_of(workspace, workspace.functions.iter().map(String::as_str))
    }

    /// Builds these functions for Lambda. cargo-lambda would install a missing Rust target by itself;
    /// nothing is installed behind anybody's back here.
    pub(crate) fn release_build_of<'a>(
        &self,
        workspace: &Workspace,
        functions: impl IntoIterator<Item = &'a str>,
    ) -> Command {
        let mut command = self.command(workspace, &["build", "--release", "--skip-target-check"]);
        // The emulator runs binaries of this machine's kind only.
        if cfg!(target_arch = "aarch64") {
            command.arg("--arm64");
        }
        for function in functions {
            command.args(["--bin", function]);
        }
        command
    }
}

/// Path at which the release build leaves a function.
pub(crate) fn release_binary(workspace: &Workspace, function: &str) -> PathBuf {
    workspace.target.join("lambda").join(function).join("bootstrap")
}
