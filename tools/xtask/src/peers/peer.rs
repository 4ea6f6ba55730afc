//! A server of `GET /api/connect-tenant` on Lambda's runtime API.

use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cold_start::{exec, on_lambda};
use crate::emulator;
use crate::failure::Failure;
use crate::process::Running;
use crate::runtime_api::Invoker;

#[derive(Clone)]
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    /// Script of an interpreter.
    pub(super) script: Option<PathBuf>,
    /// Variables besides those that Lambda gives.
    pub(super) variables: Vec<(&'static str, String)>,
    /// File to whose end goes what it says of errors.
    pub(super) log: PathBuf,
}

impl Peer {
    /// Starts it with these variables in place of its own of the same names.
    pub(super) fn start(
        &self,
        runtime_api: &str,
        variables: &[(&'static str, String)],
    ) -> Result<(Instant, Running), Failure> {
        let mut program = Command::new(&self.program);
        program.args(&self.script);
        let mut command = on_lambda(program, "connect-tenant", runtime_api);
        if let Ok(log) = OpenOptions::new().append(true).open(&self.log) {
            command.stderr(log);
        }
        let all = self.variables.iter().chain(variables);
        command.envs(all.map(|(name, value)| (name, value)));
        exec(self.name, command)
    }

    pub(super) fn with(&self, variables: &[(&'static str, String)]) -> Self {
        let mut with = self.clone();
        with.variables.extend_from_slice(variables);
        with
    }
}

/// An execution environment, which answers one event after the other.
pub(super) struct Environment {
    name: &'static str,
    invoker: Invoker,
    running: Running,
}

impl Environment {
    pub(super) fn start(peer: &Peer) -> Result<Self, Failure> {
        let invoker = Invoker::start()?;
        let (_, running) = peer.start(&invoker.address(), &[])?;
        Ok(Self {
            name: peer.name,
            invoker,
            running,
        })
    }

    /// Time that a function took for an event, whose answer must have this status.
    pub(super) fn invoke(&self, event: &Value, status: u64) -> Result<(Duration, Value), Failure> {
        let (took, answer) = self.invoker.invoke(event)?;
        if answer["statusCode"] == status {
            return Ok((took, answer));
        }
        let name = self.name;
        Err(Failure::said(format!("{name} answered {answer} in place of {status}")))
    }

    /// Status of the answer to an event.
    pub(super) fn status(&self, event: &Value) -> Result<Option<u64>, Failure> {
        let (_, answer) = self.invoker.invoke(event)?;
        Ok(answer["statusCode"].as_u64())
    }

    /// Resident memory, in MB.
    pub(super) fn resident(&self) -> Result<f64, Failure> {
        let kib = emulator::resident_kib(self.running.id());
        let kib = kib.and_then(|kib| u32::try_from(kib).ok()).map(f64::from);
        kib.map(|kib| kib / 1024.0)
            .ok_or_else(|| Failure::said(format!("the process of {} cannot be found", self.name)))
    }
}
