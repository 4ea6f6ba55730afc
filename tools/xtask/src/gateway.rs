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
    let mut program = Command::new(workspace.built("gateway"));
    program
        .current_dir(&workspace.root)
        .args(["--port", &port.to_string(), "--feature", LOCAL_FEATURE])
        .stdout(output.0)
        .stderr(output.1);
    // The functions take these from here alone; one left over in the shell would mix in.
    for variable in variables::of_the_functions() {
        program.env_remove(variable);
    }
    let variables = variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    program.envs(variables);
    LocalServer::start("gateway", program, port)
}

/// The feature of functions that have an embedded store, on a developer's machine.
pub(crate) const LOCAL_FEATURE: &str = "sqlite";
