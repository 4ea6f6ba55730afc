//! `cargo xtask dev`: everything on this machine, no account anywhere.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use crate::arguments::DevOptions;
use crate::cargo::Workspace;
use crate::cargo_lambda::CargoLambda;
use crate::console::say;
use crate::env_file;
use crate::failure::Failure;
use crate::interrupt;
use crate::live_env::{self, LiveEnv};
use crate::local::Local;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::try_it;
use crate::watch::Watch;

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
    let lambda = installed_while_building(workspace)?;

    let mut stand_in = match live {
        Some(_) => None,
        None => Some(start_stand_in(workspace, options.stand_in_port)?),
    };
    let env_file = match (live, &stand_in) {
        (None, Some(stand_in)) => stand_in_env_file(workspace, stand_in, port)?,
        (live, _) => live.map(|live| live.path).unwrap_or_default(),
    };
    let output = (Stdio::inherit(), Stdio::inherit());
    let mut watch = Watch::start(&lambda, workspace, port, &env_file, output)?;
    let lines = match &stand_in {
        Some(stand_in) => try_it::with_stand_in(workspace, &mut watch, stand_in)?,
        None => try_it::live(workspace, &mut watch)?,
    };
    say(lines);

    while let Ok(()) = interrupt::pause(POLL) {
        watch.must_run()?;
        if let Some(stand_in) = &mut stand_in {
            stand_in.must_run()?;
        }
    }
    say("\nending …");
    drop(watch);
    drop(stand_in);
    Ok(())
}

fn port(options: &DevOptions, live: Option<&LiveEnv>) -> u16 {
    let of_file = live.and_then(|live| live.port);
    options.port.or(of_file).unwrap_or(QUICK_START)
}

/// Installs the local server while cargo builds the functions.
fn installed_while_building(workspace: &Workspace) -> Result<CargoLambda, Failure> {
    std::thread::scope(|scope| {
        let lambda = scope.spawn(|| CargoLambda::for_watch(workspace));
        let built = process::run_shown("cargo", workspace.build());
        let lambda = lambda.join().expect("an installation does not panic");
        if !built?.succeeded {
            return Err(Failure::said(
                "the build failed; the compiler's message above says where",
            ));
        }
        lambda
    })
}

fn start_stand_in(workspace: &Workspace, port: u16) -> Result<StandIn, Failure> {
    StandIn::start(workspace.stand_in(), port, (Stdio::inherit(), Stdio::inherit()))
}

fn stand_in_env_file(workspace: &Workspace, stand_in: &StandIn, port: u16) -> Result<PathBuf, Failure> {
    let path = workspace.scratch().join("dev.env");
    fs::create_dir_all(workspace.scratch())
        .map_err(|error| Failure::said(format!("cannot write {}: {error}", path.display())))?;
    let local = Local::new(workspace, port)?;
    let mut variables = stand_in.variables().to_vec();
    variables.extend(local.variables());
    env_file::write(&path, &variables)?;
    Ok(path)
}

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
            path: PathBuf::new(),
            port,
        };
        assert_eq!(port(&options(Some(80)), Some(&live(Some(3005)))), 80);
        assert_eq!(port(&options(None), Some(&live(Some(3005)))), 3005);
        assert_eq!(port(&options(None), Some(&live(None))), 5273);
        assert_eq!(port(&options(None), None), 5273);
    }
}
