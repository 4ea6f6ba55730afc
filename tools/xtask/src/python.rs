//! The Python 3 of this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::tools::BIN;

pub(crate) struct Python {
    /// The program and what precedes its own arguments.
    words: &'static [&'static str],
}

impl Python {
    pub(crate) fn find() -> Result<Self, Failure> {
        NAMES
            .iter()
            .map(|words| Self { words })
            .find(Self::is_python_3)
            .ok_or_else(|| {
                Failure::said(
                    "Python 3 is needed to install cargo-lambda and the other tools, and none of \
                     python3, python and py starts one. Install Python 3.9 or newer (python.org, \
                     or on Debian: apt-get install python3 python3-venv), then run this again",
                )
            })
    }

    /// Makes a virtual environment and returns the command for its `pip`.
    pub(crate) fn virtual_environment(&self, folder: &Path, log: &Path) -> Result<Command, Failure> {
        let mut whole = self.command(&["-m", "venv"]);
        whole.arg(folder);
        if process::run_quiet("Python", whole, log)?.succeeded {
            let mut pip = Command::new(interpreter(folder));
            pip.args(["-m", "pip"]);
            return Ok(pip);
        }
        self.virtual_environment_of_debian(folder, log)
    }

    /// Debian takes `ensurepip` out of Python, so `venv` fails there unless python3-venv is
    /// installed; the system's own pip can serve an environment without one.
    fn virtual_environment_of_debian(&self, folder: &Path, log: &Path) -> Result<Command, Failure> {
        let _ = std::fs::remove_dir_all(folder);
        let mut bare = self.command(&["-m", "venv", "--without-pip"]);
        bare.arg(folder);
        let has_folder = process::run_quiet("Python", bare, log)?.succeeded;
        let has_pip =
            has_folder && process::run_quiet("pip", self.command(&["-m", "pip", "--version"]), log)?.succeeded;
        if !has_pip {
            return Err(Failure::said(
                "this Python can make no virtual environment; on Debian and Ubuntu install its \
                 missing part with `apt-get install python3-venv`, then run this again",
            ));
        }
        let mut pip = self.command(&["-m", "pip", "--python"]);
        pip.arg(interpreter(folder));
        Ok(pip)
    }

    fn is_python_3(&self) -> bool {
        // Windows has a `python3` that only opens its shop: it prints no version.
        let version = "import sys; print(sys.version_info >= (3, 9))";
        self.command(&["-c", version])
            .output()
            .is_ok_and(|output| output.stdout.starts_with(b"True"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.words[0]);
        command.args(&self.words[1..]).args(arguments);
        command
    }
}

fn interpreter(folder: &Path) -> PathBuf {
    folder.join(BIN).join(format!("python{}", std::env::consts::EXE_SUFFIX))
}

const NAMES: [&[&str]; 3] = [&["python3"], &["python"], &["py", "-3"]];
