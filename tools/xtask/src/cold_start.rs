//! The start of a release binary, timed from the system call that starts it. Linux only.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::accounts::FUNCTION;
use crate::cargo::Workspace;
use crate::cargo_lambda::release_binary;
use crate::event::event;
use crate::failure::Failure;
use crate::ports;
use crate::process::{self, Running};
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;
use crate::steps::now;
use crate::tools::Installed;

/// Milliseconds from exec to the first poll, the median of 20; every upstream refuses connections.
pub(crate) fn without_network(workspace: &Workspace, function: &str) -> Result<f64, Failure> {
    let nobody = format!("http://127.0.0.1:{}", ports::free()?);
    let api = RuntimeApi::start(&json!({}))?;
    median(STARTS, || {
        let (start, _running) = start(workspace, function, &api, &platform_at(&nobody))?;
        Ok(milliseconds(start, api.first_poll()?))
    })
}

/// Megabytes of the archive that is uploaded.
pub(crate) fn zipped(workspace: &Workspace, aws: &Installed, function: &str) -> Result<f64, Failure> {
    let archive = workspace.scratch().join(format!("{function}.zip"));
    let mut zip = aws.command("python");
    zip.args(["-m", "zipfile", "-c"])
        .arg(&archive)
        .arg(release_binary(workspace, function));
    let log = workspace.scratch().join("log").join("zip.log");
    let is_zipped = process::run_quiet("Python", zip, &log)?.succeeded;
    match std::fs::metadata(&archive) {
        Ok(file) if is_zipped => Ok(f64::from(u32::try_from(file.len()).unwrap_or(u32::MAX)) / 1_000_000.0),
        _ => Err(Failure::said(format!(
            "{function} could not be zipped; see {}",
            workspace.shown(&log)
        ))),
    }
}

/// Milliseconds of a cold start whose three hops need one another: secret, access token, key set.
pub(crate) struct Cold {
    pub(crate) from_exec: f64,
    pub(crate) from_event: f64,
    /// The three hops by themselves.
    pub(crate) hops: f64,
}

pub(crate) fn with_slow_hops(workspace: &Workspace, stand_in: &StandIn) -> Result<Cold, Failure> {
    stand_in.delay("token", HOP)?;
    stand_in.delay("keys", HOP)?;
    stand_in.delay("secrets", HOP)?;
    let token = stand_in.session_token("tenant-bikes")?;
    let api = RuntimeApi::start(&event(
        workspace,
        "connect-tenant-get-session-id",
        &[("session-token", &token)],
    )?)?;
    let mut from_event = Vec::new();
    let from_exec = median(COLD_STARTS, || {
        let (start, _running) = start(workspace, "connect-tenant", &api, &platform_at(&stand_in.url))?;
        let handed_out = api.first_poll()?;
        let (answered, answer) = api.answer()?;
        if answer["statusCode"] != 200 {
            return Err(Failure::said(format!("the first answer was {answer}")));
        }
        from_event.push(milliseconds(handed_out, answered));
        Ok(milliseconds(start, answered))
    })?;
    Ok(Cold {
        from_exec,
        from_event: middle(from_event),
        hops: 3.0 * HOP.as_secs_f64() * 1000.0,
    })
}

/// Variables by which a function finds AWS and the platform there.
pub(crate) fn platform_at(url: &str) -> [(&'static str, &str); 3] {
    [("AWS_ENDPOINT_URL", url), ("JTL_AUTH_URL", url), ("JTL_API_URL", url)]
}

/// Starts a function in an environment of nothing but what it is given.
pub(crate) fn start(
    workspace: &Workspace,
    function: &str,
    api: &RuntimeApi,
    variables: &[(&str, &str)],
) -> Result<(Instant, Running), Failure> {
    api.forget();
    let program = Command::new(release_binary(workspace, function));
    let mut command = on_lambda(program, function, &api.address());
    command.env("CREDENTIALS_SECRET_ID", "jtl-cloud-app/bench");
    if function == FUNCTION {
        command.envs([
            ("ACCOUNT_ISSUER", "https://app.example"),
            ("ACCOUNT_KEYS_SECRET_ID", "jtl-cloud-app/bench"),
            ("ACCOUNTS_STORE", "dynamodb:jtl-cloud-app-bench"),
        ]);
        command.env_remove("CREDENTIALS_SECRET_ID");
    }
    command.envs(variables.iter().copied());
    exec(function, command)
}

/// `command` with an environment of nothing but what Lambda gives.
pub(crate) fn on_lambda(mut command: Command, function: &str, runtime_api: &str) -> Command {
    command.env_clear().stdout(Stdio::null()).stderr(Stdio::null()).envs([
        ("AWS_LAMBDA_RUNTIME_API", runtime_api),
        ("AWS_LAMBDA_FUNCTION_NAME", function),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ]);
    // Amazon Linux keeps its roots in one file. Debian has each of them in a file of its own as
    // well, and reads all of those too unless it is told not to: 3 ms more.
    if let Some(roots) = ROOTS.iter().find(|path| Path::new(path).is_file()) {
        command.env("SSL_CERT_FILE", roots);
    }
    command
}

/// Starts a program, and notes when.
pub(crate) fn exec(name: &str, command: Command) -> Result<(Instant, Running), Failure> {
    let start = now();
    Ok((start, Running::start(name, command)?))
}

pub(crate) fn median(times: usize, mut measure: impl FnMut() -> Result<f64, Failure>) -> Result<f64, Failure> {
    // The first start reads the binary from the disk.
    measure()?;
    (0..times)
        .map(|_| measure())
        .collect::<Result<Vec<f64>, Failure>>()
        .map(middle)
}

pub(crate) fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub(crate) fn milliseconds(from: Instant, to: Instant) -> f64 {
    to.duration_since(from).as_secs_f64() * 1000.0
}

const STARTS: usize = 20;
const COLD_STARTS: usize = 5;
const HOP: Duration = Duration::from_millis(50);

/// Paths at which Debian and Amazon Linux keep all root certificates in one file.
const ROOTS: [&str; 2] = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
