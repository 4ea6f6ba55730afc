//! AWS's own Lambda emulator, out of the wheel of aws-sam-cli, around one release binary. Linux only.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::cargo::Workspace;
use crate::cargo_lambda::release_binary;
use crate::failure::Failure;
use crate::http;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};
use crate::tools::Installed;
use crate::variables;

pub(crate) struct Emulator {
    running: Running,
    url: String,
    function: String,
}

impl Emulator {
    /// Starts the emulator; it starts the function at its first event.
    pub(crate) fn start(
        workspace: &Workspace,
        aws: &Installed,
        function: &str,
        variables: &[(&str, &str)],
        log: &Path,
    ) -> Result<Self, Failure> {
        let (port, runtime_port) = (ports::free()?, ports::free()?);
        let mut command = Command::new(program(aws)?);
        let (out, err) = process::log_file(log)?;
        command
            .args(["--runtime-interface-emulator-address", &format!("127.0.0.1:{port}")])
            .args(["--runtime-api-address", &format!("127.0.0.1:{runtime_port}")])
            .arg(release_binary(workspace, function))
            .current_dir(&workspace.root)
            .stdout(out)
            .stderr(err);
        for variable in variables::of_the_functions() {
            command.env_remove(variable);
        }
        command
            .env("AWS_LAMBDA_FUNCTION_NAME", function)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .envs(variables.iter().copied());
        let mut emulator = Self {
            running: Running::start("aws-lambda-rie", command)?,
            url: format!("http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"),
            function: function.to_owned(),
        };
        for _ in 0..TRIES {
            emulator.running.must_run()?;
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(emulator);
            }
            interrupt::pause(POLL)?;
        }
        Err(Failure::said("aws-lambda-rie does not listen"))
    }

    /// The function's answer to any event; for an error `errorType` and `errorMessage`.
    pub(crate) fn ask(&self, event: &Value) -> Result<Value, Failure> {
        let answer = http::post(&self.url, &[], &event.to_string(), LIMIT)
            .map_err(|error| Failure::said(format!("{} does not answer: {error}", self.function)))?;
        Ok(answer.json())
    }

    /// The function's answer to a request that API Gateway hands on.
    pub(crate) fn invoke(&self, event: &Value) -> Result<Reply, Failure> {
        let payload = self.ask(event)?;
        let Some(status) = payload["statusCode"].as_u64() else {
            return Err(Failure::said(format!("{} answers no HTTP: {payload}", self.function)));
        };
        let body = payload["body"].as_str().unwrap_or_default();
        Ok(Reply {
            status,
            body: serde_json::from_str(body).unwrap_or_default(),
            headers: payload["headers"].clone(),
        })
    }

    /// The resident memory of the function's process, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64, Failure> {
        child_of(self.running.id())
            .and_then(resident_kib)
            .ok_or_else(|| Failure::said(format!("the process of {} cannot be found", self.function)))
    }
}

/// An answer that came back through the emulator.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u64,
    pub(crate) body: Value,
    /// Names in lower case.
    pub(crate) headers: Value,
}

/// `VmRSS` of a process of this machine.
pub(crate) fn resident_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

fn child_of(parent: u32) -> Option<u32> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let mut ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.find(|id| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let of_parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
        of_parent.and_then(|id| id.trim().parse().ok()) == Some(parent)
    })
}

fn program(aws: &Installed) -> Result<PathBuf, Failure> {
    let architecture = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        other => other,
    };
    let name = format!("aws-lambda-rie-{architecture}");
    let path = aws
        .package("samcli")
        .map(|package| package.join("local").join("rapid").join(name));
    let path = path.filter(|path| path.is_file());
    path.ok_or_else(|| Failure::said("aws-sam-cli was installed without AWS's Lambda emulator"))
}

const POLL: Duration = Duration::from_millis(20);
const TRIES: u32 = 500;
const LIMIT: Duration = Duration::from_secs(30);
