//! One `cargo build` for all functions, read message by message.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::metadata::{Metadata, Target};
use crate::Say;
use crate::lambda::process::Process;

/// Outcome of a build: each function's executable, or why there is none.
pub(crate) type Built = BTreeMap<String, Result<PathBuf, String>>;

/// A build that can be ended from elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Cargo(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    running: Option<Process>,
    has_ended: bool,
}

#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-artifact")]
    Artifact {
        target: Target,
        executable: Option<PathBuf>,
    },
    #[serde(rename = "compiler-message")]
    Diagnosed {
        manifest_path: PathBuf,
        message: Diagnostic,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

impl Cargo {
    /// Builds the functions. Its progress, unless it is quiet, goes to standard error, what the compiler
    /// says to `say`.
    pub(crate) fn build(
        &self,
        root: &Path,
        metadata: &Metadata,
        functions: &[String],
        feature: Option<&str>,
        is_quiet: bool,
        say: &Say,
    ) -> Built {
        let mut built = Built::new();
        let (known, unknown): (Vec<&String>, Vec<&String>) = functions
            .iter()
            .partition(|function| metadata.package_of(function).is_some());
        for function in unknown {
            let why = format!("template.yaml names the function {function}, but no package has a binary of that name");
            built.insert(function.clone(), Err(why));
        }
        if known.is_empty() {
            return built;
        }
        let mut command = Command::new("cargo");
        command
            .args(["build", "--keep-going", "--message-format=json"])
            .args(is_quiet.then_some("--quiet"))
            .env("CARGO_TARGET_DIR", &metadata.target_directory)
            .current_dir(root);
        for function in &known {
            command.args(["--bin", function]);
            let package = metadata.package_of(function);
            if let Some((package, feature)) = package
                .zip(feature)
                .filter(|(package, feature)| package.has_feature(feature))
            {
                command.args(["--features", &format!("{}/{feature}", package.name)]);
            }
        }
        let said = self.run(command, say);
        for function in known {
            let outcome = said
                .executables
                .get(function)
                .cloned()
                .ok_or_else(|| said.why(function, metadata));
            built.insert(function.clone(), outcome);
        }
        built
    }

    /// Ends what runs, and lets nothing more begin.
    pub(crate) fn end(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.has_ended = true;
        state.running = None;
    }

    fn run(&self, mut command: Command, say: &Say) -> Said {
        command.stdout(Stdio::piped());
        let mut said = Said::default();
        let stdout = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if state.has_ended {
                return said;
            }
            match Process::start(command) {
                Ok(process) => state.running.insert(process).take_stdout(),
                Err(error) => {
                    said.errors
                        .push((PathBuf::new(), format!("cargo cannot be started: {error}")));
                    return said;
                }
            }
        };
        let lines = stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
        for line in lines.map_while(Result::ok) {
            said.hear(&line, say);
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).running = None;
        said
    }
}

/// Everything that one run of cargo said.
#[derive(Default)]
struct Said {
    executables: BTreeMap<String, PathBuf>,
    /// The manifest of a package, and an error in that package.
    errors: Vec<(PathBuf, String)>,
}

impl Said {
    fn hear(&mut self, line: &str, say: &Say) {
        match serde_json::from_str(line) {
            Ok(Message::Artifact {
                target,
                executable: Some(executable),
            }) => {
                self.executables.insert(target.name, executable);
            }
            Ok(Message::Diagnosed { manifest_path, message }) => {
                let text = message.rendered.unwrap_or_default();
                say(text.trim_end());
                if message.level.starts_with("error") {
                    self.errors.push((manifest_path, text));
                }
            }
            Ok(Message::Artifact { executable: None, .. } | Message::Other) | Err(_) => {}
        }
    }

    /// Errors of the function itself, else those of what it uses.
    fn why(&self, function: &str, metadata: &Metadata) -> String {
        let own = metadata.package_of(function).map(|package| &package.manifest_path);
        let (of_it, of_others): (Vec<_>, Vec<_>) = self.errors.iter().partition(|(manifest, _)| Some(manifest) == own);
        let errors = if of_it.is_empty() { of_others } else { of_it };
        if !errors.is_empty() {
            return errors
                .iter()
                .map(|(_, text)| text.as_str())
                .collect::<Vec<_>>()
                .join("\n");
        }
        // A build script's failure, say, which cargo tells on standard error alone.
        "cargo says why on the terminal".to_owned()
    }
}
