//! The packages of a workspace, as cargo describes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

/// A workspace, or a package that is none.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest_path: PathBuf,
    features: BTreeMap<String, Value>,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    pub(crate) kind: Vec<String>,
    pub(crate) name: String,
}

impl Metadata {
    /// Asks cargo, which builds into `target`, or else where it is told to. Fails with its words.
    pub(crate) fn read(root: &Path, target: Option<&Path>) -> Result<Self, String> {
        let mut command = Command::new("cargo");
        command.envs(target.map(|target| ("CARGO_TARGET_DIR", target)));
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let output = command.current_dir(root).output();
        let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("cargo describes the workspace otherwise: {error}"))
    }

    /// The package with the binary of this name.
    pub(crate) fn package_of(&self, binary: &str) -> Option<&Package> {
        let has_it = |package: &&Package| package.targets.iter().any(|target| target.is_binary(binary));
        self.packages.iter().find(has_it)
    }
}

impl Package {
    pub(crate) fn has_feature(&self, feature: &str) -> bool {
        self.features.contains_key(feature)
    }
}

impl Target {
    pub(crate) fn is_binary(&self, name: &str) -> bool {
        self.name == name && self.kind.iter().any(|kind| kind == "bin")
    }
}
