//! The contract test: schemathesis reads `docs/openapi.json`, makes requests of it, right ones and wrong ones,
//! and holds the answers of the local gateway against it. The checks are in `contract/schemathesis.toml`.

mod outcome;
mod requests;

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::accounts::FUNCTION as ACCOUNT;
use crate::cargo::Workspace;
use crate::e2e::local_server::variables;
use crate::edit;
use crate::failure::Failure;
use crate::gateway;
use crate::local::Local;
use crate::local_server::LocalServer;
use crate::openapi::DOCUMENT;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::{self, Steps};
use crate::tools::{Installed, SCHEMATHESIS};
use outcome::{answered, failures, judged, unusable};
use requests::{of_the_accounts, of_the_tenant};

/// The contract test and what it needs, apart from all other steps.
pub(crate) fn alone(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.program("debug build", workspace.build())?;
    let log = process::log_file(&steps.log("stand-in"))?;
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, log)?;
    try_out(steps, &stand_in)
}

/// The contract test, after the debug build.
pub(crate) fn try_out(steps: &mut Steps<'_>, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let schemathesis = SCHEMATHESIS.install(workspace)?;
    let log = process::log_file(&steps.log("gateway-contract"))?;
    let mut server = start(workspace, stand_in, log)?;
    server.first_answer("/health", &[])?;
    let token = stand_in.session_token(TENANT)?;
    let start = steps::now();
    let others = Run {
        start,
        selected: ["--exclude-tag", ACCOUNT],
        token: &token,
        requests: of_the_tenant(&mut server, workspace, &token)?,
    };
    others.step(steps, &schemathesis, &server, "contract, by schemathesis")?;
    if workspace.has(ACCOUNT) {
        let (token, requests) = of_the_accounts(&server)?;
        let accounts = Run {
            start,
            selected: ["--include-tag", ACCOUNT],
            token: &token,
            requests,
        };
        accounts.step(
            steps,
            &schemathesis,
            &server,
            "contract of the accounts, by schemathesis",
        )?;
    }
    Ok(())
}

/// The gateway before functions that keep nothing yet.
fn start(
    workspace: &Workspace,
    stand_in: &StandIn,
    log: (std::process::Stdio, std::process::Stdio),
) -> Result<LocalServer, Failure> {
    let folder = workspace.scratch().join("contract");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    }
    let port = ports::free()?;
    let local = Local::in_folder(workspace, &folder, port)?.with_files_in(&folder);
    gateway::start(workspace, port, &variables(stand_in, &local), log)
}

/// One run of schemathesis, with one token.
struct Run<'a> {
    /// Start of the first run.
    start: Instant,
    selected: [&'a str; 2],
    token: &'a str,
    /// Requests that must be let in, by operation.
    requests: Value,
}

impl Run<'_> {
    fn step(
        &self,
        steps: &mut Steps<'_>,
        schemathesis: &Installed,
        server: &LocalServer,
        name: &str,
    ) -> Result<(), Failure> {
        let workspace = steps.workspace;
        let log = steps.log(name);
        let answers = workspace.scratch().join("contract").join("answers.json");
        let mut program = schemathesis.command("schemathesis");
        let configuration = workspace.root.join(CONFIGURATION);
        program
            .arg("--config-file")
            .arg(configuration)
            .args(["--no-color", "run", "--url", &server.url])
            .args(self.selected)
            .arg(workspace.root.join(DOCUMENT))
            .current_dir(workspace.scratch().join("contract"))
            .env("SCHEMATHESIS_HOOKS", workspace.root.join(HOOKS))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_PROXY", "127.0.0.1")
            .env("CONTRACT_TOKEN", self.token)
            .env("CONTRACT_REQUESTS", self.requests.to_string())
            .env("CONTRACT_ANSWERS", &answers);
        steps.step(name, || {
            let left = LIMIT.saturating_sub(self.start.elapsed());
            let finished = process::run_within(left, "schemathesis", program, &log)?;
            if !finished.succeeded {
                return Err(Failure::said(failures(&finished.output)));
            }
            judged(&document(workspace)?, &answered(&answers)?, self.selected)
        })
    }
}

fn document(workspace: &Workspace) -> Result<Value, Failure> {
    serde_json::from_str(&edit::read(workspace, DOCUMENT)?)
        .map_err(|error| Failure::said(format!("{DOCUMENT} cannot be read: {error}")))
}

const CONFIGURATION: &str = "tools/xtask/contract/schemathesis.toml";
const HOOKS: &str = "tools/xtask/contract/hooks.py";
const TENANT: &str = "tenant-bikes";

/// Time of both runs together; they take half a minute on two cores.
const LIMIT: Duration = Duration::from_mins(2);
