//! `cargo xtask test`: all that CI runs.

use crate::api_types;
use crate::arguments::{Requirement, TestOptions};
use crate::browser;
use crate::cargo::{DYNAMODB_TESTS, Workspace};
use crate::cargo_lambda::CargoLambda;
use crate::contract;
use crate::deployment;
use crate::e2e;
use crate::edge_functions;
use crate::erp_schemas;
use crate::failure::Failure;
use crate::graphql_js;
use crate::made;
use crate::moto::Moto;
use crate::openapi;
use crate::process::{self, Finished};
use crate::publish;
use crate::routes;
use crate::steps::{self, Steps};
use crate::tools::{AWS, CARGO_LAMBDA, Installed};
use crate::workflows;

pub(crate) fn run(workspace: &Workspace, options: &TestOptions) -> Result<(), Failure> {
    let mut steps = Steps::new(workspace);
    let outcome = if options.browser_only {
        browser::check(&mut steps, options)
    } else if options.contract_only {
        contract::alone(&mut steps)
    } else {
        all(&mut steps, options)
    };
    steps.conclude(outcome)
}

fn all(steps: &mut Steps<'_>, options: &TestOptions) -> Result<(), Failure> {
    code(steps)?;
    workflows::check(steps)?;
    let aws = AWS.install(steps.workspace)?;
    tests(steps, &aws, options)?;
    if !steps.workspace.has("product-proxy") {
        steps::skip(DOCUMENTS, "there is no product-proxy");
    } else if options.only.is_empty() {
        erp_schemas::check(steps, options.requires(Requirement::ErpSchemas))?;
        documents(steps, options.requires(Requirement::Node))?;
    } else {
        steps::skip(DOCUMENTS, "--only");
    }
    template(steps, &aws)?;
    openapi::check(steps)?;
    edge_functions::check(steps, options.requires(Requirement::Node))?;
    api_types::check(steps, options.requires(Requirement::Node))?;
    publish::try_out(steps, &aws)?;
    browser::check(steps, options)?;
    let lambda = if options.no_e2e {
        steps::skip("end to end", "--no-e2e");
        None
    } else {
        let lambda = CargoLambda(CARGO_LAMBDA.install(steps.workspace)?);
        e2e::run(steps, &lambda, &aws, options)?;
        Some(lambda)
    };
    if options.no_clones {
        steps::skip("functions that are made and removed", "--no-clones");
        return Ok(());
    }
    made::try_out(steps, &aws, lambda.as_ref())
}

fn code(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.program(
        "formatting",
        workspace.cargo(&["fmt", "--all", "--check", "--", "--color", "never"]),
    )?;
    let mut clippy = workspace.cargo(&["clippy", "--workspace", "--all-targets"]);
    if workspace.has("product-proxy") {
        clippy.args(["--features", erp_schemas::FEATURE]);
    }
    let on_dynamodb: Vec<&String> = workspace.on_dynamodb.iter().collect();
    clippy.args(dynamodb_tests(&on_dynamodb)).args(["--", "-D", "warnings"]);
    steps.program("clippy", clippy)?;
    // Without what only tests switch on.
    let release = ["clippy", "--workspace", "--", "-D", "warnings"];
    steps.program("clippy, as for Lambda", workspace.cargo(&release))?;
    let mut doc = workspace.cargo(&["doc", "--workspace", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    steps.program("documentation", doc)?;
    let ring = workspace.cargo(&["tree", "--workspace", "--target", "all", "--invert", "ring"]);
    steps.judged("one crypto provider", ring, |finished| is_absent(finished, "ring"))?;
    // As in a release build: the whole workspace, and nothing that only tests need.
    let edges = ["tree", "--workspace", "--edges", "normal,build", "--target", "all"];
    let mut sqlite = workspace.cargo(&edges);
    sqlite.args(["--invert", "rusqlite"]);
    steps.judged("no SQLite on Lambda", sqlite, |finished| {
        is_absent(finished, "rusqlite")
    })
}

/// All tests, those on DynamoDB too. Their tables are looked for afterwards, lest that a package's be
/// left out unnoticed.
fn tests(steps: &mut Steps<'_>, aws: &Installed, options: &TestOptions) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let moto = Moto::start(aws, &steps.log("moto-of-tests"))?;
    let mut tests = workspace.cargo(&["test"]);
    if options.only.is_empty() {
        tests.arg("--workspace");
    }
    for package in &options.only {
        tests.args(["--package", package]);
    }
    let packages = workspace.on_dynamodb.iter();
    let on_dynamodb: Vec<&String> = packages.filter(|package| options.tests(package)).collect();
    tests.args(dynamodb_tests(&on_dynamodb)).env(TEST_DYNAMODB, &moto.url);
    // They mostly wait, for sockets and for hops of a second.
    tests.env("RUST_TEST_THREADS", "4");
    steps.judged("tests", tests, |finished| {
        match (finished.succeeded, tests_passed(&finished.output)) {
            (true, passed @ 1..) => Ok(format!("{passed} passed")),
            _ => Err(()),
        }
    })?;
    if on_dynamodb.is_empty() {
        steps::skip(ON_DYNAMODB, "no package that is tested has any");
        return Ok(());
    }
    steps.step(ON_DYNAMODB, || {
        let tables = moto.tables()?;
        match without_table(&on_dynamodb, &tables) {
            Some(package) => Err(Failure::said(format!(
                "no test of {package} has made a table {package}-…: it takes no notice of {TEST_DYNAMODB}"
            ))),
            None => Ok(format!("{} tables", tables.len())),
        }
    })
}

/// Switches on the tests that are nothing without a DynamoDB.
fn dynamodb_tests(packages: &[&String]) -> impl Iterator<Item = String> {
    packages
        .iter()
        .map(|package| format!("--features={package}/{DYNAMODB_TESTS}"))
}

/// The first of the packages that has no table: theirs begin with their name.
fn without_table<'a>(packages: &[&'a String], tables: &[String]) -> Option<&'a String> {
    packages.iter().copied().find(|package| {
        let prefix = format!("{package}-");
        !tables.iter().any(|table| table.starts_with(&prefix))
    })
}

const ON_DYNAMODB: &str = "tests, those on DynamoDB";

/// Variable that hands a DynamoDB over to tests.
const TEST_DYNAMODB: &str = "TEST_DYNAMODB";

/// The documents of `product-proxy` once more, read by a parser that is not ours.
fn documents(steps: &mut Steps<'_>, is_required: bool) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let log = steps.log(READ_BY_GRAPHQL_JS);
    steps.with_node(READ_BY_GRAPHQL_JS, is_required, || {
        let finished = process::run_quiet(READ_BY_GRAPHQL_JS, graphql_js::test(workspace)?, &log)?;
        match (finished.succeeded, tests_passed(&finished.output)) {
            (true, passed @ 1..) => Ok(format!("{passed} passed")),
            _ => Err(Failure::said(finished.output)),
        }
    })
}

const DOCUMENTS: &str = "documents, against the ERP's schemas and as graphql-js reads them";
const READ_BY_GRAPHQL_JS: &str = "tests, documents as graphql-js reads them";

fn template(steps: &mut Steps<'_>, aws: &Installed) -> Result<(), Failure> {
    let workspace = steps.workspace;
    lint(steps, aws)?;
    steps.step("template, routes of the local server", || {
        let template = std::fs::read_to_string(workspace.root.join("template.yaml"))
            .map_err(|error| Failure::said(format!("cannot read template.yaml: {error}")))?;
        let differences = routes::differences(&template, &workspace.watch_router).map_err(Failure::Said)?;
        if differences.is_empty() {
            return Ok(String::new());
        }
        Err(Failure::said(differences.join("\n")))
    })
}

/// `template.yaml` as CloudFormation's and SAM's own programs read it, and as it is deployed.
pub(crate) fn lint(steps: &mut Steps<'_>, aws: &Installed) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let mut lint = aws.command("cfn-lint");
    lint.args(["--template", "template.yaml"]).current_dir(&workspace.root);
    steps.program("template, cfn-lint", lint)?;
    let mut validate = aws.command("sam");
    validate
        .args(["validate", "--lint", "--region", "eu-central-1"])
        .env("SAM_CLI_TELEMETRY", "0")
        .current_dir(&workspace.root);
    steps.program("template, sam validate", validate)?;
    deployment::check(steps, aws)
}

/// `cargo tree` answers with nothing, or complains that it knows no such package.
fn is_absent(finished: &Finished, package: &str) -> Result<String, ()> {
    let nothing =
        finished.output.contains("nothing to print") || finished.output.contains("did not match any packages");
    if nothing && !finished.output.contains(&format!("{package} v")) {
        return Ok(String::new());
    }
    Err(())
}

/// The sum of what the test binaries report.
fn tests_passed(output: &str) -> u32 {
    let reports = output.lines().filter_map(|line| line.strip_prefix("test result: ok. "));
    let counts = reports.filter_map(|report| report.split_once(" passed")?.0.parse::<u32>().ok());
    counts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_cargo_tree(output: &str) -> Finished {
        Finished {
            succeeded: true,
            output: output.into(),
        }
    }

    #[test]
    fn a_package_that_must_not_be_there_is_noticed() {
        let is_absent = |output: &str| super::is_absent(&of_cargo_tree(output), "ring").is_ok();
        assert!(is_absent("warning: nothing to print.\n\nTo find …"));
        let unknown = "error: package ID specification `ring` did not match any packages";
        assert!(is_absent(unknown));
        assert!(!is_absent("ring v0.17.14\n└── rustls v0.23.46\n"));
        assert!(!is_absent("error: could not parse Cargo.toml"));
    }

    #[test]
    fn a_package_without_a_table_is_noticed() {
        let packages = ["account", "connect-tenant"].map(String::from);
        let tables =
            |tables: [&str; 2]| without_table(&packages.each_ref(), &tables.map(String::from)).map(String::as_str);
        assert_eq!(tables(["account-1-0", "connect-tenant-1-0"]), None);
        assert_eq!(tables(["accounts-1-0", "connect-tenant-1-0"]), Some("account"));
        assert_eq!(tables(["account-1-0", "account-1-1"]), Some("connect-tenant"));
    }

    #[test]
    fn the_tests_of_all_binaries_are_counted() {
        let output = "\nrunning 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored\n\
                      test result: ok. 40 passed; 0 failed\n";
        assert_eq!(tests_passed(output), 42);
        assert_eq!(tests_passed("test result: ok. 0 passed; 0 failed"), 0);
    }
}
