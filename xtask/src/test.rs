//! `cargo xtask test`: all that CI runs.

use crate::arguments::TestOptions;
use crate::cargo::Workspace;
use crate::e2e;
use crate::failure::Failure;
use crate::process::Finished;
use crate::routes;
use crate::steps::{self, Steps};
use crate::tools::{AWS, CARGO_LAMBDA, Installed};

pub(crate) fn run(workspace: &Workspace, options: &TestOptions) -> Result<(), Failure> {
    let mut steps = Steps::new(workspace);
    let outcome = all(&mut steps, options);
    steps.conclude(outcome)
}

fn all(steps: &mut Steps<'_>, options: &TestOptions) -> Result<(), Failure> {
    code(steps)?;
    let aws = AWS.install(steps.workspace)?;
    template(steps, &aws)?;
    if !options.end_to_end {
        steps::skip("end to end", "--no-e2e");
        return Ok(());
    }
    let lambda = CARGO_LAMBDA.install(steps.workspace)?;
    e2e::run(steps, lambda, &aws)
}

fn code(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.program(
        "formatting",
        workspace.cargo(&["fmt", "--all", "--check", "--", "--color", "never"]),
    )?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    steps.program("clippy", workspace.cargo(&clippy))?;
    let mut doc = workspace.cargo(&["doc", "--workspace", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    steps.program("documentation", doc)?;
    let ring = workspace.cargo(&["tree", "--workspace", "--target", "all", "--invert", "ring"]);
    steps.judged("one crypto provider", ring, has_no_ring)?;
    let tests = workspace.cargo(&["test", "--workspace"]);
    steps.judged("tests", tests, |finished| {
        match (finished.succeeded, tests_passed(&finished.output)) {
            (true, passed @ 1..) => Ok(format!("{passed} passed")),
            _ => Err(()),
        }
    })
}

fn template(steps: &mut Steps<'_>, aws: &Installed) -> Result<(), Failure> {
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

/// `cargo tree` answers with nothing, or complains that it knows no such package.
fn has_no_ring(finished: &Finished) -> Result<String, ()> {
    let nothing =
        finished.output.contains("nothing to print") || finished.output.contains("did not match any packages");
    if nothing && !finished.output.contains("ring v") {
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
    fn a_second_crypto_provider_is_noticed() {
        assert!(has_no_ring(&of_cargo_tree("warning: nothing to print.\n\nTo find …")).is_ok());
        let unknown = "error: package ID specification `ring` did not match any packages";
        assert!(has_no_ring(&of_cargo_tree(unknown)).is_ok());
        assert!(has_no_ring(&of_cargo_tree("ring v0.17.14\n└── rustls v0.23.46\n")).is_err());
        assert!(has_no_ring(&of_cargo_tree("error: could not parse Cargo.toml")).is_err());
    }

    #[test]
    fn the_tests_of_all_binaries_are_counted() {
        let output = "\nrunning 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored\n\
                      test result: ok. 40 passed; 0 failed\n";
        assert_eq!(tests_passed(output), 42);
        assert_eq!(tests_passed("test result: ok. 0 passed; 0 failed"), 0);
    }
}
