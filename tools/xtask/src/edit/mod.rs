//! Edits of this workspace by `new` and `remove`: all of them, or none.

pub(crate) mod behavior;
pub(crate) mod committed;
pub(crate) mod manifest;
pub(crate) mod marks;
pub(crate) mod openapi;
pub(crate) mod template;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;

/// The text of a file under the root of the workspace.
pub(crate) fn read(workspace: &Workspace, path: &str) -> Result<String, Failure> {
    fs::read_to_string(workspace.root.join(path)).map_err(|error| Failure::said(format!("cannot read {path}: {error}")))
}

/// Files to write and to remove, each under the root of the workspace.
#[derive(Default)]
pub(crate) struct Edits(Vec<(PathBuf, Option<String>)>);

impl Edits {
    pub(crate) fn write(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.0.push((path.into(), Some(text.into())));
    }

    pub(crate) fn remove(&mut self, path: impl Into<PathBuf>) {
        self.0.push((path.into(), None));
    }

    /// Makes the edits, lets cargo read the workspace and take it into `Cargo.lock`; takes all of it
    /// back where one of these fails.
    pub(crate) fn apply(mut self, workspace: &Workspace) -> Result<(), Failure> {
        // Cargo writes it.
        self.write("Cargo.lock", read(workspace, "Cargo.lock")?);
        let former: Vec<(PathBuf, Option<String>)> = self
            .0
            .iter()
            .map(|(path, _)| (path.clone(), fs::read_to_string(workspace.root.join(path)).ok()))
            .collect();
        let outcome = put_all(&workspace.root, &self.0).and_then(|()| locked(workspace));
        outcome.inspect_err(|_| {
            // What was to be said first is the reason; a file that cannot be put back is named by git.
            let _ = put_all(&workspace.root, &former);
        })
    }
}

fn put_all(root: &Path, files: &[(PathBuf, Option<String>)]) -> Result<(), Failure> {
    for (path, text) in files {
        put(&root.join(path), text.as_deref())
            .map_err(|error| Failure::said(format!("cannot write {}: {error}", path.display())))?;
    }
    Ok(())
}

fn put(path: &Path, text: Option<&str>) -> io::Result<()> {
    let Some(text) = text else {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Folders go with their last file.
        let mut folder = path.parent();
        while let Some(empty) = folder.filter(|folder| fs::remove_dir(folder).is_ok()) {
            folder = empty.parent();
        }
        return Ok(());
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// Takes the workspace's own packages into `Cargo.lock`, and changes no other.
fn locked(workspace: &Workspace) -> Result<(), Failure> {
    let mut update: Command = workspace.cargo(&["update", "--workspace", "--offline", "--quiet"]);
    let output = update
        .output()
        .map_err(|error| Failure::said(format!("cargo cannot be started: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::said(format!(
        "cargo cannot read the workspace afterwards, so nothing was changed:\n{said}"
    )))
}
