//! The deployment, as far as it can be tried without AWS: transformed, linted, created and deleted.

#[cfg(test)]
mod tests;

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::process;
use crate::steps::Steps;
use crate::tools::{Installed, unwritable};

/// `template.yaml` as SAM hands it to CloudFormation for each of some sets of parameters: cfn-lint sees
/// circles there that it does not see before, and moto makes the resources.
pub(crate) fn check(steps: &mut Steps<'_>, aws: &Installed) -> Result<(), Failure> {
    let root = &steps.workspace.root;
    let folder = steps.workspace.scratch().join("deployment");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    }
    let mut transform = aws.command("python");
    transform
        .args(["-c", include_str!("transform.py")])
        .args([&root.join("template.yaml"), &folder]);
    steps.program("template, transformed by SAM", transform)?;

    let mut lint = aws.command("cfn-lint");
    // The transform has put the values of some parameters in.
    lint.args(["--ignore-checks", "W2001", "--template"])
        .args(transformed(&folder)?);
    steps.program("template, cfn-lint of what is deployed", lint)?;

    let mut create = aws.command("python");
    create
        .args([
            "-W",
            "ignore",
            "-c",
            concat!(include_str!("resources.py"), include_str!("create.py")),
        ])
        .arg(&folder);
    let log = steps.log("deployment");
    steps.step("template, created and deleted in moto", || {
        let finished = process::run_quiet("the deployment in moto", create, &log)?;
        let last = finished.output.lines().last().unwrap_or_default().to_owned();
        if finished.succeeded {
            Ok(last)
        } else {
            Err(Failure::said(finished.output))
        }
    })
}

/// The templates, one for each set.
fn transformed(folder: &PathBuf) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| unwritable(folder, &error))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let templates: Vec<PathBuf> = paths
        .filter(|path| !path.to_string_lossy().ends_with(".parameters.json"))
        .collect();
    if templates.is_empty() {
        return Err(Failure::said(format!(
            "SAM has written nothing into {}",
            folder.display()
        )));
    }
    Ok(templates)
}
