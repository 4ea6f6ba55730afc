// <account>
//! The command line of `keys`.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which is plain text")]

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
pub(crate) struct Keys {
    #[command(subcommand)]
    pub(crate) step: Step,
    /// A secret of Secrets Manager; else ACCOUNT_KEYS_SECRET_ID
    #[arg(long, global = true, value_name = "ID", conflicts_with = "file")]
    secret: Option<String>,
    /// A file; else ACCOUNT_KEYS_FILE
    #[arg(long, global = true, value_name = "PATH")]
    file: Option<String>,
    /// Prints JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Subcommand)]
pub(crate) enum Step {
    /// The keys, and the next step
    List,
    /// Makes the first key, which signs at once; where there is one, publishes the next one
    New,
    /// Lets the next key sign, 70 minutes after it was made at the earliest
    Rotate,
    /// Writes the public halves anew where the other functions read them: the secret's name and -public
    Publish,
    /// Removes retired keys whose last token has expired: 2 hours and 1 minute after the rotation
    Retire,
}

/// The location of the keys.
#[derive(Debug, PartialEq)]
pub(crate) enum Location {
    /// A secret of Secrets Manager, by its id.
    Secret(String),
    /// A file.
    File(PathBuf),
}

impl Keys {
    /// The location that is named here or else by the environment.
    pub(crate) fn location(&self, env: impl Fn(&str) -> Option<String>) -> Result<Location, String> {
        let given = match (&self.secret, &self.file) {
            (None, None) => (env("ACCOUNT_KEYS_SECRET_ID"), env("ACCOUNT_KEYS_FILE")),
            (secret, file) => (secret.clone(), file.clone()),
        };
        match given {
            (Some(id), None) if !id.trim().is_empty() => Ok(Location::Secret(id.trim().to_owned())),
            (None, Some(path)) if !path.trim().is_empty() => Ok(Location::File(path.into())),
            (Some(_), Some(_)) => Err("set only one of ACCOUNT_KEYS_SECRET_ID and ACCOUNT_KEYS_FILE".into()),
            (None, None) => Err("give --secret or --file, or set ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE".into()),
            _ => Err("the secret's id or the file's path is empty".into()),
        }
    }
}

pub(crate) const REACHED: &str = "Secrets Manager is reached with the AWS credentials and the region of the environment or of \
    your profile; they need GetSecretValue, PutSecretValue and CreateSecret.";

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::{Arguments, Resource};

    fn parsed(line: &str) -> Result<Resource, String> {
        Arguments::try_parse_from(std::iter::once("admin").chain(line.split_whitespace()))
            .map(|arguments| arguments.resource)
            .map_err(|error| error.to_string())
    }

    fn keys(line: &str, environment: &[(&str, &str)]) -> Result<Location, String> {
        let Resource::Keys(keys) = parsed(line)? else {
            panic!("{line}");
        };
        keys.location(|name| {
            let set = environment.iter().find(|(known, _)| *known == name);
            set.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_keys_that_are_named_are_meant_or_else_those_of_the_environment() {
        let secret = [("ACCOUNT_KEYS_SECRET_ID", "app/keys")];
        let file = [("ACCOUNT_KEYS_FILE", "my.json")];
        for step in ["list", "new", "rotate", "publish", "retire"] {
            let line = format!("keys {step}");
            assert_eq!(keys(&line, &secret), Ok(Location::Secret("app/keys".into())));
            assert_eq!(keys(&line, &file), Ok(Location::File("my.json".into())));
            let other = Location::Secret("other".into());
            assert_eq!(keys(&format!("{line} --secret other"), &file), Ok(other));
            let other = Location::File("other.json".into());
            assert_eq!(keys(&format!("{line} --file=other.json"), &secret), Ok(other));
        }
    }

    #[test]
    fn what_is_not_known_or_not_clear_is_refused_by_name() {
        for (line, named) in [
            ("keys drop", "drop"),
            ("keys new new", "new"),
            ("keys new --yes", "--yes"),
            ("keys new --file a --secret b", "cannot be used with"),
        ] {
            let complaint = parsed(line).expect_err("this must be refused");
            assert!(complaint.contains(named), "{line:?}: {complaint}");
        }
        let both = [("ACCOUNT_KEYS_SECRET_ID", "a"), ("ACCOUNT_KEYS_FILE", "b")];
        assert!(keys("keys new", &both).unwrap_err().contains("only one"));
        assert!(keys("keys new", &[]).unwrap_err().contains("--secret"));
        assert!(keys("keys new --file=", &[]).unwrap_err().contains("empty"));
        assert!(
            keys("keys new", &[("ACCOUNT_KEYS_SECRET_ID", " ")])
                .unwrap_err()
                .contains("empty")
        );
    }
}
// </account>
