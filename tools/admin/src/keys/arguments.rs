//! What was asked for after `keys`.

use std::ffi::OsString;
use std::path::PathBuf;

/// A step and the keys it is about.
#[derive(Debug, PartialEq)]
pub(super) struct Order {
    pub(super) step: Step,
    pub(super) place: Place,
    /// For programs instead of people.
    pub(super) is_json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    List,
    New,
    Rotate,
    Retire,
}

/// Where the keys are, or shall be.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
    /// In this secret of Secrets Manager.
    Secret(String),
    File(PathBuf),
}

/// The order, or `None` where help is asked for; a mistake is a sentence.
pub(super) fn parse(
    arguments: impl Iterator<Item = OsString>,
    read: impl Fn(&str) -> Option<String>,
) -> Result<Option<Order>, String> {
    let (mut words, mut is_json) = (Vec::new(), false);
    let (mut secret, mut file) = (None, None);
    let mut rest = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = rest.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let is_bare = value.is_none();
        let value = || value.or_else(|| rest.next()).ok_or(format!("{name} needs a value"));
        match name {
            "--help" | "-h" | "help" => return Ok(None),
            "--json" if is_bare => is_json = true,
            "--secret" => secret = Some(value()?),
            "--file" => file = Some(value()?),
            _ if argument.starts_with('-') => {
                return Err(format!("there is no option {argument:?}; --help lists what there is"));
            }
            _ => words.push(argument),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let step = match words[..] {
        [] => return Ok(None),
        ["list"] => Step::List,
        ["new"] => Step::New,
        ["rotate"] => Step::Rotate,
        ["retire"] => Step::Retire,
        _ => {
            let words = words.join(" ");
            return Err(format!("there is no command {words:?}; --help lists what there is"));
        }
    };
    if (&secret, &file) == (&None, &None) {
        (secret, file) = (read("ACCOUNT_KEYS_SECRET_ID"), read("ACCOUNT_KEYS_FILE"));
    }
    let place = match (secret, file) {
        (Some(id), None) if !id.trim().is_empty() => Place::Secret(id.trim().to_owned()),
        (None, Some(path)) if !path.trim().is_empty() => Place::File(path.into()),
        (Some(_), Some(_)) => return Err("which keys? Only one of a secret and a file can be meant".into()),
        (None, None) => {
            return Err(
                "which keys? Give --secret or --file, or set ACCOUNT_KEYS_SECRET_ID or ACCOUNT_KEYS_FILE".into(),
            );
        }
        _ => return Err("the secret's id or the file's path is empty".into()),
    };
    Ok(Some(Order { step, place, is_json }))
}

pub(super) const HELP: &str = "\
cargo xtask keys list                 the keys that sign the accounts' access tokens, and what comes next
cargo xtask keys new                  makes the first key, which signs at once; where there is one,
                                      publishes the next one, which signs once it is rotated to
cargo xtask keys rotate               lets the next key sign, 70 minutes after it was made at the
                                      earliest, and retires the one that signed
cargo xtask keys retire               removes retired keys whose last token has expired: 2 hours and
                                      1 minute after the rotation at the earliest

    --secret ID                           a secret of Secrets Manager (ACCOUNT_KEYS_SECRET_ID)
    --file PATH                           a file (ACCOUNT_KEYS_FILE)
    --json                                for programs

No key is ever printed. Secrets Manager is reached with the AWS credentials and the region of the
environment or of your profile; they need GetSecretValue, PutSecretValue and, for the first key,
CreateSecret.";

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed_in(line: &str, environment: &[(&str, &str)]) -> Result<Option<Order>, String> {
        let words = line.split_whitespace().map(OsString::from);
        parse(words, |name| {
            let set = environment.iter().find(|(known, _)| *known == name);
            set.map(|(_, value)| (*value).to_owned())
        })
    }

    fn parsed(line: &str) -> Result<Option<Order>, String> {
        parsed_in(line, &[("ACCOUNT_KEYS_SECRET_ID", "app/keys")])
    }

    #[test]
    fn each_step_is_about_the_keys_that_are_named_or_else_those_of_the_environment() {
        for (line, step) in [
            ("list", Step::List),
            ("new", Step::New),
            ("rotate", Step::Rotate),
            ("retire", Step::Retire),
        ] {
            let order = |place, is_json| Ok(Some(Order { step, place, is_json }));
            assert_eq!(parsed(line), order(Place::Secret("app/keys".into()), false));
            let line = format!("--json {line} --file=my.json");
            assert_eq!(parsed(&line), order(Place::File("my.json".into()), true));
        }
        let file = [("ACCOUNT_KEYS_FILE", "my.json")];
        let order = parsed_in("list", &file).unwrap().unwrap();
        assert_eq!(order.place, Place::File("my.json".into()));
        let order = parsed_in("list --secret other", &file).unwrap().unwrap();
        assert_eq!(order.place, Place::Secret("other".into()));
    }

    #[test]
    fn asking_for_help_anywhere_does_nothing() {
        for line in ["", "help", "rotate --help", "new -h", "new help"] {
            assert_eq!(parsed(line), Ok(None), "{line:?}");
        }
    }

    #[test]
    fn what_is_not_known_or_not_clear_is_refused_by_name() {
        for (line, named) in [
            ("drop", "drop"),
            ("new new", "new new"),
            ("new --yes", "--yes"),
            ("new --json=yes", "--json=yes"),
            ("new --file", "--file"),
            ("new --file=", "empty"),
            ("new --file a --secret b", "only one"),
        ] {
            let sentence = parsed(line).expect_err("this must be refused").to_lowercase();
            assert!(sentence.contains(named), "{line:?}: {sentence}");
        }
        assert!(parsed_in("new", &[]).unwrap_err().contains("--secret"));
        let both = [("ACCOUNT_KEYS_SECRET_ID", "a"), ("ACCOUNT_KEYS_FILE", "b")];
        assert!(parsed_in("new", &both).unwrap_err().contains("Only one"));
        assert!(
            parsed_in("new", &[("ACCOUNT_KEYS_SECRET_ID", " ")])
                .unwrap_err()
                .contains("empty")
        );
    }
}
