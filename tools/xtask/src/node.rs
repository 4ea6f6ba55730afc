//! The Node of this machine, and packages from npm's index, pinned by a lock file, in a folder inside
//! the target directory. Repeated runs find them there and install nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;
use crate::process;
use crate::tools::{Lock, unwritable};

/// A folder of the repository with a `package.json` and its lock file, installed inside the target.
pub(crate) struct Package {
    folder: PathBuf,
    source: PathBuf,
}

/// Returns why Node cannot be used here, if it cannot: it is to be of this version at least.
pub(crate) fn is_missing(oldest: Version) -> Option<String> {
    for (program, oldest) in [(NODE, oldest), (NPM, OLDEST_NPM)] {
        let Some(version) = version(program) else {
            return Some(format!("there is no {program} on the PATH"));
        };
        if version < oldest {
            let (shown, here) = (shown(oldest), shown(version));
            return Some(format!("{program} {shown} or newer is needed, {here} is here"));
        }
    }
    None
}

/// `node`, its arguments yet to be given.
pub(crate) fn program() -> Command {
    Command::new(NODE)
}

/// Path of the interpreter itself, which the program on the `PATH` may only lead to.
pub(crate) fn interpreter() -> Result<PathBuf, Failure> {
    let output = program().args(["-p", "process.execPath"]).output();
    let said = output.map_err(|error| Failure::said(format!("{NODE} cannot be started: {error}")))?;
    Ok(PathBuf::from(String::from_utf8_lossy(&said.stdout).trim_end()))
}

impl Package {
    /// Installs what the lock file names unless that was done before.
    pub(crate) fn install(workspace: &Workspace, name: &str, source: &str) -> Result<Self, Failure> {
        let tools = workspace.scratch().join("tools");
        let folder = tools.join(name);
        let package = Self {
            folder: folder.clone(),
            source: workspace.root.join(source),
        };
        let lock_file = package.source.join(LOCK_FILE);
        let wanted = fs::read_to_string(&lock_file)
            .map_err(|error| Failure::said(format!("cannot read {}: {error}", lock_file.display())))?;
        // Written last by us, not by npm: it is there only where all of it is.
        let stamp = folder.join("installed");
        let is_installed = || fs::read_to_string(&stamp).is_ok_and(|present| present == wanted);
        if is_installed() {
            return Ok(package);
        }

        let _lock = Lock::take(&tools, name)?;
        if is_installed() {
            return Ok(package);
        }
        let shown = workspace.shown(&folder);
        say(format!("installing {name} into {shown} (once)"));
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        for file in ["package.json", LOCK_FILE, ".npmrc"] {
            package.copy(file)?;
        }
        let log = tools.join(format!("{name}.log"));
        let mut npm = Command::new(NPM);
        npm.args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
        ])
        .current_dir(&folder);
        let finished = process::run_quiet("npm", npm, &log)?;
        if !finished.succeeded {
            return Err(Failure::said(format!(
                "npm could not install {name}: {}. Is the package index within reach? All that npm said is in {}",
                reason(&finished.output),
                workspace.shown(&log),
            )));
        }
        fs::write(&stamp, wanted).map_err(|error| unwritable(&stamp, &error))?;
        Ok(package)
    }

    /// `node` with the first of these scripts, if there is one, the others lying beside it.
    pub(crate) fn node(&self, scripts: &[&str]) -> Result<Command, Failure> {
        for script in scripts {
            self.copy(script)?;
        }
        let mut command = Command::new(NODE);
        command.args(scripts.first()).current_dir(&self.folder);
        Ok(command)
    }

    /// Folder of the packages.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Folder of the packages, this script beside them.
    pub(crate) fn folder_with(&self, script: &str) -> Result<&Path, Failure> {
        self.copy(script)?;
        Ok(&self.folder)
    }

    /// A script finds packages beside itself only.
    fn copy(&self, file: &str) -> Result<(), Failure> {
        let target = self.folder.join(file);
        fs::copy(self.source.join(file), &target)
            .map(drop)
            .map_err(|error| unwritable(&target, &error))
    }
}

/// Major and minor.
pub(crate) type Version = (u32, u32);

/// The version that `program --version` tells: `v20.20.2`, or `11.19.1`.
fn version(program: &str) -> Option<Version> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    parsed(&said).filter(|_| output.status.success())
}

fn parsed(said: &str) -> Option<Version> {
    let mut numbers = said.trim().trim_start_matches('v').split('.');
    let (major, minor) = (numbers.next()?, numbers.next()?);
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// As people say it: 20, or 20.19.
fn shown((major, minor): Version) -> String {
    if minor == 0 {
        major.to_string()
    } else {
        format!("{major}.{minor}")
    }
}

/// The first line is npm's code, such as `code ENOTFOUND`; the last ones name its own log.
fn reason(output: &str) -> &str {
    let mut errors = output.lines().filter_map(|line| line.strip_prefix("npm error "));
    errors.next().unwrap_or("it gave no reason")
}

const LOCK_FILE: &str = "package-lock.json";
const NODE: &str = "node";
/// On Windows npm is a script, which is started only under its full name.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// Oldest version that `testing/test-app/fixtures/package.json` permits.
pub(crate) const OLDEST_NODE: Version = (20, 0);
/// The oldest that reads the lock file's version 3.
const OLDEST_NPM: Version = (7, 0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(parsed("v20.20.2\n"), Some((20, 20)));
        assert_eq!(parsed("11.19.1"), Some((11, 19)));
        assert!(parsed("v20.9.0") < Some((20, 19)));
        assert_eq!(parsed("nothing"), None);
        assert_eq!([shown((20, 0)), shown((20, 19))], ["20", "20.19"]);
    }
}
