//! The workspace as cargo knows it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;
use crate::gateway::LOCAL_FEATURE;
use crate::routes;

pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Folder in which cargo builds: `target`, or what `CARGO_TARGET_DIR` says.
    pub(crate) target: PathBuf,
    /// The packages under `functions/` that are functions already: with a binary of their name.
    pub(crate) functions: Vec<String>,
    /// The packages with tests that are nothing without a DynamoDB: those with the feature
    /// [`DYNAMODB_TESTS`].
    pub(crate) on_dynamodb: Vec<String>,
    /// The functions' features `sqlite`, which they have on a developer's machine and not on Lambda.
    pub(crate) local_features: String,
    /// The table `[workspace.metadata.lambda.watch.router]`.
    pub(crate) watch_router: Value,
}

impl Workspace {
    /// The workspace around the present folder.
    pub(crate) fn here() -> Result<Self, Failure> {
        Self::described_by(Command::new("cargo"))
    }

    /// The workspace in another folder, which builds where this one does.
    pub(crate) fn cloned_to(&self, folder: &Path) -> Result<Self, Failure> {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(folder).env("CARGO_TARGET_DIR", &self.target);
        Self::described_by(cargo)
    }

    fn described_by(mut command: Command) -> Result<Self, Failure> {
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let output = command
            .output()
            .map_err(|error| Failure::said(format!("cargo cannot be started: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Failure::said(format!("cargo cannot read the workspace:\n{said}")));
        }
        let described: Description = serde_json::from_slice(&output.stdout)
            .map_err(|error| Failure::said(format!("cargo describes the workspace unexpectedly: {error}")))?;
        let folder = described.workspace_root.join("functions");
        let packages = described.packages.iter();
        let on_dynamodb = packages.filter(|package| package.features.contains_key(DYNAMODB_TESTS));
        let on_dynamodb = on_dynamodb.map(|package| package.name.clone()).collect();
        let is_function = |package: &Package| package.manifest_path.starts_with(&folder) && package.has_binary();
        let functions: Vec<Package> = described.packages.into_iter().filter(is_function).collect();
        let local = functions
            .iter()
            .filter(|package| package.features.contains_key(LOCAL_FEATURE));
        let local: Vec<String> = local
            .map(|package| format!("{}/{LOCAL_FEATURE}", package.name))
            .collect();
        Ok(Self {
            on_dynamodb,
            local_features: local.join(","),
            functions: functions.into_iter().map(|package| package.name).collect(),
            watch_router: described.metadata["lambda"]["watch"]["router"].clone(),
            root: described.workspace_root,
            target: described.target_directory,
        })
    }

    /// Whether there is a function of this name.
    pub(crate) fn has(&self, function: &str) -> bool {
        self.functions.iter().any(|known| known == function)
    }

    /// Method and path of each route of a function.
    pub(crate) fn routes(&self, function: &str) -> Vec<(String, String)> {
        let routes = routes::of_watch_router(&self.watch_router).unwrap_or_default();
        let own = routes.into_iter().filter(|route| route.function == function);
        own.map(|route| (route.method, route.path)).collect()
    }

    /// `cargo` with these arguments, at the root of the workspace.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Builds the programs around the functions: the stand-in and the gateway. All members are
    /// selected, as wherever functions are built: with fewer, features would differ.
    pub(crate) fn build_servers(&self) -> Command {
        let mut command = self.cargo(&["build", "--bin", "stand-in", "--bin", "gateway"]);
        command.args(["--features", &self.local_features]);
        command
    }

    /// Builds the functions too, for this machine.
    pub(crate) fn build(&self) -> Command {
        let mut command = self.build_servers();
        for function in &self.functions {
            command.args(["--bin", function]);
        }
        command
    }

    /// The stand-in that [`Self::build_servers`] made.
    pub(crate) fn stand_in(&self) -> Command {
        Command::new(self.built("stand-in"))
    }

    /// A program that was built for this machine.
    pub(crate) fn built(&self, program: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The folder of what `cargo xtask dev` keeps whose functions answer at `port`: another one, of
    /// another port, has a registry, accounts, keys and calls of its own.
    pub(crate) fn dev_folder(&self, port: u16) -> PathBuf {
        self.scratch().join(port.to_string())
    }

    /// The folder for what these commands write.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A path as it is best shown: relative to the root where it lies below it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// The feature that switches on tests that are nothing without a DynamoDB.
pub(crate) const DYNAMODB_TESTS: &str = "dynamodb-tests";

/// A path as it may stand in a file of variables, where a backslash before n would be changed;
/// Windows takes either slash.
pub(crate) fn in_a_variable(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

#[derive(Deserialize)]
struct Description {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
    #[serde(default)]
    metadata: Value,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    features: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

impl Package {
    fn has_binary(&self) -> bool {
        self.targets
            .iter()
            .any(|target| target.kind.iter().any(|kind| kind == "bin"))
    }
}
