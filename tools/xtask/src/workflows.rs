//! The workflows in `.github`: as zizmor reads them, a program that looks for what others could misuse, such
//! as an action that is not pinned, a key that stays behind, or text of a stranger in a command; and beside
//! what they rely on.

use std::fs;
use std::path::Path;

use toml_edit::DocumentMut;

use crate::failure::Failure;
use crate::steps::{self, Steps};
use crate::tools::{AWS, CARGO_LAMBDA, ZIZMOR};

pub(crate) fn check(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    if !workspace.root.join(".github/workflows").exists() {
        steps::skip(BY_ZIZMOR, "there are none");
        return Ok(());
    }
    let mut zizmor = ZIZMOR.install(workspace)?.command("zizmor");
    zizmor
        .args(["--offline", "--no-progress", "--strict-collection", "."])
        .current_dir(&workspace.root);
    steps.program(BY_ZIZMOR, zizmor)?;
    steps.step("workflows, their stages and the versions of their tools", || {
        let samconfig = read(&workspace.root.join("samconfig.toml"))?;
        let workflows = all(&workspace.root.join(".github/workflows"))?;
        let differences = differences(&workflows, &samconfig)?;
        if differences.is_empty() {
            return Ok(String::new());
        }
        Err(Failure::said(differences.join("\n")))
    })
}

/// Tools in other versions than are tested, stages without a stack, and jobs that wait for none.
fn differences(workflows: &[String], samconfig: &str) -> Result<Vec<String>, Failure> {
    let samconfig: DocumentMut = samconfig
        .parse()
        .map_err(|error| Failure::said(format!("samconfig.toml is not TOML: {error}")))?;
    let tested = [AWS.packages(), CARGO_LAMBDA.packages()].concat();
    let mut found = Vec::new();
    for text in workflows {
        let packages = text.split_whitespace().filter(|word| is_pinned_package(word));
        let untested = packages.filter(|package| !tested.contains(package));
        found.extend(untested.map(|package| format!("{package} is installed, and not among {tested:?}")));
        let stages = values(text, "stage: ").filter(|stage| {
            let name = samconfig
                .get(stage)
                .and_then(|stage| stage.get("global")?.get("parameters")?.get("stack_name"));
            name.is_none()
        });
        found.extend(stages.map(|stage| format!("samconfig.toml has no stack_name for the stage {stage}")));
        let needed = values(text, "needs: ").flat_map(|jobs| jobs.trim_matches(['[', ']']).split(", "));
        let unknown = needed.filter(|job| !text.lines().any(|line| line == format!("  {job}:")));
        found.extend(unknown.map(|job| format!("a job needs {job}, which is not there")));
    }
    Ok(found)
}

fn is_pinned_package(word: &str) -> bool {
    word.split_once("==")
        .is_some_and(|(_, version)| version.starts_with(|first: char| first.is_ascii_digit()))
}

/// What follows `key` where a line begins with it.
fn values<'a>(text: &'a str, key: &str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.trim().strip_prefix(key))
}

fn all(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    entries.flatten().map(|entry| read(&entry.path())).collect()
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(format!("cannot read {}: {error}", path.display()))
}

const BY_ZIZMOR: &str = "workflows, zizmor";

#[cfg(test)]
mod tests {
    fn differences(workflow: &str) -> Vec<String> {
        let samconfig = "[staging.global.parameters]\nstack_name = 'app-staging'\n[prod.global.parameters]\n";
        super::differences(&[workflow.to_owned()], samconfig).unwrap_or_else(|_| panic!("it is TOML"))
    }

    #[test]
    fn a_workflow_that_relies_on_what_is_there_is_left_alone() {
        let workflow = "jobs:\n  test:\n    run: x\n  build:\n    run: pip install cargo-lambda==1.9.2\n  staging:\n    \
                        needs: [test, build]\n    with:\n      stage: staging\n    run: --query [?OutputKey=='ApiUrl']\n";
        assert_eq!(differences(workflow), Vec::<String>::new());
    }

    #[test]
    fn another_version_another_stage_and_another_job_are_named() {
        for (workflow, named) in [
            ("run: pip install aws-sam-cli==1.2.3", "aws-sam-cli==1.2.3"),
            ("with:\n  stage: stagging", "stagging"),
            ("with:\n  stage: prod", "prod"),
            ("jobs:\n  test:\n    x\n  deploy:\n    needs: [test, bild]", "bild"),
            ("jobs:\n  test:\n    x\n  deploy:\n    needs: tset", "tset"),
        ] {
            let found = differences(workflow);
            assert!(found.len() == 1 && found[0].contains(named), "{found:?}");
        }
    }
}
