//! DynamoDB on this machine, played by dynalite: single items, whose conditions and writes are one step.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::aws_json;
use crate::failure::Failure;
use crate::interrupt;
use crate::node::Package;
use crate::ports;
use crate::process::{self, Running};

pub(crate) struct Dynalite {
    _running: Running,
    pub(crate) url: String,
}

impl Dynalite {
    /// Starts the one among these packages, and waits until it answers.
    pub(crate) fn start(package: &Package, log: &Path) -> Result<Self, Failure> {
        let port = ports::free()?;
        let mut command = package.node(&[])?;
        let (out, err) = process::log_file(log)?;
        command
            .arg(package.folder().join("node_modules/dynalite/cli.js"))
            .args([
                "--host",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--createTableMs",
                "0",
            ])
            .stdout(out)
            .stderr(err);
        let mut running = Running::start("dynalite", command)?;
        let url = format!("http://127.0.0.1:{port}");
        let mut tries = 0;
        while let Err(failure) = aws_json::call(&url, "dynamodb", "DynamoDB_20120810.ListTables", &json!({})) {
            running.must_run()?;
            tries += 1;
            if tries == TRIES {
                return Err(failure);
            }
            interrupt::pause(POLL)?;
        }
        Ok(Self { _running: running, url })
    }

    /// A table with these keys, one or two texts, as the template makes it.
    pub(crate) fn make_table(&self, name: &str, keys: &[&str]) -> Result<(), Failure> {
        aws_json::make_table(&self.url, name, keys)
    }
}

const POLL: Duration = Duration::from_millis(100);
const TRIES: u32 = 300;
