//! The local API Gateway, as a program of its own.

use std::process::{Command, Stdio};

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::local_server::LocalServer;
use crate::variables;

/// Starts the gateway and waits until it listens. It builds the functions meanwhile.
pub(crate) fn start(
    workspace: &Workspace,
    port: u16,
    variables: &[(String, String)],
    output: (Stdio, Stdio),
) -> Result<LocalServer, Failure> {
    start_with(workspace, port, variables, &[], output)
}

/// The arguments by which it serves the front end too, which the stand-in's page may frame.
pub(crate) fn front_end(workspace: &Workspace, stand_in: Option<&str>) -> Vec<String> {
    if !workspace.root.join(FRONT_END).is_dir() {
        return Vec::new();
    }
    let frames = stand_in.into_iter().flat_map(|origin| ["--frame-ancestor", origin]);
    let arguments = ["--web", FRONT_END].into_iter().chain(frames);
    arguments.map(str::to_owned).collect()
}

/// The same with more arguments.
pub(crate) fn start_with(
    workspace: &Workspace,
    port: u16,
    variables: &[(String, String)],
    arguments: &[String],
    output: (Stdio, Stdio),
) -> Result<LocalServer, Failure> {
    let mut program = program(workspace, port, variables);
    program.args(arguments).stdout(output.0).stderr(output.1);
    LocalServer::start("gateway", program, port)
}

/// The program before functions that have these variables and no others.
pub(crate) fn program(workspace: &Workspace, port: u16, variables: &[(String, String)]) -> Command {
    let mut program = Command::new(workspace.built("gateway"));
    program
        .current_dir(&workspace.root)
        .args(["--port", &port.to_string(), "--feature", LOCAL_FEATURE]);
    // The functions take these from here alone; one left over in the shell would mix in.
    for variable in variables::of_the_functions() {
        program.env_remove(variable);
    }
    let variables = variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    program.envs(variables);
    program
}

/// The feature of functions that have an embedded store, on a developer's machine.
pub(crate) const LOCAL_FEATURE: &str = "sqlite";

/// Folder of the demo front end.
const FRONT_END: &str = "web";
