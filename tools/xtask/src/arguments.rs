//! The command line of `cargo xtask`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_version_flag = true, after_help = NEEDS)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Debug, PartialEq, Subcommand)]
pub(crate) enum Task {
    /// Runs the functions on this machine, against a stand-in for JTL
    Dev(DevOptions),
    /// Runs everything that CI runs, stopping at the first failure
    Test(TestOptions),
    /// Makes a function of your own: package, handler, test, event, route and template
    New(NewOptions),
    /// Takes a function out again, with all that belongs to it
    Remove(RemoveOptions),
    /// Sends an event of events/ to a function that cargo xtask dev runs, and prints its answer
    Invoke(InvokeOptions),
    /// Compares what the functions assume of the JTL platform with what it answers
    #[command(after_help = LOOK)]
    Doctor(DoctorOptions),
    /// Takes the pictures in docs/images of the front end, in a browser
    Pictures,
    /// Measures the figures, each printed beside its limit (resident memory on Linux only)
    Bench(BenchOptions),
    /// Computes what a million requests cost, and writes it into docs/cost.md
    Cost,
    /// Writes docs/openapi.json, the description of every route, from the code, and web/client.d.ts from it
    Openapi(OpenapiOptions),
    /// Runs the property tests of all that others send with far more cases
    Fuzz,
    /// Uploads the front end into the bucket of a stack, and writes app.json with its addresses
    Publish(PublishOptions),
    /// The registry of connected tenants: list, show, export, erase, requests
    #[command(disable_help_flag = true)]
    Tenants(Passed),
    /// The keys that sign the accounts' access tokens: list, new, rotate, retire
    #[command(disable_help_flag = true)]
    Keys(Passed),
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct DevOptions {
    /// Uses the real platform with the credentials in .env, instead of the stand-in
    #[arg(long, conflicts_with = "stand_in_port")]
    pub(crate) live: bool,
    /// The port of the functions; else PORT of .env under --live, else 5273
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// The port of the stand-in
    #[arg(long, value_name = "N", default_value_t = 7878, value_parser = value_parser!(u16).range(1..))]
    pub(crate) stand_in_port: u16,
    /// A variable of the functions, besides those of .env.dev and before them; repeated for more
    #[arg(long = "env", value_name = "NAME=VALUE", conflicts_with = "live", value_parser = assignment)]
    pub(crate) env: Vec<Assignment>,
    /// Shows all that functions log, each file that is served, and cargo's progress after each save
    #[arg(long)]
    pub(crate) verbose: bool,
}

/// A variable and its value, which is never printed.
#[derive(Clone, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl std::fmt::Debug for Assignment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}=…", self.name)
    }
}

/// Of an argument without a name nothing is repeated: it may be a value.
fn assignment(text: &str) -> Result<Assignment, &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok(Assignment {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("write NAME=VALUE"),
    }
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct InvokeOptions {
    /// The name of the function
    pub(crate) function: String,
    /// The name of its event in events/, with or without .json
    pub(crate) event: String,
    /// The port of the cargo xtask dev that runs
    #[arg(long, value_name = "N", default_value_t = QUICK_START, value_parser = value_parser!(u16).range(1..))]
    pub(crate) port: u16,
}

#[derive(Args, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct TestOptions {
    /// Leaves out the release build and the end-to-end runs
    #[arg(long)]
    pub(crate) no_e2e: bool,
    /// Leaves out the functions that are made and removed in clones of the workspace
    #[arg(long)]
    pub(crate) no_clones: bool,
    /// Runs the front end's tests in a browser, and nothing else
    #[arg(long, conflicts_with_all = ["no_e2e", "no_clones", "only"])]
    pub(crate) browser_only: bool,
    /// Runs the contract test by schemathesis, and nothing else
    #[arg(long, conflicts_with_all = ["browser_only", "no_e2e", "no_clones", "only"])]
    pub(crate) contract_only: bool,
    /// Runs the tests of these packages only; format, lints, documentation and template stay whole
    #[arg(long, value_delimiter = ',', value_name = "PACKAGE")]
    pub(crate) only: Vec<String>,
    /// Steps that must not be skipped
    #[arg(long, value_delimiter = ',', value_name = "STEP")]
    pub(crate) require: Vec<Requirement>,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct BenchOptions {
    /// Measures connect-tenant beside two servers on Node, and nothing else (needs Node 20)
    #[arg(long)]
    pub(crate) peers: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct OpenapiOptions {
    /// Records the examples anew, from the functions behind the local gateway
    #[arg(long)]
    pub(crate) examples: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct NewOptions {
    /// The name of the function, as in orders
    pub(crate) name: String,
    /// Method and path, as in "GET /api/orders/{id}"
    #[arg(long)]
    pub(crate) route: String,
    /// Answers the first 10 items of the caller's tenant, instead of who is calling
    #[arg(long)]
    pub(crate) erp: bool,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct PublishOptions {
    /// The stack, as samconfig.toml names it
    #[arg(long, value_name = "NAME", default_value = "jtl-cloud-app-dev")]
    pub(crate) stack: String,
    /// The folder with the front end, as it is to be served
    #[arg(long, value_name = "PATH", default_value = "web")]
    pub(crate) folder: PathBuf,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct RemoveOptions {
    /// The name of the function
    pub(crate) name: String,
}

#[derive(Args, Debug, PartialEq)]
pub(crate) struct DoctorOptions {
    /// A token of a real session, from the App Bridge's getSessionToken or getAppToken. On the
    /// command line it stays in the shell's history, though it is short-lived; - reads it from the
    /// standard input instead
    #[arg(long, value_name = "TOKEN", allow_hyphen_values = true)]
    pub(crate) token: Option<String>,
    /// The file with the variables, instead of .env; target/xtask/5273/dev.env while cargo xtask dev runs
    #[arg(long, value_name = "PATH")]
    pub(crate) env_file: Option<PathBuf>,
}

/// A step that is skipped in one line where the machine lacks what it needs.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum Requirement {
    /// The ERP's published schema, in the folder that `ERP_SCHEMAS` names
    ErpSchemas,
    /// Node 20 or newer
    Node,
    /// Chromium or Chrome, which `CHROME_PATH` may name
    Browser,
}

/// Arguments of the admin program, which has a help of its own.
#[derive(Args, Debug, PartialEq)]
pub(crate) struct Passed {
    /// The port of the `cargo xtask dev` whose registry and keys are meant
    #[arg(long, value_name = "N", default_value_t = QUICK_START, value_parser = value_parser!(u16).range(1..))]
    pub(crate) port: u16,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) arguments: Vec<String>,
}

impl TestOptions {
    /// Whether the step must run.
    pub(crate) fn requires(&self, requirement: Requirement) -> bool {
        self.require.contains(&requirement)
    }

    /// Whether the tests of this package are run.
    pub(crate) fn tests(&self, package: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == package)
    }
}

/// JTL's own quick start listens there, and its front end's proxy points there.
pub(crate) const QUICK_START: u16 = 5273;

const LOOK: &str = "It changes nothing, and prints no secret, no token and nothing about a tenant. \
    The status is 0 where nothing differs, 1 where something differs or fails, 2 where the usage is wrong.";

const NEEDS: &str = "They need Rust; test and bench Python 3 too, and some steps of test and bench --peers Node 20. Further tools are installed inside the target directory.";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        Arguments::try_parse_from(std::iter::once("xtask").chain(line.split_whitespace()))
            .map(|arguments| arguments.task)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_commands_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn dev_has_the_ports_that_it_is_told() {
        let dev = |port, stand_in_port| {
            Ok(Task::Dev(DevOptions {
                live: false,
                port,
                stand_in_port,
                env: Vec::new(),
                verbose: false,
            }))
        };
        assert_eq!(parsed("dev"), dev(None, 7878));
        assert_eq!(parsed("dev --port 80 --stand-in-port 81"), dev(Some(80), 81));
        assert_eq!(parsed("dev --port=80 --stand-in-port=81"), dev(Some(80), 81));
    }

    #[test]
    fn what_follows_tenants_or_keys_is_left_to_the_admin_program() {
        let arguments = ["show", "tenant-bikes", "--help"].map(String::from).to_vec();
        let port = 5273;
        assert_eq!(
            parsed("tenants show tenant-bikes --help"),
            Ok(Task::Tenants(Passed { port, arguments }))
        );
        let arguments = ["rotate", "--help"].map(String::from).to_vec();
        assert_eq!(parsed("keys rotate --help"), Ok(Task::Keys(Passed { port, arguments })));
        let (port, arguments) = (80, ["list", "--port", "81"].map(String::from).to_vec());
        assert_eq!(
            parsed("tenants --port 80 list --port 81"),
            Ok(Task::Tenants(Passed { port, arguments }))
        );
    }

    #[test]
    fn variables_are_given_one_by_one() {
        let Ok(Task::Dev(options)) = parsed("dev --env A_B=1=2 --env C_D= --verbose") else {
            panic!();
        };
        let given = options
            .env
            .iter()
            .map(|given| (given.name.as_str(), given.value.as_str()));
        assert_eq!(given.collect::<Vec<_>>(), [("A_B", "1=2"), ("C_D", "")]);
        assert!(options.verbose);
        assert_eq!(format!("{:?}", options.env[0]), "A_B=…");
    }

    #[test]
    fn invoke_has_a_function_and_an_event() {
        let Ok(Task::Invoke(options)) = parsed("invoke session session-who --port 80") else {
            panic!();
        };
        assert_eq!(
            (options.function.as_str(), options.event.as_str(), options.port),
            ("session", "session-who", 80)
        );
    }

    #[test]
    fn steps_that_must_run_are_named_in_a_list() {
        let Ok(Task::Test(options)) = parsed("test --no-e2e --require erp-schemas,node,browser") else {
            panic!();
        };
        let required = [Requirement::Node, Requirement::ErpSchemas, Requirement::Browser];
        assert!(options.no_e2e && required.iter().all(|required| options.requires(*required)));
    }

    #[test]
    fn tests_are_those_of_all_packages_unless_some_are_named() {
        for (line, tested) in [
            ("test", ["session", "xtask"].as_slice()),
            ("test --only xtask,shared", &["xtask"]),
        ] {
            let Ok(Task::Test(options)) = parsed(line) else {
                panic!();
            };
            let run: Vec<&str> = ["session", "xtask"]
                .into_iter()
                .filter(|name| options.tests(name))
                .collect();
            assert_eq!(run, tested, "{line}");
        }
    }

    #[test]
    fn peers_are_measured_when_they_are_asked_for() {
        assert_eq!(parsed("bench"), Ok(Task::Bench(BenchOptions { peers: false })));
        assert_eq!(parsed("bench --peers"), Ok(Task::Bench(BenchOptions { peers: true })));
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for (line, named) in [
            ("serve", "serve"),
            ("dev --prot 80", "--port"),
            ("dev --live=yes", "--live"),
            ("dev --port 0", "1..="),
            ("dev --port 65536", "65536"),
            ("dev --port x", "--port"),
            ("dev --env hush", "write NAME=VALUE"),
            ("dev --env =hush", "write NAME=VALUE"),
            ("dev --live --env A=1", "cannot be used with"),
            ("invoke session", "<EVENT>"),
            ("dev --live --stand-in-port 80", "cannot be used with"),
            ("test --no-e2e=1", "--no-e2e"),
            ("test --no-clones=1", "--no-clones"),
            ("test --browser-only --only shared", "cannot be used with"),
            ("test --contract-only --no-e2e", "cannot be used with"),
            ("test --require everything", "erp-schemas"),
            ("bench now", "now"),
            ("bench --peers=1", "--peers"),
            ("new orders", "--route"),
            ("new --route x", "<NAME>"),
            ("remove", "<NAME>"),
            ("fuzz now", "now"),
            ("publish web", "web"),
            ("doctor --env .env", "--env-file"),
            ("doctor --token", "--token"),
            ("doctor token", "token"),
        ] {
            let complaint = parsed(line).expect_err("this must be refused");
            assert!(complaint.contains(named), "{line:?}: {complaint}");
        }
    }
}
