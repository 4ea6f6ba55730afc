//! The clone, and programs that run in it.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::openapi::DOCUMENT;
use crate::process::{self, Finished};
use crate::tools::unwritable;

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
        let versioned = [
            ("Cargo.toml", manifest as fn(&str) -> String),
            ("Cargo.lock", lock),
            (DOCUMENT, document),
        ];
        for (file, versioned) in versioned {
            let path = clone.root.join(file);
            let text = fs::read_to_string(&path)
                .map_err(|error| Failure::said(format!("cannot read {}: {error}", path.display())))?;
            fs::write(&path, versioned(&text)).map_err(|error| unwritable(&path, &error))?;
        }
        clone.commit()?;
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

/// The workspace's manifest with a version of the clone's own. In one target folder cargo tells packages
/// of two workspaces apart by name and version alone: with the same one it would take what the clone built
/// for the workspace's own, and look for changes in the clone.
fn manifest(text: &str) -> String {
    let (before, after) = text.split_once("[workspace.package]").unwrap_or((text, ""));
    format!("{before}[workspace.package]{}", of_clone(after, IN_TOML))
}

/// The lock file with the same version for the packages of the workspace, which have no source.
fn lock(text: &str) -> String {
    let packages = text.split("\n\n").map(|package| {
        let is_own = !package.contains("\nsource = ");
        if is_own {
            of_clone(package, IN_TOML)
        } else {
            package.to_owned()
        }
    });
    packages.collect::<Vec<_>>().join("\n\n")
}

/// The document of the API, whose `info` has the version.
fn document(text: &str) -> String {
    of_clone(text, "\n    \"version\": \"")
}

/// The text with the first version that stands after `mark` ending in `-clone`.
fn of_clone(text: &str, mark: &str) -> String {
    let Some((before, after)) = text.split_once(mark) else {
        return text.to_owned();
    };
    match after.split_once('"') {
        Some((version, rest)) => format!("{before}{mark}{version}-clone\"{rest}"),
        None => text.to_owned(),
    }
}

/// Precedes a version in TOML.
const IN_TOML: &str = "\nversion = \"";

#[cfg(test)]
mod tests {
    use super::{document, lock, manifest};

    #[test]
    fn only_packages_of_the_workspace_get_the_version_of_a_clone() {
        let before = "[workspace]\nmembers = []\n\n[workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        assert_eq!(manifest(before), before.replace("0.1.0", "0.1.0-clone"));
        let before = "{\n      \"version\": \"1\",\n    \"version\": \"0.1.0\"\n}";
        assert_eq!(document(before), before.replace("0.1.0", "0.1.0-clone"));
        let foreign = "[[package]]\nname = \"bytes\"\nversion = \"1.2.3\"\nsource = \"registry\"";
        let own = "[[package]]\nname = \"shared\"\nversion = \"0.1.0\"\ndependencies = [\n \"bytes\",\n]";
        let before = format!("version = 4\n\n{foreign}\n\n{own}\n");
        assert_eq!(lock(&before), before.replace("0.1.0", "0.1.0-clone"));
    }
}
