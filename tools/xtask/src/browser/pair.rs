//! A stand-in and a gateway as `cargo xtask dev` starts them, described for whoever starts them: the
//! tests do, since some end the one and start it again.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::RESULTS;
use crate::cargo::{Workspace, in_a_variable};
use crate::failure::Failure;
use crate::gateway;
use crate::local::Local;
use crate::ports;
use crate::stand_in;
use crate::tenants;

/// Both programs, on ports that were free a moment ago. What the functions keep is kept in `folder`.
pub(super) fn described(workspace: &Workspace, folder: &Path) -> Result<Value, Failure> {
    let (shell_port, app_port) = (ports::free()?, ports::free()?);
    let shell = format!("http://127.0.0.1:{shell_port}");
    let app = format!("http://localhost:{app_port}");

    let mut stand_in = workspace.stand_in();
    stand_in.args([
        "--port",
        &shell_port.to_string(),
        "--app-url",
        &app,
        "--app-manifest",
        MANIFEST,
    ]);
    let local = Local::in_folder(workspace, &workspace.scratch().join(RESULTS), app_port)?.with_files_in(folder);
    let mut variables: Vec<(String, String)> = Vec::new();
    variables.extend(owned(stand_in::variables(&shell)));
    variables.extend(owned(local.variables()));
    let mut gateway = gateway::program(workspace, app_port, &variables);
    gateway.args(gateway::front_end(workspace, Some(&shell)));
    // Built before; a gateway that builds would keep its first answers waiting.
    for function in &workspace.functions {
        let executable = in_a_variable(&workspace.built(function));
        gateway.args(["--executable", &format!("{function}={executable}")]);
    }
    let mut registry = tenants::admin(workspace);
    registry.args(["tenants", "list", "--json"]).envs(local.variables());
    Ok(json!({
        "shell": shell,
        "app": app,
        "standIn": started_by(&stand_in),
        "gateway": started_by(&gateway),
        "registry": started_by(&registry),
    }))
}

fn owned<'a>(variables: impl IntoIterator<Item = (&'static str, &'a str)>) -> Vec<(String, String)> {
    let variables = variables.into_iter();
    variables
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// What another program needs to start this one. A variable that is null is to be taken away.
fn started_by(command: &Command) -> Value {
    let text = |text: &std::ffi::OsStr| text.to_string_lossy().into_owned();
    let variables = command.get_envs();
    let variables: Map<String, Value> = variables
        .map(|(name, value)| (text(name), value.map(text).into()))
        .collect();
    let arguments: Vec<String> = command.get_args().map(text).collect();
    json!({
        "program": text(command.get_program()),
        "arguments": arguments,
        "variables": variables,
    })
}

/// The front end's manifest.
const MANIFEST: &str = "web/app.json";
