//! The program of a function, and its start as an execution environment.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::output::Output;
use super::process::Process;

/// An executable as it was when it was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    path: PathBuf,
    changed: Option<SystemTime>,
    bytes: u64,
}

/// Settings of a function in the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) timeout: Duration,
    pub(crate) memory_megabytes: u64,
}

/// Things that all environments have in common.
pub(crate) struct Host {
    pub(crate) runtime_api: SocketAddr,
    /// The working directory.
    pub(crate) root: PathBuf,
    /// Variables besides those of the gateway's own environment.
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) output: Arc<Output>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Host")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Program {
    pub(crate) fn at(path: &Path) -> Self {
        let metadata = fs::metadata(path).ok();
        Self {
            path: path.to_owned(),
            changed: metadata.as_ref().and_then(|metadata| metadata.modified().ok()),
            bytes: metadata.map_or(0, |metadata| metadata.len()),
        }
    }

    /// Starts the program as Lambda does, except that its address has a path: the function's name and
    /// the number of this environment.
    pub(crate) fn start(&self, function: &str, number: u64, settings: Settings, host: &Host) -> io::Result<Process> {
        let mut command = Command::new(self.startable(function, number, host)?);
        command
            .current_dir(&host.root)
            .env(
                "AWS_LAMBDA_RUNTIME_API",
                // Runtimes that are given a path want the scheme too.
                format!("http://{}/{function}/{number}", host.runtime_api),
            )
            .env("AWS_LAMBDA_FUNCTION_NAME", function)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", settings.memory_megabytes.to_string())
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{function}"))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", number.to_string())
            .env("_HANDLER", "bootstrap")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .envs(self::variables(host))
            .stdout(Stdio::piped());
        let mut process = Process::start(command)?;
        if let Some(stdout) = process.take_stdout() {
            host.output.read(function, stdout);
        }
        Ok(process)
    }

    /// A copy on Windows, where cargo could not replace an executable that runs.
    fn startable(&self, function: &str, number: u64, host: &Host) -> io::Result<PathBuf> {
        if !cfg!(windows) {
            return Ok(self.path.clone());
        }
        let folder = self
            .path
            .with_file_name("gateway")
            .join(host.runtime_api.port().to_string());
        fs::create_dir_all(&folder)?;
        // Those that have ended since can go; the others cannot, which is no harm.
        for old in fs::read_dir(&folder)?.flatten() {
            let _ = fs::remove_file(old.path());
        }
        let copy = folder.join(format!("{function}-{number}.exe"));
        fs::copy(&self.path, &copy)?;
        Ok(copy)
    }
}

fn variables(host: &Host) -> impl Iterator<Item = (&str, &str)> {
    host.variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}
