//! `cargo xtask dev`: everything on this machine, no account anywhere.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use crate::arguments::{DevOptions, QUICK_START};
use crate::cargo::Workspace;
use crate::console::say;
use crate::dev_env::{self, DevEnv};
use crate::env_file;
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
    let own = match live {
        Some(_) => DevEnv::default(),
        None => dev_env::read(workspace, &options.env)?,
    };
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
        (None, Some(stand_in)) => with_stand_in(workspace, stand_in, port, own)?,
        (live, _) => live.map(|live| live.variables).unwrap_or_default(),
    };
    let mut arguments = gateway::front_end(workspace, stand_in.as_ref().map(|stand_in| stand_in.url.as_str()));
    arguments.extend(options.verbose.then(|| "--verbose".to_owned()));
    let output = (Stdio::inherit(), Stdio::inherit());
    let mut server = gateway::start_with(workspace, port, &variables, &arguments, output)?;
    let lines = match &stand_in {
        Some(stand_in) => try_it::with_stand_in(workspace, &mut server, stand_in)?,
        None => try_it::live::ready(workspace, &mut server)?,
    };
    say(lines);

    let mut files = ReadAtStart::of(workspace);
    while let Ok(()) = interrupt::pause(POLL) {
        server.must_run()?;
        if let Some(stand_in) = &mut stand_in {
            stand_in.must_run()?;
        }
        files.look();
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
    let manifest = workspace.root.join("web/app.json");
    if manifest.is_file() {
        program.arg("--app-manifest").arg(manifest);
    }
    StandIn::start(program, port, (Stdio::null(), Stdio::inherit()))
}

/// The variables of the stand-in and of what is kept here, each in a file for other commands too, and
/// those of the developer's own, which come before them.
fn with_stand_in(workspace: &Workspace, stand_in: &StandIn, port: u16, own: DevEnv) -> Result<Variables, Failure> {
    let local = Local::new(workspace, port)?;
    let mut variables = stand_in.variables().to_vec();
    variables.extend(local.variables());
    env_file::write(&workspace.dev_folder(port).join(ENV_FILE), &variables)?;
    if let Some(line) = own.line() {
        say(line);
    }
    let is_own = |name: &str| own.variables.iter().any(|(known, _)| known == name);
    variables.retain(|(name, _)| !is_own(name));
    let owned = variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(owned.chain(own.variables).collect())
}

/// Files of variables, which are read at the start alone.
struct ReadAtStart(Vec<(PathBuf, Option<SystemTime>)>);

impl ReadAtStart {
    fn of(workspace: &Workspace) -> Self {
        let paths = [live_env::FILE, dev_env::FILE].map(|file| workspace.root.join(file));
        Self(paths.into_iter().map(|path| (path.clone(), saved(&path))).collect())
    }

    /// Says so, once, where one has changed.
    fn look(&mut self) {
        for (path, known) in &mut self.0 {
            let present = saved(path);
            if *known != present {
                *known = present;
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                say(format!(
                    "{file} has changed: end this and start it again to have it taken up"
                ));
            }
        }
    }
}

fn saved(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

type Variables = Vec<(String, String)>;

const POLL: Duration = Duration::from_millis(200);

/// File of the variables that make functions call the stand-in.
pub(crate) const ENV_FILE: &str = "dev.env";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_operators_then_the_files_then_the_quick_starts() {
        let options = |port| DevOptions {
            live: true,
            port,
            stand_in_port: 7878,
            env: Vec::new(),
            verbose: false,
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
