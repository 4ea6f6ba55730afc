//! Steps that are run in order, one line each, the first failure ending it all.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;
use crate::node;
use crate::process::{self, Finished};

pub(crate) struct Steps<'a> {
    pub(crate) workspace: &'a Workspace,
    passed: u32,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(workspace: &'a Workspace) -> Self {
        Self { workspace, passed: 0 }
    }

    /// Runs one step. What it returns stands beside its line, so a figure can be shown.
    pub(crate) fn step(&mut self, name: &str, run: impl FnOnce() -> Result<String, Failure>) -> Result<(), Failure> {
        let start = now();
        let outcome = run();
        let took = shown(start.elapsed());
        match &outcome {
            Ok(note) => {
                self.passed += 1;
                say(format!(
                    "ok      {took}  {name}{}{note}",
                    if note.is_empty() { "" } else { ": " }
                ));
            }
            Err(Failure::Said(_)) => say(format!("FAILED  {took}  {name}")),
            Err(Failure::Interrupted) => {}
        }
        outcome.map(drop)
    }

    /// A step that needs Node: skipped in one line where there is none, or failed where it is required.
    pub(crate) fn with_node(
        &mut self,
        name: &str,
        is_required: bool,
        run: impl FnOnce() -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        match node::is_missing(node::OLDEST_NODE) {
            None => self.step(name, run),
            Some(reason) if is_required => self.step(name, || Err(Failure::said(reason))),
            Some(reason) => {
                skip(name, &reason);
                Ok(())
            }
        }
    }

    /// A step that is a program, which fails with the program's output.
    pub(crate) fn program(&mut self, name: &str, command: Command) -> Result<(), Failure> {
        self.judged(name, command, |finished| {
            if finished.succeeded { Ok(String::new()) } else { Err(()) }
        })
    }

    /// A step that is a program, whose end and output `judge` looks at.
    pub(crate) fn judged(
        &mut self,
        name: &str,
        command: Command,
        judge: impl FnOnce(&Finished) -> Result<String, ()>,
    ) -> Result<(), Failure> {
        let log = self.log(name);
        self.step(name, || {
            let finished = process::run_quiet(name, command, &log)?;
            judge(&finished).map_err(|()| Failure::said(finished.output))
        })
    }

    /// Ends with the tally. A failure's own text comes first.
    pub(crate) fn conclude(self, outcome: Result<(), Failure>) -> Result<(), Failure> {
        let passed = self.passed;
        match outcome {
            Ok(()) => {
                say(format!("\n{passed} passed, 0 failed"));
                Ok(())
            }
            Err(Failure::Said(text)) => {
                say(format!("\n{}\n\n{passed} passed, 1 failed", text.trim_end()));
                Err(Failure::said("the step above failed; what follows it was not run"))
            }
            Err(Failure::Interrupted) => Err(Failure::Interrupted),
        }
    }

    /// Runs steps on another workspace, in the same tally.
    pub(crate) fn within(
        &mut self,
        workspace: &Workspace,
        run: impl FnOnce(&mut Steps<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let passed = self.passed;
        let mut inner = Steps { workspace, passed };
        let outcome = run(&mut inner);
        self.passed = inner.passed;
        outcome
    }

    /// File to which the output of a step goes.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        let file: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        self.workspace.scratch().join("log").join(file + ".log")
    }
}

/// Says that a step is not run, and why.
pub(crate) fn skip(name: &str, reason: &str) {
    say(format!("skipped          {name}: {reason}"));
}

#[expect(
    clippy::disallowed_methods,
    reason = "durations are only shown; nothing is decided by them"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

fn shown(duration: Duration) -> String {
    format!("{:6.1} s", duration.as_secs_f64())
}
