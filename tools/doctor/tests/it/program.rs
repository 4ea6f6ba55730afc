// <product-proxy>
//! A run of the program, and its lines.

use std::io::Write as _;
use std::process::{Command, Stdio};

use stand_in::{SessionClaims, StandIn};

/// The program before one platform.
#[derive(Clone, Debug)]
pub struct Doctor {
    variables: Vec<(String, String)>,
    arguments: Vec<String>,
    input: String,
}

/// All that it said, and its exit status.
#[derive(Debug)]
pub struct Said {
    pub status: i32,
    pub text: String,
    pub complaint: String,
}

impl Doctor {
    /// With the variables that `cargo xtask dev` sets, at `url`, and a token of a session.
    pub fn at(url: &str, stand_in: &StandIn) -> Self {
        let doctor = Self::without_token(url, stand_in);
        doctor.token(&stand_in.session_token(&SessionClaims::of("tenant-bikes")))
    }

    pub fn without_token(url: &str, stand_in: &StandIn) -> Self {
        // Made at first use, which would take up the time of a call.
        stand_in.app_key_set();
        let (id, secret) = (stand_in.client_id(), stand_in.client_secret());
        let variables = [
            ("CLIENT_ID", id.as_str()),
            ("CLIENT_SECRET", &secret),
            ("JTL_AUTH_URL", url),
            ("JTL_API_URL", url),
            ("JTL_ISSUER", url),
            ("JTL_APP_ID", StandIn::app_id()),
        ];
        let none = Self {
            variables: Vec::new(),
            arguments: Vec::new(),
            input: String::new(),
        };
        variables
            .into_iter()
            .fold(none, |doctor, (name, value)| doctor.with(name, value))
    }

    /// With another value of a variable; an empty one takes it away.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.variables.push((name.into(), value.into()));
        }
        self
    }

    /// With this token, and no other.
    pub fn token(self, token: &str) -> Self {
        self.arguments(&["--token", token])
    }

    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(ToString::to_string).collect();
        self
    }

    pub fn input(mut self, text: &str) -> Self {
        self.input = text.into();
        self
    }

    /// Runs it beside the test's own tasks.
    pub async fn run(&self) -> Said {
        let doctor = self.clone();
        let run = tokio::task::spawn_blocking(move || doctor.run_here());
        run.await.expect("the run does not panic")
    }

    fn run_here(&self) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doctor"));
        for variable in of_the_functions() {
            command.env_remove(variable);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.args(&self.arguments).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().expect("the program was built for this test");
        let mut input = running.stdin.take().expect("its input is a pipe");
        // A program that needs no input may have ended.
        let _ = input.write_all(self.input.as_bytes());
        drop(input);
        let output = running.wait_with_output().expect("it ends");
        Said {
            status: output.status.code().expect("no signal ended it"),
            text: String::from_utf8(output.stdout).expect("it prints UTF-8"),
            complaint: String::from_utf8(output.stderr).expect("it prints UTF-8"),
        }
    }
}

impl Said {
    /// Verdict and name of each fact that is not ok, but for the cost of a page, which a platform
    /// may leave unsaid.
    pub fn not_ok(&self) -> Vec<(&str, &str)> {
        let facts = self.facts();
        let not_ok = facts.filter(|fact| fact.0 != "ok" && *fact != ("not seen", "ERP cost of a page"));
        not_ok.collect()
    }

    /// Names of the facts with this verdict.
    pub fn named(&self, verdict: &str) -> Vec<&str> {
        let facts = self.facts().filter(|fact| fact.0 == verdict);
        facts.map(|fact| fact.1).collect()
    }

    /// The line of a fact.
    pub fn line(&self, name: &str) -> &str {
        let line = self.text.lines().find(|line| name_of(line) == Some(name));
        line.unwrap_or_else(|| panic!("no line about {name}:\n{}", self.text))
    }

    /// Fails unless this fact alone failed, in these words, and none differs.
    pub fn must_have_failed(&self, name: &str, words: &[&str]) {
        assert_eq!(self.status, 1, "{}", self.text);
        assert_eq!(self.named("failed"), [name], "{}", self.text);
        assert_eq!(self.named("differs"), Vec::<&str>::new(), "{}", self.text);
        for word in words {
            assert!(self.line(name).contains(word), "{word}: {}", self.line(name));
        }
    }

    fn facts(&self) -> impl Iterator<Item = (&str, &str)> {
        let facts = self
            .text
            .lines()
            .filter_map(|line| Some((line.get(..10)?.trim_end(), name_of(line)?)));
        facts.filter(|(verdict, _)| ["ok", "differs", "failed", "not seen"].contains(verdict))
    }
}

/// URLs have a colon too, but no space behind it.
fn name_of(line: &str) -> Option<&str> {
    Some(line.get(10..)?.split_once(": ")?.0)
}

/// Variables of the shell would mix in.
fn of_the_functions() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../../../../.env.example").lines();
    let names = lines.filter_map(|line| line.trim_start_matches('#').split_once('='));
    names.map(|(name, _)| name.trim())
}
// </product-proxy>
