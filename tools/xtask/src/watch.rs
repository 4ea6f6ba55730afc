//! `cargo lambda watch`: the functions behind one local port, with the routes of the template.

use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::{self, TryRecvError};
use std::time::Duration;

use crate::cargo::Workspace;
use crate::cargo_lambda::CargoLambda;
use crate::failure::Failure;
use crate::http::{self, Answer};
use crate::interrupt;
use crate::process::Running;
use crate::variables;

pub(crate) struct Watch {
    running: Running,
    pub(crate) url: String,
}

impl Watch {
    /// Starts the local server and waits until it listens. It starts a function at its first call.
    pub(crate) fn start(
        lambda: &CargoLambda,
        workspace: &Workspace,
        port: u16,
        env_file: &Path,
        output: (Stdio, Stdio),
    ) -> Result<Self, Failure> {
        let port_text = port.to_string();
        let address = ["watch", "--invoke-address", "127.0.0.1", "--invoke-port", &port_text];
        let mut command = lambda.command(workspace, &address);
        command.args(["--features", &workspace.local_features]);
        command
            .arg("--env-file")
            .arg(env_file)
            .stdout(output.0)
            .stderr(output.1);
        // The functions take these from the file alone; one left over in the shell would mix in.
        for variable in variables::of_the_functions() {
            command.env_remove(variable);
        }
        let mut watch = Self {
            running: Running::start("cargo lambda watch", command)?,
            url: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..TRIES {
            watch.running.must_run()?;
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(watch);
            }
            interrupt::pause(POLL)?;
        }
        Err(Failure::said(format!(
            "cargo lambda watch does not listen at {}",
            watch.url
        )))
    }

    pub(crate) fn must_run(&mut self) -> Result<(), Failure> {
        self.running.must_run()
    }

    /// Asks a function that may have to be compiled first.
    pub(crate) fn first_answer(&mut self, path: &str, headers: http::Headers<'_>) -> Result<Answer, Failure> {
        let url = format!("{}{path}", self.url);
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let (tell, answered) = mpsc::channel();
        let asked = url.clone();
        // Beside the wait for Ctrl-C and for the server's end; it ends with this process at the latest.
        std::thread::spawn(move || {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let _ = tell.send(http::get(&asked, &headers, COMPILING));
        });
        loop {
            match answered.try_recv() {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => return Err(Failure::said(format!("{url} does not answer: {error}"))),
                Err(TryRecvError::Disconnected) => return Err(Failure::said(format!("{url} was not asked"))),
                Err(TryRecvError::Empty) => {
                    self.running.must_run()?;
                    interrupt::pause(POLL)?;
                }
            }
        }
    }
}

const POLL: Duration = Duration::from_millis(50);
const TRIES: u32 = 600;

/// A debug build of everything on a slow machine.
const COMPILING: Duration = Duration::from_mins(15);
