//! The functions behind one local port, whichever program is in front of them.

use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::sync::mpsc::{self, TryRecvError};
use std::time::Duration;

use crate::console::say;
use crate::failure::Failure;
use crate::http::{self, Answer};
use crate::interrupt;
use crate::process::Running;

pub(crate) struct LocalServer {
    running: Running,
    pub(crate) name: &'static str,
    pub(crate) url: String,
    pub(crate) port: u16,
}

impl LocalServer {
    /// Starts a program that serves at `port`, and waits until it listens.
    pub(crate) fn start(name: &'static str, program: Command, port: u16) -> Result<Self, Failure> {
        let mut server = Self {
            running: Running::start(name, program)?,
            name,
            url: format!("http://127.0.0.1:{port}"),
            port,
        };
        for _ in 0..TRIES {
            server.running.must_run()?;
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(server);
            }
            interrupt::pause(POLL)?;
        }
        Err(Failure::said(format!("{name} does not listen at {}", server.url)))
    }

    pub(crate) fn must_run(&mut self) -> Result<(), Failure> {
        self.running.must_run()
    }

    /// Asks a function that may have to be compiled first, and again while it does not compile.
    pub(crate) fn first_answer(&mut self, path: &str, headers: http::Headers<'_>) -> Result<Answer, Failure> {
        let mut is_told = false;
        loop {
            let answer = self.answer(path, headers)?;
            if answer.status != 500 || answer.json()["code"] != "build_failed" {
                return Ok(answer);
            }
            if !is_told {
                say("waiting until the code compiles: the compiler's message above says where");
                is_told = true;
            }
            for _ in 0..REPAIR.as_millis() / POLL.as_millis() {
                self.running.must_run()?;
                interrupt::pause(POLL)?;
            }
        }
    }

    fn answer(&mut self, path: &str, headers: http::Headers<'_>) -> Result<Answer, Failure> {
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

/// Time between two questions to a function that does not compile.
const REPAIR: Duration = Duration::from_secs(1);

/// A debug build of everything on a slow machine.
const COMPILING: Duration = Duration::from_mins(15);
