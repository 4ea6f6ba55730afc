//! Whether git has kept what is about to be edited.

use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;

/// Fails where one of these files has changes that are not committed; `.` is every file. A folder
/// that is no git repository has nothing to commit.
pub(crate) fn must_be(workspace: &Workspace, paths: &[&str]) -> Result<(), Failure> {
    if !is_repository(workspace) {
        return Ok(());
    }
    let mut status = vec!["status", "--porcelain", "--untracked-files=no", "--"];
    status.extend(paths);
    let changed = git(workspace, &status)?;
    let names: Vec<&str> = changed.lines().filter_map(|line| line.get(3..)).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(Failure::said(format!(
        "commit or stash the changes of {} first; nothing was changed",
        names.join(", ")
    )))
}

/// Every file that git knows, under the root of the workspace.
pub(crate) fn files(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    if !is_repository(workspace) {
        return Err(Failure::said("this needs the workspace to be a git repository"));
    }
    Ok(git(workspace, &["ls-files", "-z"])?
        .split_terminator('\0')
        .map(str::to_owned)
        .collect())
}

fn is_repository(workspace: &Workspace) -> bool {
    workspace.root.join(".git").exists()
}

fn git(workspace: &Workspace, arguments: &[&str]) -> Result<String, Failure> {
    let mut git = Command::new("git");
    let output = git
        .args(arguments)
        .current_dir(&workspace.root)
        .output()
        .map_err(|error| Failure::said(format!("git cannot be started: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Failure::said(format!(
        "git refuses: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    )))
}
