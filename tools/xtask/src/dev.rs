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
use crate::live_env;
use crate::local::Local;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::try_it;
use crate::watch::Watch;

pub(crate) fn run(workspace: &Workspace, options: &DevOptions) -> Result<(), Failure> {
    let live_env_file = options.live.then(|| live_env::checked(workspace)).transpose()?;
    ports::must_be_free(options.port, "the functions", "--port")?;
    if !options.live {
        if options.port == options.stand_in_port {
            return Err(Failure::said("give --port and --stand-in-port different ports"));
        }
        ports::must_be_free(options.stand_in_port, "the stand-in", "--stand-in-port")?;
    }
    let lambda = installed_while_building(workspace)?;

    let mut stand_in = match live_env_file {
        Some(_) => None,
        None => Some(start_stand_in(workspace, options.stand_in_port)?),
    };
    let env_file = match (&live_env_file, &stand_in) {
        (None, Some(stand_in)) => stand_in_env_file(workspace, stand_in, options.port)?,
        _ => live_env_file.unwrap_or_default(),
    };
    let output = (Stdio::inherit(), Stdio::inherit());
    let mut watch = Watch::start(&lambda, workspace, options.port, &env_file, output)?;
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
