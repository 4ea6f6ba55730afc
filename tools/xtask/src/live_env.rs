//! `.env`: the variables of `cargo xtask dev --live`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::Workspace;
use crate::env_file;
use crate::failure::Failure;

/// `.env`, once it is certain that `cargo lambda watch` reads it as it is meant.
pub(crate) fn checked(workspace: &Workspace) -> Result<PathBuf, Failure> {
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
