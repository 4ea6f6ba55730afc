//! `cargo xtask dev`: everything on this machine, no account anywhere.

use std::process::Stdio;
use std::time::Duration;

use crate::arguments::DevOptions;
use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;
use crate::gateway;
use crate::interrupt;
use crate::live_env::{self, LiveEnv};
use crate::local::Local;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::try_it;

pub(crate) fn run(workspace: &Workspace, options: &DevOptions) -> Result<(), Failure> {
    let live = options.live.then(|| live_env::checked(workspace)).transpose()?;
    let port = port(options, live.as_ref());
    ports::must_be_free(port, "the functions", "--port")?;
    if !options.live {
        if port == options.stand_in_port {
            return Err(Failure::said("give --port and --stand-in-port different ports"));
        }
        ports::must_be_free(options.stand_in_port, "the stand-in", "--stand-in-port")?;
    }
    if !process::run_shown("cargo", workspace.build_servers())?.succeeded {
        return Err(Failure::said(
            "the build failed; the compiler's message above says where",
        ));
    }

    let mut stand_in = match live {
        Some(_) => None,
        None => Some(start_stand_in(workspace, options.stand_in_port, port)?),
    };
    let variables = match (live, &stand_in) {
        (None, Some(stand_in)) => with_stand_in(workspace, stand_in, port)?,
        (live, _) => live.map(|live| live.variables).unwrap_or_default(),
    };
    let output = (Stdio::inherit(), Stdio::inherit());
    let arguments = gateway::front_end(workspace, stand_in.as_ref().map(|stand_in| stand_in.url.as_str()));
    let mut server = gateway::start_with(workspace, port, &variables, &arguments, output)?;
    let lines = match &stand_in {
        Some(stand_in) => try_it::with_stand_in(workspace, &mut server, stand_in)?,
        None => try_it::live(workspace, &mut server)?,
    };
    say(lines);

    while let Ok(()) = interrupt::pause(POLL) {
        server.must_run()?;
        if let Some(stand_in) = &mut stand_in {
            stand_in.must_run()?;
        }
    }
    say("\nending …");
    drop(server);
    drop(stand_in);
    Ok(())
}

fn port(options: &DevOptions, live: Option<&LiveEnv>) -> u16 {
    let of_file = live.and_then(|live| live.port);
    options.port.or(of_file).unwrap_or(QUICK_START)
}

fn start_stand_in(workspace: &Workspace, port: u16, app_port: u16) -> Result<StandIn, Failure> {
    let mut program = workspace.stand_in();
    program.args(["--app-url", &format!("http://localhost:{app_port}")]);
    program.arg("--app-manifest").arg(workspace.root.join("web/app.json"));
    StandIn::start(program, port, (Stdio::inherit(), Stdio::inherit()))
}

fn with_stand_in(workspace: &Workspace, stand_in: &StandIn, port: u16) -> Result<Variables, Failure> {
    let local = Local::new(workspace, port)?;
    let mut variables = stand_in.variables().to_vec();
    variables.extend(local.variables());
    let owned = variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(owned.collect())
}

type Variables = Vec<(String, String)>;

const POLL: Duration = Duration::from_millis(200);

/// JTL's own quick start listens there, and its front end's proxy points there.
const QUICK_START: u16 = 5273;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_operators_then_the_files_then_the_quick_starts() {
        let options = |port| DevOptions {
            live: true,
            port,
            stand_in_port: 7878,
        };
        let live = |port| LiveEnv {
            variables: Vec::new(),
            port,
        };
        assert_eq!(port(&options(Some(80)), Some(&live(Some(3005)))), 80);
        assert_eq!(port(&options(None), Some(&live(Some(3005)))), 3005);
        assert_eq!(port(&options(None), Some(&live(None))), 5273);
        assert_eq!(port(&options(None), None), 5273);
    }
}
