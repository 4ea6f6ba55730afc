//! `.env`: the variables of `cargo xtask dev --live`.

use std::fs;
use std::path::Path;

use crate::cargo::Workspace;
use crate::env_file;
use crate::failure::Failure;

/// File of the variables.
pub(crate) const FILE: &str = ".env";

/// `.env`, once it is certain that it is meant as it is read.
#[derive(Debug, PartialEq)]
pub(crate) struct LiveEnv {
    pub(crate) variables: Vec<(String, String)>,
    /// Its `PORT`, where JTL's scaffolded front end looks for its backend.
    pub(crate) port: Option<u16>,
}

/// Reads and checks `.env`.
pub(crate) fn checked(workspace: &Workspace) -> Result<LiveEnv, Failure> {
    let path = workspace.root.join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::said(
            "there is no .env: copy .env.example to .env, fill in the credentials of your app, \
             and run this again",
        ),
        _ => Failure::said(format!("cannot read .env: {error}")),
    })?;
    check(&text).map_err(|fault| Failure::said(format!("{}: {fault}", shown(&path))))
}

fn check(text: &str) -> Result<LiveEnv, String> {
    let variables = env_file::parse(text)?;
    if let Some((name, _)) = variables.iter().find(|(_, value)| value.is_empty()) {
        return Err(format!("{name} is empty: give it a value or take the line out"));
    }
    let port = variables.iter().find(|(name, _)| name == "PORT");
    let port = port.map(|(_, value)| value.parse().ok().filter(|port| *port > 0));
    let port = port
        .map(|port| port.ok_or("PORT must be a number from 1 to 65535"))
        .transpose()?;
    let is_set = |name| variables.iter().any(|(known, _)| known == name);
    match (
        is_set("CREDENTIALS_SECRET_ID"),
        is_set("CLIENT_ID"),
        is_set("CLIENT_SECRET"),
    ) {
        (true, false, false) | (false, true, true) => Ok(LiveEnv { variables, port }),
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
            assert_eq!(check(good).map(|env| env.port), Ok(None), "{good:?}");
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
    fn the_file_that_jtls_scaffold_writes_is_taken_as_it_is() {
        let newer = "CLIENT_ID=382716459023847512@shop\nCLIENT_SECRET=Zq3_x-7.Y~p\nJTL_ISSUER=https://id.jtl-cloud.com\n\
            JTL_APP_ID=382716459023847000\nJTL_API_BASE=https://api.jtl-cloud.com/erp/v2\nPORT=3005\n";
        let older = newer.replace("PORT=3005", "JTL_AUTH_BASE=https://auth.jtl-cloud.com\nPORT=3025");
        let env = check(newer).unwrap();
        assert_eq!((env.port, env.variables.len()), (Some(3005), 6));
        assert_eq!(check(&older).map(|env| env.port), Ok(Some(3025)));
        for wrong in ["0", "65536", "-1", "http"] {
            let fault = check(&newer.replace("3005", wrong)).unwrap_err();
            assert!(fault.starts_with("PORT must be"), "{fault}");
        }
    }

    #[test]
    fn the_example_as_it_stands_asks_for_what_is_to_be_filled_in() {
        let fault = check(include_str!("../../../.env.example")).unwrap_err();
        assert!(fault.starts_with("CLIENT_ID is empty"), "{fault}");
    }
}
