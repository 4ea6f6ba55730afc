//! A DynamoDB on this machine that is atomic for single items, as moto is not: npm's dynalite, a process
//! of its own. Needs Node.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::aws_json;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::interrupt;
use crate::node::Package;
use crate::ports;
use crate::process::{self, Running};

pub(crate) struct Dynalite {
    running: Running,
    pub(crate) url: String,
}

impl Dynalite {
    /// Starts it and waits until it answers.
    pub(crate) fn start(workspace: &Workspace, log: &Path) -> Result<Self, Failure> {
        let port = ports::free()?;
        let mut command = Package::install(workspace, "dynalite", SOURCE)?.node(&["dynalite.mjs"])?;
        let (out, err) = process::log_file(log)?;
        command.arg(port.to_string()).stdout(out).stderr(err);
        let mut dynalite = Self {
            running: Running::start("dynalite", command)?,
            url: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..TRIES {
            dynalite.running.must_run()?;
            if aws_json::call(&dynalite.url, "dynamodb", "DynamoDB_20120810.ListTables", &json!({})).is_ok() {
                return Ok(dynalite);
            }
            interrupt::pause(POLL)?;
        }
        Err(Failure::said(format!("dynalite does not answer at {}", dynalite.url)))
    }

    /// A table of warm values, as the template makes it.
    pub(crate) fn make_warm_store(&self, table: &str) -> Result<(), Failure> {
        aws_json::make_table(&self.url, table, &["pk"])
    }
}

const SOURCE: &str = "tools/xtask/dynalite";
const POLL: Duration = Duration::from_millis(50);
const TRIES: u32 = 200;
