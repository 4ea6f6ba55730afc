//! Functions that are made and removed in a clone of what is committed, as somebody who has just
//! cloned the project would.

mod clone;
mod dev;
mod refused;

use crate::cargo_lambda::CargoLambda;
use crate::e2e;
use crate::failure::Failure;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::{self, Steps};
use crate::test;
use crate::tools::Installed;
use clone::Clone;

/// Makes two functions, checks the clone, takes them out again, and then functions that came with
/// the project. With `lambda` what they answer is looked at too.
pub(crate) fn try_out(steps: &mut Steps<'_>, aws: &Installed, lambda: Option<&CargoLambda>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    if !workspace.root.join(".git").exists() {
        steps::skip("functions that are made and removed", "this is no git repository");
        return Ok(());
    }
    let clone = Clone::make(workspace, steps.log("made"))?;
    let start = clone.git(&["rev-parse", "HEAD"])?;
    steps.step("new: what cannot be made is refused, and nothing is changed", || {
        refused::try_out(&clone)
    })?;
    steps.step("new: two functions, and the clone's own tests", || {
        for (name, route, more) in MADE {
            clone.xtask(&[&["new", name, "--route", route], more].concat())?;
            clone.commit()?;
        }
        let only = ["--only", "made-orders,made-callers,xtask,sam-template"];
        let said = clone.xtask(&[&["test", "--no-e2e", "--no-clones"], &only[..]].concat())?;
        Ok(said.lines().last().unwrap_or_default().to_owned())
    })?;
    if let Some(lambda) = lambda {
        steps.step("new: cargo xtask dev answers the route", || dev::try_out(&clone))?;
        released(steps, &clone, lambda, aws)?;
    }
    steps.step("remove: what was made leaves no difference", || {
        for (name, ..) in MADE {
            clone.xtask(&["remove", name])?;
            clone.commit()?;
        }
        clone.git(&["diff", "--exit-code", start.trim()])
    })?;
    steps.step("remove: functions that came with the project", || {
        let removed = REMOVABLE.iter().filter(|function| workspace.has(function));
        let removed: Vec<&str> = removed.copied().collect();
        for function in &removed {
            clone.xtask(&["remove", function])?;
            clone.commit()?;
        }
        let clippy = [
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ];
        clone.cargo(&clippy)?;
        clone.cargo(&["test", "--locked", "--package", "xtask", "--package", "sam-template"])?;
        Ok(removed.join(", "))
    })?;
    let rest = workspace.cloned_to(&clone.root)?;
    steps.within(&rest, |steps| test::lint(steps, aws))
}

/// The release binaries of what was made, by the scenario of every function that has none of its own.
fn released(steps: &mut Steps<'_>, clone: &Clone<'_>, lambda: &CargoLambda, aws: &Installed) -> Result<(), Failure> {
    let mut workspace = steps.workspace.cloned_to(&clone.root)?;
    workspace
        .functions
        .retain(|name| MADE.iter().any(|(made, ..)| made == name));
    let log = process::log_file(&steps.log("stand-in of what is made"))?;
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, log)?;
    steps.within(&workspace, |steps| e2e::released(steps, lambda, aws, &stand_in))
}

/// Each with its route: one of either kind, a parameter, and a method that no other function has.
const MADE: [(&str, &str, &[&str]); 2] = [
    ("made-orders", "GET /api/made-orders/{id}", &["--erp"]),
    ("made-callers", "PATCH /api/made-callers", &[]),
];

/// In an order in which none is needed by one that is still there.
const REMOVABLE: [&str; 4] = ["account", "authorizer", "session", "product-proxy"];
