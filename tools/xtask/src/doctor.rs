//! `cargo xtask doctor`: runs the program that looks at the platform, a program of its own that
//! brings the functions' configuration and verification.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::arguments::DoctorOptions;
use crate::cargo::Workspace;
use crate::env_file;
use crate::failure::Failure;
use crate::process;
use crate::variables;

/// Returns the program's own exit status: 0 where nothing differs, 1 where something does.
pub(crate) fn run(workspace: &Workspace, options: &DoctorOptions) -> Result<ExitCode, Failure> {
    if !workspace.has(DOCUMENTS) {
        return Err(Failure::said(format!(
            "there is no doctor: it sends the documents of {DOCUMENTS}, and went with it"
        )));
    }
    let usual = workspace.root.join(".env");
    let variables = read(options.env_file.as_deref().unwrap_or(&usual))?;
    let built = process::run_shown("cargo", build(workspace))?;
    if !built.succeeded {
        return Err(Failure::said(
            "the build failed; the compiler's message above says where",
        ));
    }
    let mut doctor = program(workspace, &variables);
    doctor.args(options.token.iter().flat_map(|token| ["--token", token]));
    // Not in a process group of its own: it reads the terminal, and Ctrl-C is meant for it too.
    let status = doctor.status();
    let status = status.map_err(|error| Failure::said(format!("doctor cannot be started: {error}")))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn read(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::said(format!(
            "there is no {shown}: copy .env.example to .env and fill in the credentials of your app, or name \
             another file with --env-file"
        )),
        _ => Failure::said(format!("cannot read {shown}: {error}")),
    })?;
    env_file::parse(&text).map_err(|fault| Failure::said(format!("{shown}: {fault}")))
}

/// All members are selected, as in [`Workspace::build`], so that nothing is built twice.
fn build(workspace: &Workspace) -> Command {
    workspace.cargo(&[
        "build",
        "--quiet",
        "--features",
        &workspace.local_features,
        "--bin",
        NAME,
    ])
}

/// The program with these variables of the functions and no others: one left over in the shell would
/// mix in.
fn program(workspace: &Workspace, variables: &[(String, String)]) -> Command {
    let name = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
    let mut program = Command::new(workspace.target.join("debug").join(name));
    for variable in variables::of_the_functions() {
        program.env_remove(variable);
    }
    program.envs(variables.iter().map(|(name, value)| (name, value)));
    program
}

const NAME: &str = "doctor";
/// The function whose documents it sends.
const DOCUMENTS: &str = "product-proxy";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_where_it_is_missing_or_wrong() {
        let folder = std::env::temp_dir().join(format!("xtask-doctor-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let said = |path: &Path| match read(path) {
            Err(Failure::Said(sentence)) => sentence,
            other => panic!("{other:?}"),
        };
        let missing = said(&folder.join("missing.env"));
        assert!(
            missing.contains("missing.env: copy .env.example") && missing.contains("--env-file"),
            "{missing}"
        );
        let path = folder.join("wrong.env");
        fs::write(&path, "A=1\nCLIENT_SECRET=two hushes\n").unwrap();
        let wrong = said(&path);
        assert!(
            wrong.contains("wrong.env: line 2: ") && !wrong.contains("hush"),
            "{wrong}"
        );
        fs::write(&path, "CLIENT_ID=a\nCLIENT_SECRET=\"b c\"\n").unwrap();
        let variables = read(&path).unwrap();
        assert_eq!(
            variables,
            [("CLIENT_ID", "a"), ("CLIENT_SECRET", "b c")].map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
