//! Tasks and options asked for on the command line.

use std::ffi::OsString;

use crate::failure::Failure;

/// A command with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    Dev(DevOptions),
    Test(TestOptions),
    Bench,
    Fuzz,
    /// Arguments for the admin program on tenants, in its own words.
    Tenants(Vec<String>),
    /// Arguments for it on signing keys.
    Keys(Vec<String>),
}

#[derive(Debug, PartialEq)]
pub(crate) struct DevOptions {
    /// The real platform with the credentials in `.env`, instead of the stand-in.
    pub(crate) live: bool,
    /// Port at which the functions answer.
    pub(crate) port: u16,
    pub(crate) stand_in_port: u16,
}

#[derive(Debug, PartialEq)]
pub(crate) struct TestOptions {
    /// `true` where the release binaries are built and tried end to end.
    pub(crate) end_to_end: bool,
    /// Things whose lack is a failure, instead of a step less.
    pub(crate) required: Vec<Requirement>,
}

/// Something that is not on every machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Requirement {
    /// The ERP's published schemas.
    ErpSchemas,
    /// Node 20 or newer.
    Node,
}

pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Task, Failure> {
    let arguments: Vec<String> = arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let Some((command, options)) = arguments.split_first() else {
        return Ok(Task::Help);
    };
    // The admin program has a help of its own.
    match command.as_str() {
        "tenants" => return Ok(Task::Tenants(options.to_vec())),
        "keys" => return Ok(Task::Keys(options.to_vec())),
        _ => {}
    }
    if arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        return Ok(Task::Help);
    }
    match command.as_str() {
        "help" => Ok(Task::Help),
        "dev" => dev(options).map(Task::Dev),
        "test" => test(options).map(Task::Test),
        "bench" => without_options("bench", Task::Bench, options),
        "fuzz" => without_options("fuzz", Task::Fuzz, options),
        unknown => Err(refused(&format!("there is no command {unknown:?}"))),
    }
}

fn dev(options: &[String]) -> Result<DevOptions, Failure> {
    let mut live = false;
    let mut port = None;
    let mut stand_in_port = None;
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option.as_str(), None),
        };
        match (name, value) {
            ("--live", None) => live = true,
            ("--port", value) => port = Some(number(name, value.or_else(|| next(&mut rest)))?),
            ("--stand-in-port", value) => {
                stand_in_port = Some(number(name, value.or_else(|| next(&mut rest)))?);
            }
            _ => return Err(refused(&format!("cargo xtask dev knows no {option:?}"))),
        }
    }
    if live && stand_in_port.is_some() {
        return Err(refused(
            "--live uses no stand-in, so --stand-in-port has no meaning with it",
        ));
    }
    let (port, stand_in_port) = (port.unwrap_or(PORT), stand_in_port.unwrap_or(STAND_IN_PORT));
    if port == stand_in_port && !live {
        return Err(refused(&format!(
            "the functions and the stand-in cannot share port {port}"
        )));
    }
    Ok(DevOptions {
        live,
        port,
        stand_in_port,
    })
}

fn test(options: &[String]) -> Result<TestOptions, Failure> {
    let mut end_to_end = true;
    let mut required = Vec::new();
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option.as_str(), None),
        };
        match (name, value) {
            ("--no-e2e", None) => end_to_end = false,
            ("--require", value) => {
                for name in value.or_else(|| next(&mut rest)).unwrap_or_default().split(',') {
                    required.push(requirement(name)?);
                }
            }
            _ => return Err(refused(&format!("cargo xtask test knows no {option:?}"))),
        }
    }
    Ok(TestOptions { end_to_end, required })
}

fn requirement(name: &str) -> Result<Requirement, Failure> {
    let known = REQUIREMENTS.iter().find(|(known, _)| *known == name);
    known.map(|(_, requirement)| *requirement).ok_or_else(|| {
        let known: Vec<&str> = REQUIREMENTS.iter().map(|(known, _)| *known).collect();
        refused(&format!("--require knows no {name:?}, only {}", known.join(", ")))
    })
}

/// Names that `--require` takes, separated by commas.
const REQUIREMENTS: &[(&str, Requirement)] = &[("erp-schemas", Requirement::ErpSchemas), ("node", Requirement::Node)];

fn without_options(command: &str, task: Task, options: &[String]) -> Result<Task, Failure> {
    match options.first() {
        None => Ok(task),
        Some(option) => Err(refused(&format!("cargo xtask {command} knows no {option:?}"))),
    }
}

fn next<'a>(rest: &mut std::slice::Iter<'a, String>) -> Option<&'a str> {
    rest.next().map(String::as_str)
}

fn number(name: &str, value: Option<&str>) -> Result<u16, Failure> {
    value
        .and_then(|value| value.parse().ok())
        .filter(|port| *port > 0)
        .ok_or_else(|| refused(&format!("{name} needs a port between 1 and 65535")))
}

fn refused(what: &str) -> Failure {
    Failure::said(format!("{what}; `cargo xtask --help` lists what there is"))
}

/// The port of JTL's own quick start, which its front end's proxy points at.
const PORT: u16 = 5273;
const STAND_IN_PORT: u16 = 7878;

pub(crate) const HELP: &str = "\
cargo xtask dev     run the functions on this machine, against a stand-in for JTL
    --live                 against the real platform, with the credentials in .env
    --port N               where the functions answer (5273)
    --stand-in-port N      where the stand-in answers (7878)

cargo xtask test    everything that CI runs, stopping at the first failure
    --no-e2e               without the release build and the end-to-end runs
    --require NAMES        fail where these are missing, instead of leaving a step out: erp-schemas
                           (the ERP's published schemas, in ../shared/erp or where ERP_SCHEMAS says)

cargo xtask tenants list | show TENANT | erase TENANT --yes     the registry of connected tenants
    --store STORE          dynamodb:TABLE or sqlite:PATH; else CONNECTIONS_STORE, else that of dev
    --json                 for programs; `cargo xtask tenants --help` lists the rest

cargo xtask keys list | new | rotate | retire     the keys that sign the accounts' access tokens
    --secret ID, --file PATH  else ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE, else the file of dev

cargo xtask bench   the measured figures, each beside its limit (the resident memory on Linux only)

cargo xtask fuzz    the property tests of tokens, key sets and documents with over a million cases

They need Rust and Python 3; two steps of test, Node 20. Further tools are installed inside the target directory.";

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        parse(line.split_whitespace().map(OsString::from)).map_err(|failure| match failure {
            Failure::Said(sentence) => sentence,
            Failure::Interrupted => unreachable!("parsing waits for nothing"),
        })
    }

    #[test]
    fn dev_answers_on_the_quick_start_port_unless_told_otherwise() {
        let usual = DevOptions {
            live: false,
            port: 5273,
            stand_in_port: 7878,
        };
        assert_eq!(parsed("dev"), Ok(Task::Dev(usual)));
        let moved = || DevOptions {
            live: false,
            port: 80,
            stand_in_port: 81,
        };
        assert_eq!(parsed("dev --port 80 --stand-in-port 81"), Ok(Task::Dev(moved())));
        assert_eq!(parsed("dev --port=80 --stand-in-port=81"), Ok(Task::Dev(moved())));
    }

    #[test]
    fn test_leaves_out_what_is_missing_unless_it_is_required() {
        let test = |end_to_end, required: &[Requirement]| {
            let required = required.to_vec();
            Ok(Task::Test(TestOptions { end_to_end, required }))
        };
        assert_eq!(parsed("test"), test(true, &[]));
        for line in ["test --require erp-schemas", "test --require=erp-schemas"] {
            assert_eq!(parsed(line), test(true, &[Requirement::ErpSchemas]), "{line}");
        }
        let list = parsed("test --require erp-schemas,node");
        assert_eq!(list, test(true, &[Requirement::ErpSchemas, Requirement::Node]));
        let both = parsed("test --require erp-schemas --no-e2e");
        assert_eq!(both, test(false, &[Requirement::ErpSchemas]));
    }

    #[test]
    fn asking_for_help_anywhere_runs_nothing() {
        for line in ["", "help", "-h", "dev --help", "test --no-e2e -h"] {
            assert_eq!(parsed(line), Ok(Task::Help), "{line:?}");
        }
    }

    #[test]
    fn what_follows_tenants_or_keys_is_left_to_the_admin_program() {
        let options = ["show", "tenant-bikes", "--help"].map(String::from).to_vec();
        assert_eq!(parsed("tenants show tenant-bikes --help"), Ok(Task::Tenants(options)));
        let options = ["rotate", "--help"].map(String::from).to_vec();
        assert_eq!(parsed("keys rotate --help"), Ok(Task::Keys(options)));
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for (line, named) in [
            ("serve", "serve"),
            ("dev --prot 80", "--prot"),
            ("dev --live=yes", "--live=yes"),
            ("test --no-e2e=1", "--no-e2e=1"),
            ("test --require", "only erp-schemas"),
            ("test --require=erp-schemas,java", "\"java\", only erp-schemas"),
            ("bench now", "now"),
            ("fuzz now", "now"),
        ] {
            let sentence = parsed(line).expect_err("this must be refused");
            assert!(sentence.contains(named), "{line:?}: {sentence}");
        }
    }

    #[test]
    fn a_port_is_a_number_that_a_server_can_listen_on() {
        for line in [
            "dev --port",
            "dev --port 0",
            "dev --port 65536",
            "dev --port x",
            "dev --port=",
        ] {
            let sentence = parsed(line).expect_err("this must be refused");
            assert!(sentence.contains("between 1 and 65535"), "{line:?}: {sentence}");
        }
    }

    #[test]
    fn options_that_contradict_each_other_are_refused() {
        assert!(parsed("dev --live --stand-in-port 80").is_err());
        assert!(parsed("dev --port 7878").is_err());
        assert!(parsed("dev --live --port 7878").is_ok());
    }
}
