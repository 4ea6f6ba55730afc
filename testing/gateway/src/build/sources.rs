//! The files that a build depends on, seen by their times: no event of an operating system is the
//! same everywhere, and a walk over some hundred files takes a millisecond.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// State of files at one moment. Two that are equal mean that nothing was saved between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

impl Snapshot {
    /// Every Rust source and TOML file below `root`.
    pub(crate) fn of_sources(root: &Path, target: &Path) -> Self {
        let mut snapshot = Self::default();
        snapshot.walk(root, target);
        snapshot
    }

    /// Single files, those that are there.
    pub(crate) fn of_files(paths: &[PathBuf]) -> Self {
        let mut snapshot = Self::default();
        for path in paths {
            if let Ok(metadata) = fs::metadata(path) {
                snapshot.put(path.clone(), &metadata);
            }
        }
        snapshot
    }

    /// The manifests alone.
    pub(crate) fn manifests(&self) -> Self {
        let manifests = self.0.iter().filter(|(path, _)| path.ends_with("Cargo.toml"));
        Self(manifests.map(|(path, state)| (path.clone(), *state)).collect())
    }

    /// The same, less some files.
    pub(crate) fn without(&self, paths: &[PathBuf]) -> Self {
        let others = self.0.iter().filter(|(path, _)| !paths.contains(path));
        Self(others.map(|(path, state)| (path.clone(), *state)).collect())
    }

    fn walk(&mut self, folder: &Path, target: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_left_out = name.starts_with('.') || name == "node_modules" || name == "target" || path == target;
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() && !is_left_out {
                self.walk(&path, target);
            } else if metadata.is_file() && is_source(&path) {
                self.put(path, &metadata);
            }
        }
    }

    fn put(&mut self, path: PathBuf, metadata: &Metadata) {
        self.0.insert(path, (metadata.modified().ok(), metadata.len()));
    }
}

fn is_source(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "rs" || extension == "toml")
        || path.ends_with("Cargo.lock")
}

/// The files that an executable was made of besides Rust's: what `include_str!` and its like read.
/// Cargo lists them beside it, separated by spaces, with a backslash before a space in a name.
pub(crate) fn included_by(executable: &Path) -> Vec<PathBuf> {
    let list = fs::read_to_string(executable.with_extension("d")).unwrap_or_default();
    let files = list.split_once(": ").map_or("", |(_, files)| files);
    let files = files.trim_end().replace("\\ ", "\0");
    let files = files.split(' ').map(|file| PathBuf::from(file.replace('\0', " ")));
    files.filter(|file| !is_source(file)).collect()
}
