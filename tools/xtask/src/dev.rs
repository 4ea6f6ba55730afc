//! `cargo xtask dev`: everything on this machine, no account anywhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::arguments::DevOptions;
use crate::cargo::Workspace;
use crate::cargo_lambda::CargoLambda;
use crate::console::say;
use crate::env_file;
use crate::failure::Failure;
use crate::interrupt;
use crate::local::Local;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::try_it;
use crate::watch::Watch;

pub(crate) fn run(workspace: &Workspace, options: &DevOptions) -> Result<(), Failure> {
    let live_env_file = options.live.then(|| checked_env_file(workspace)).transpose()?;
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

/// `.env`, once it is certain that `cargo lambda watch` reads it as it is meant.
fn checked_env_file(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let path = workspace.root.join(".env");
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::said(
            "there is no .env: copy .env.example to .env, fill in the credentials of your app, \
             and run this again",
        ),
        _ => Failure::said(format!("cannot read .env: {error}")),
    })?;
    check(&text).map_err(|fault| Failure::said(format!("{}: {fault}", shown(&path))))?;
    Ok(path)
}

fn check(text: &str) -> Result<(), String> {
    let variables = env_file::parse(text)?;
    if let Some((name, _)) = variables.iter().find(|(_, value)| value.is_empty()) {
        return Err(format!("{name} is empty: give it a value or take the line out"));
    }
    let is_set = |name| variables.iter().any(|(known, _)| known == name);
    match (
        is_set("CREDENTIALS_SECRET_ID"),
        is_set("CLIENT_ID"),
        is_set("CLIENT_SECRET"),
    ) {
        (true, false, false) | (false, true, true) => Ok(()),
        (true, ..) => Err("set CREDENTIALS_SECRET_ID, or CLIENT_ID and CLIENT_SECRET, not both".into()),
        (false, true, false) => Err("CLIENT_SECRET is missing".into()),
        (false, false, true) => Err("CLIENT_ID is missing".into()),
        (false, false, false) => Err("CLIENT_ID and CLIENT_SECRET are missing (or CREDENTIALS_SECRET_ID)".into()),
    }
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

const POLL: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn credentials_come_from_one_place_and_are_whole() {
        for good in [
            "CLIENT_ID=a\nCLIENT_SECRET=b",
            "CREDENTIALS_SECRET_ID=\"jtl/app\"\nAPI_ENVIRONMENT=qa",
        ] {
            assert_eq!(check(good), Ok(()), "{good:?}");
        }
        for (bad, named) in [
            ("", "CLIENT_ID"),
            ("CLIENT_ID=a", "CLIENT_SECRET"),
            ("CLIENT_SECRET=a", "CLIENT_ID"),
            ("CLIENT_ID=a\nCLIENT_SECRET=b\nCREDENTIALS_SECRET_ID=c", "not both"),
            ("CREDENTIALS_SECRET_ID=c\nCLIENT_ID=a", "not both"),
        ] {
            let fault = check(bad).unwrap_err();
            assert!(fault.contains(named), "{bad:?}: {fault}");
        }
    }

    #[test]
    fn the_example_as_it_stands_asks_for_what_is_to_be_filled_in() {
        let fault = check(include_str!("../../../.env.example")).unwrap_err();
        assert!(fault.starts_with("CLIENT_ID is empty"), "{fault}");
    }
}
