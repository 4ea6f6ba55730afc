//! `cargo lambda watch`: the functions behind one local port, with the routes of `Cargo.toml`.

use std::path::Path;
use std::process::Stdio;

use crate::cargo::Workspace;
use crate::cargo_lambda::CargoLambda;
use crate::failure::Failure;
use crate::local_server::LocalServer;
use crate::variables;

/// Starts the local server and waits until it listens. It starts a function at its first call.
pub(crate) fn start(
    lambda: &CargoLambda,
    workspace: &Workspace,
    port: u16,
    env_file: &Path,
    output: (Stdio, Stdio),
) -> Result<LocalServer, Failure> {
    let port_text = port.to_string();
    let address = ["watch", "--invoke-address", "127.0.0.1", "--invoke-port", &port_text];
    let mut command = lambda.command(workspace, &address);
    command.args(["--features", &workspace.local_features]);
    command
        .arg("--env-file")
        .arg(env_file)
        .stdout(output.0)
        .stderr(output.1);
    // The functions take these from the file alone; one left over in the shell would mix in.
    for variable in variables::of_the_functions() {
        command.env_remove(variable);
    }
    LocalServer::start("cargo lambda watch", command, port)
}
