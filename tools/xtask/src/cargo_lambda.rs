//! `cargo lambda`, which builds functions for Lambda and runs them locally.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::tools::{CARGO_LAMBDA, CARGO_LAMBDA_WATCH, Installed};

/// `cargo lambda`: the one on the `PATH`, or the pinned one.
pub(crate) enum CargoLambda {
    OnPath,
    Pinned(Installed),
}

impl CargoLambda {
    /// For the local server: takes the one on the `PATH` if it is recent enough, else the pinned one,
    /// installed without what only builds for Lambda need, unless all of it is there already.
    pub(crate) fn for_watch(workspace: &Workspace) -> Result<Self, Failure> {
        let version = workspace.cargo(&["lambda", "--version"]).output();
        let is_recent =
            version.is_ok_and(|output| output.status.success() && is_recent(&String::from_utf8_lossy(&output.stdout)));
        if is_recent {
            return Ok(Self::OnPath);
        }
        if let Some(installed) = CARGO_LAMBDA.installed(workspace) {
            return Ok(Self::Pinned(installed));
        }
        CARGO_LAMBDA_WATCH.install(workspace).map(Self::Pinned)
    }

    /// `cargo lambda` with these arguments, at the root of the workspace.
    pub(crate) fn command(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let mut command = match self {
            Self::OnPath => Command::new("cargo"),
            Self::Pinned(installed) => installed.command("cargo-lambda"),
        };
        command
            .arg("lambda")
            .args(arguments)
            .current_dir(&workspace.root)
            .env("CARGO_TARGET_DIR", &workspace.target);
        command
    }

    /// Builds all functions for Lambda. cargo-lambda would install a missing Rust target by itself;
    /// nothing is installed behind anybody's back here.
    pub(crate) fn release_build(&self, workspace: &Workspace) -> Command {
        let mut command = self.command(workspace, &["build", "--release", "--skip-target-check"]);
        // The emulator runs binaries of this machine's kind only.
        if cfg!(target_arch = "aarch64") {
            command.arg("--arm64");
        }
        for function in &workspace.functions {
            command.args(["--bin", function]);
        }
        command
    }
}

/// Path at which the release build leaves a function.
pub(crate) fn release_binary(workspace: &Workspace, function: &str) -> PathBuf {
    workspace.target.join("lambda").join(function).join("bootstrap")
}

fn is_recent(version: &str) -> bool {
    let numbers = version.trim().strip_prefix("cargo-lambda ").unwrap_or_default();
    let mut numbers = numbers.split(['.', ' ', '-']).map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        return false;
    };
    (major, minor) >= OLDEST
}

/// The oldest series that these commands were tried with.
const OLDEST: (u32, u32) = (1, 9);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_cargo_lambda_is_not_relied_on() {
        for recent in [
            "cargo-lambda 1.9.0 (67129fc 2026-08-21Z)\n",
            "cargo-lambda 1.10.2",
            "cargo-lambda 2.0.0",
        ] {
            assert!(is_recent(recent), "{recent:?}");
        }
        for old in [
            "cargo-lambda 1.8.6",
            "cargo-lambda 0.21.0 (abc)",
            "cargo 1.95.0",
            "",
            "cargo-lambda x.y",
        ] {
            assert!(!is_recent(old), "{old:?}");
        }
    }
}
