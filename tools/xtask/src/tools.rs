//! Programs from the Python package index, pinned, in virtual environments inside the target
//! directory. Repeated runs find them there and install nothing.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;
use crate::interrupt;
use crate::process;
use crate::python::Python;

/// Programs that are installed together.
pub(crate) struct Set {
    name: &'static str,
    packages: &'static [&'static str],
}

/// Builds functions for Lambda and runs them locally. It brings the linker it needs.
pub(crate) const CARGO_LAMBDA: Set = Set {
    name: "cargo-lambda",
    packages: &["cargo-lambda==1.9.2"],
};

/// Checks the template, and stands in for Lambda and Secrets Manager in the end-to-end test. moto brings the
/// package `cryptography`, which makes the benchmark's certificates.
pub(crate) const AWS: Set = Set {
    name: "aws",
    packages: &["aws-sam-cli==1.170.0", "cfn-lint==1.58.0", "moto[server]==5.2.5"],
};

/// Looks at the workflows of `.github` as somebody who wants to misuse them would.
pub(crate) const ZIZMOR: Set = Set {
    name: "zizmor",
    packages: &["zizmor==1.32.0"],
};

/// Makes requests of `docs/openapi.json`, and holds the answers against it.
pub(crate) const SCHEMATHESIS: Set = Set {
    name: "schemathesis",
    packages: &["schemathesis==4.32.5"],
};

/// Publishes the front end. Apart from the others, which pin another botocore.
pub(crate) const AWS_CLI: Set = Set {
    name: "aws-cli",
    packages: &["awscli==1.45.11"],
};

/// A set that is installed.
#[derive(Clone)]
pub(crate) struct Installed {
    folder: PathBuf,
}

impl Set {
    /// The packages with their versions, as pip reads them.
    pub(crate) fn packages(&self) -> &'static [&'static str] {
        self.packages
    }

    /// Installs the set unless that was done before.
    pub(crate) fn install(&self, workspace: &Workspace) -> Result<Installed, Failure> {
        if let Some(installed) = self.installed(workspace) {
            return Ok(installed);
        }
        let tools = workspace.scratch().join("tools");
        let _lock = Lock::take(&tools, self.name)?;
        if let Some(installed) = self.installed(workspace) {
            return Ok(installed);
        }
        let folder = self.folder(workspace);
        let python = Python::find()?;
        let packages = self.packages.join(", ");
        say(format!(
            "installing {packages} into {} (once)",
            workspace.shown(&folder)
        ));
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        }
        let log = tools.join(format!("{}.log", self.name));
        let pip = python.virtual_environment(&folder, &log)?;
        self.install_with(pip, &log, workspace)?;
        let stamp = folder.join(STAMP);
        fs::write(&stamp, self.stamp(&folder)).map_err(|error| unwritable(&stamp, &error))?;
        Ok(Installed { folder })
    }

    /// The set, if it is installed already.
    pub(crate) fn installed(&self, workspace: &Workspace) -> Option<Installed> {
        let folder = self.folder(workspace);
        let is_complete = fs::read_to_string(folder.join(STAMP)).is_ok_and(|present| present == self.stamp(&folder));
        let installed = Installed { folder };
        (is_complete && installed.works()).then_some(installed)
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.scratch().join("tools").join(self.name)
    }

    /// A virtual environment cannot be moved: its programs name their interpreter in full.
    fn stamp(&self, folder: &Path) -> String {
        format!("{}\n{}\n", folder.display(), self.packages.join("\n"))
    }

    fn install_with(&self, mut pip: Command, log: &Path, workspace: &Workspace) -> Result<(), Failure> {
        pip.args(["install", "--no-input", "--disable-pip-version-check", "--quiet"])
            .args(self.packages);
        let finished = process::run_quiet("pip", pip, log)?;
        if finished.succeeded {
            return Ok(());
        }
        let error = finished.output.lines().rev().find(|line| line.starts_with("ERROR"));
        Err(Failure::said(format!(
            "pip could not install {}: {}. Is the package index within reach? All that pip said \
             is in {}",
            self.packages.join(", "),
            error.unwrap_or("it gave no reason"),
            workspace.shown(log),
        )))
    }
}

impl Installed {
    /// A program of the set, with the set first on its `PATH`.
    pub(crate) fn command(&self, program: &str) -> Command {
        let bin = self.folder.join(BIN);
        let mut command = Command::new(bin.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)));
        command.env("PATH", search_path(&bin));
        command
    }

    /// The folder of a Python package of the set.
    pub(crate) fn package(&self, name: &str) -> Option<PathBuf> {
        let lib = self.folder.join("lib");
        let versions = fs::read_dir(lib).ok()?.flatten();
        let found = versions.map(|version| version.path().join("site-packages").join(name));
        found.into_iter().find(|path| path.is_dir())
    }

    /// Returns whether its interpreter still starts: a system's upgrade may have taken it away.
    fn works(&self) -> bool {
        self.command("python")
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    }
}

/// Keeps a second run from installing into the same folder.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(tools: &Path, name: &str) -> Result<Self, Failure> {
        let path = tools.join(format!("{name}.lock"));
        let file = fs::create_dir_all(tools)
            .and_then(|()| File::create(&path))
            .map_err(|error| unwritable(&path, &error))?;
        let mut is_told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => {
                    if !is_told {
                        say(format!("waiting for another run that installs {name}"));
                        is_told = true;
                    }
                    interrupt::pause(LOCK_POLL)?;
                }
                Err(TryLockError::Error(error)) => return Err(unwritable(&path, &error)),
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the search path is extended, not configured by it"
)]
fn search_path(first: &Path) -> OsString {
    let present = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_owned()).chain(std::env::split_paths(&present));
    std::env::join_paths(folders).unwrap_or(present)
}

pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(format!("cannot write {}: {error}", path.display()))
}

/// Written into a set's folder once it is complete.
const STAMP: &str = "installed";

const LOCK_POLL: Duration = Duration::from_millis(200);

/// Folder in which a virtual environment keeps its programs.
pub(crate) const BIN: &str = if cfg!(windows) { "Scripts" } else { "bin" };
