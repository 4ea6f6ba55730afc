//! The accounts' signing keys in Secrets Manager, changed by the admin program.

use std::process::Command;

use serde_json::{Value, json};

use super::must;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::moto::Moto;
use crate::process::{self, Finished};
use crate::steps::Steps;
use crate::tenants;

/// Makes the first key of a secret, and lets several operators change the keys of another at once.
pub(super) fn in_secrets_manager(steps: &mut Steps<'_>, moto: &Moto, secret: &str) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let log = steps.log("keys");
    steps.step("admin: makes the first signing key in Secrets Manager", || {
        let mut build = tenants::admin(workspace);
        build.args(["keys", "--help"]);
        must_succeed(&process::run_quiet("admin", build, &log)?)?;
        let run = |step: &str| process::run_quiet("admin", keys(workspace, moto, step, secret), &log);
        let early = run("list")?;
        must(!early.succeeded && early.output.contains("no keys yet"), &early.output)?;
        let made = must_succeed(&run("new")?)?;
        must(kids(&made).len() == 1 && made["keys"][0]["state"] == "active", &made)?;
        let kept = must_succeed(&run("list")?)?;
        must(kept == made, &(&made, &kept))?;
        published(moto, secret, &kept)?;
        Ok(String::new())
    })?;
    steps.step(
        "admin: of eight who change the keys at once, none loses another's",
        || {
            let at_once = format!("{secret}-at-once");
            let runs: Vec<Finished> = std::thread::scope(|scope| {
                let run = |number| {
                    let log = log.with_extension(format!("{number}.log"));
                    let command = keys(workspace, moto, "new", &at_once);
                    scope.spawn(move || process::run_quiet("admin", command, &log))
                };
                let runs: Vec<_> = (0..8).map(run).collect();
                let outcomes = runs.into_iter().map(|run| run.join().expect("a run does not panic"));
                outcomes.collect::<Result<_, _>>()
            })?;
            let list = keys(workspace, moto, "list", &at_once);
            let kept = kids(&must_succeed(&process::run_quiet("admin", list, &log)?)?);
            let (done, refused): (Vec<_>, Vec<_>) = runs.iter().partition(|run| run.succeeded);
            let known = |run: &&Finished| {
                let made: Value = serde_json::from_str(&run.output).unwrap_or_default();
                kids(&made).iter().all(|kid| kept.contains(kid))
            };
            let outputs: Vec<_> = runs.iter().map(|run| &run.output).collect();
            must(done.len() == kept.len() && done.iter().all(known), &(&kept, &outputs))?;
            published(
                moto,
                &at_once,
                &json!({"keys": kept.iter().map(|kid| json!({"kid": kid})).collect::<Vec<_>>()}),
            )?;
            let is_said = |run: &&Finished| {
                run.output.contains("changed the keys meanwhile") || run.output.contains("rotate first")
            };
            must(refused.iter().all(is_said), &outputs)?;
            let early = process::run_quiet("admin", keys(workspace, moto, "rotate", &at_once), &log)?;
            must(!early.succeeded, &early.output)?;
            Ok(format!("{} made, {} refused", done.len(), refused.len()))
        },
    )
}

/// The tool by itself, once it is built: eight of them start at once.
fn keys(workspace: &Workspace, moto: &Moto, step: &str, secret: &str) -> Command {
    let name = format!("admin{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(workspace.target.join("debug").join(name));
    command
        .args(["keys", step, "--json", "--secret", secret])
        .envs(moto.variables());
    command
}

/// The other functions find each key in the secret beside, and no private one.
fn published(moto: &Moto, secret: &str, kept: &Value) -> Result<(), Failure> {
    let text = moto.secret(&format!("{secret}-public"))?;
    let key_set: Value = serde_json::from_str(&text).unwrap_or_default();
    let members = key_set["keys"].as_array().into_iter().flatten();
    let is_public = members.clone().count() > 0 && members.clone().all(|key| key["x"].is_string());
    let has_private = text.contains("seed") || members.clone().any(|key| key.get("d").is_some());
    must(kids(&key_set) == kids(kept) && is_public && !has_private, &text)
}

fn must_succeed(finished: &Finished) -> Result<Value, Failure> {
    must(finished.succeeded, &finished.output)?;
    Ok(serde_json::from_str(&finished.output).unwrap_or_default())
}

fn kids(printed: &Value) -> Vec<Value> {
    let keys = printed["keys"].as_array().into_iter().flatten();
    keys.map(|key| key["kid"].clone()).collect()
}
