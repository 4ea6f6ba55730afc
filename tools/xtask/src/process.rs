//! Programs that are started, watched, and ended together with all that they started.

use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::failure::Failure;
use crate::interrupt;
use crate::steps;

/// A program that runs beside this one and ends, with its children, when this value is dropped.
pub(crate) struct Running {
    name: String,
    child: Box<dyn ChildWrapper>,
}

impl Running {
    /// Starts a program whose output goes where `command` says.
    pub(crate) fn start(name: &str, mut command: Command) -> Result<Self, Failure> {
        command.stdin(Stdio::null());
        let mut wrapped = CommandWrap::from(command);
        // A process group of its own also keeps the terminal's Ctrl-C away from the program: it
        // ends when this value says so, not halfway through an answer.
        #[cfg(unix)]
        wrapped.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        wrapped.wrap(process_wrap::std::JobObject);
        match wrapped.spawn() {
            Ok(child) => Ok(Self {
                name: name.to_owned(),
                child,
            }),
            Err(error) => Err(Failure::said(format!("{name} cannot be started: {error}"))),
        }
    }

    /// Fails when the program is no longer running.
    pub(crate) fn must_run(&mut self) -> Result<(), Failure> {
        match self.ended()? {
            None => Ok(()),
            Some(status) => {
                let name = &self.name;
                Err(Failure::said(format!(
                    "{name} ended by itself ({status}); its last lines say why"
                )))
            }
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>, Failure> {
        let name = &self.name;
        self.child
            .try_wait()
            .map_err(|error| Failure::said(format!("cannot see whether {name} still runs: {error}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked first: cargo-lambda ends the functions itself, which run in groups of their own.
        #[cfg(unix)]
        if self.child.signal(SIGTERM).is_ok() {
            for _ in 0..GRACE.as_millis() / POLL.as_millis() {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    break;
                }
                std::thread::sleep(POLL);
            }
        }
        let _ = self.child.start_kill();
        let _ = self.child.wait();
    }
}

/// Outcome of a program that ran to its end.
pub(crate) struct Finished {
    pub(crate) succeeded: bool,
    /// Both its streams, in the order written; empty when they went to the terminal.
    pub(crate) output: String,
}

/// Runs a program to its end, its output going to the terminal.
pub(crate) fn run_shown(name: &str, command: Command) -> Result<Finished, Failure> {
    let succeeded = finish(Running::start(name, command)?)?;
    Ok(Finished {
        succeeded,
        output: String::new(),
    })
}

/// Runs a program to its end, its output going to the file `log`.
pub(crate) fn run_quiet(name: &str, command: Command, log: &Path) -> Result<Finished, Failure> {
    run_within(Duration::MAX, name, command, log)
}

/// The same with a program that may take no longer than `limit`, and is ended then.
pub(crate) fn run_within(limit: Duration, name: &str, mut command: Command, log: &Path) -> Result<Finished, Failure> {
    let (out, err) = log_file(log)?;
    command.stdout(out).stderr(err);
    let succeeded = finish_within(limit, name, Running::start(name, command)?)?;
    let output = std::fs::read(log).unwrap_or_default();
    Ok(Finished {
        succeeded,
        output: String::from_utf8_lossy(&output).into_owned(),
    })
}

/// An emptied file at `path`, for both streams of a program.
pub(crate) fn log_file(path: &Path) -> Result<(Stdio, Stdio), Failure> {
    let both = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = File::create(path)?;
        Ok((file.try_clone()?.into(), file.into()))
    };
    both().map_err(|error: std::io::Error| Failure::said(format!("cannot write {}: {error}", path.display())))
}

fn finish(running: Running) -> Result<bool, Failure> {
    finish_within(Duration::MAX, "", running)
}

fn finish_within(limit: Duration, name: &str, mut running: Running) -> Result<bool, Failure> {
    let start = steps::now();
    while start.elapsed() < limit {
        if let Some(status) = running.ended()? {
            return Ok(status.success());
        }
        interrupt::pause(POLL)?;
    }
    Err(Failure::said(format!(
        "{name} was ended, as it took longer than {} s",
        limit.as_secs()
    )))
}

const POLL: Duration = Duration::from_millis(20);

/// Time that a program may take to end by itself before it is killed.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(5);

#[cfg(unix)]
const SIGTERM: i32 = 15;

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended_and_named() {
        let log = std::env::temp_dir().join(format!("xtask-{}-sleep.log", std::process::id()));
        let sleeper = || {
            let mut command = Command::new("sleep");
            command.arg("600");
            command
        };
        let Err(Failure::Said(sentence)) = run_within(Duration::ZERO, "the sleeper", sleeper(), &log) else {
            panic!("it was let run");
        };
        assert!(sentence.starts_with("the sleeper was ended"), "{sentence}");
        let finished = run_within(Duration::MAX, "true", Command::new("true"), &log)
            .ok()
            .unwrap();
        assert!(finished.succeeded);
        let _ = std::fs::remove_file(&log);
    }
}
