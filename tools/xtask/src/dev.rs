//! `cargo xtask dev`: everything on this machine, no account anywhere.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::arguments::DevOptions;
use crate::cargo::Workspace;
use crate::console::say;
use crate::env_file;
use crate::failure::Failure;
use crate::gateway;
use crate::interrupt;
use crate::local::Local;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::try_it;

pub(crate) fn run(workspace: &Workspace, options: &DevOptions) -> Result<(), Failure> {
    let live = options.live.then(|| checked_env_file(workspace)).transpose()?;
    ports::must_be_free(options.port, "the functions", "--port")?;
    if !options.live {
        if options.port == options.stand_in_port {
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
        None => Some(start_stand_in(workspace, options.stand_in_port)?),
    };
    let variables = match (live, &stand_in) {
        (None, Some(stand_in)) => with_stand_in(workspace, stand_in, options.port)?,
        (live, _) => live.unwrap_or_default(),
    };
    let output = (Stdio::inherit(), Stdio::inherit());
    let mut server = gateway::start(workspace, options.port, &variables, output)?;
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

fn start_stand_in(workspace: &Workspace, port: u16) -> Result<StandIn, Failure> {
    StandIn::start(workspace.stand_in(), port, (Stdio::inherit(), Stdio::inherit()))
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

/// The variables of `.env`, once it is certain that they are meant as they are read.
fn checked_env_file(workspace: &Workspace) -> Result<Variables, Failure> {
    let path = workspace.root.join(".env");
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::said(
            "there is no .env: copy .env.example to .env, fill in the credentials of your app, \
             and run this again",
        ),
        _ => Failure::said(format!("cannot read .env: {error}")),
    })?;
    check(&text).map_err(|fault| Failure::said(format!("{}: {fault}", shown(&path))))
}

type Variables = Vec<(String, String)>;

fn check(text: &str) -> Result<Variables, String> {
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
        (true, false, false) | (false, true, true) => Ok(variables),
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
            assert!(check(good).is_ok(), "{good:?}");
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
