//! The command line of the admin program.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use connect_tenant::StoreAt;

/// Administers what the functions have stored: connected tenants, and the accounts' signing keys.
#[derive(Debug, Parser)]
#[command(name = "admin", bin_name = "cargo xtask", disable_version_flag = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) subject: Subject,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Subject {
    /// The registry of connected tenants
    #[command(after_help = REACHED)]
    Tenants(Tenants),
    /// The keys that sign the accounts' access tokens; no key is ever printed
    #[command(after_help = KEYS)]
    Keys(Keys),
}

#[derive(Args, Debug)]
pub(crate) struct Tenants {
    #[command(subcommand)]
    pub(crate) command: TenantsCommand,
    /// dynamodb:TABLE or sqlite:PATH; else CONNECTIONS_STORE
    #[arg(long, global = true, value_parser = store)]
    store: Option<StoreAt>,
    /// Prints JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TenantsCommand {
    /// A page of the connected tenants
    List {
        /// The page that follows this tenant, as the page before says
        #[arg(long, value_name = "TENANT")]
        after: Option<String>,
        /// The most tenants on the page
        #[arg(long, value_name = "N", default_value_t = MOST, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
        limit: u32,
    },
    /// One tenant
    Show { tenant: String },
    /// Removes a tenant's record; its next connection is its first
    Erase {
        tenant: String,
        /// Erases for good; without it nothing is done
        #[arg(long, required = true)]
        yes: bool,
    },
}

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

impl Tenants {
    /// The store that is named here or by the environment.
    pub(crate) fn store(&self, env: impl Fn(&str) -> Option<String>) -> Result<StoreAt, String> {
        if let Some(named) = &self.store {
            return Ok(named.clone());
        }
        let named = env("CONNECTIONS_STORE").ok_or("give --store, or set CONNECTIONS_STORE")?;
        store(&named).map_err(|error| format!("CONNECTIONS_STORE: {error}"))
    }
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

fn store(text: &str) -> Result<StoreAt, String> {
    StoreAt::parse(text).ok_or(format!("the store must be {}", StoreAt::EXPECTED))
}

/// On one page: the answer of DynamoDB stays within the limit of the HTTP client.
const MOST: u32 = 100;
const REACHED: &str =
    "DynamoDB is reached with the AWS credentials and the region of the environment or of your profile.";
const KEYS: &str = "Secrets Manager is reached with the AWS credentials and the region of the environment or of \
    your profile; they need GetSecretValue, PutSecretValue and, for the first key, CreateSecret.";

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Subject, String> {
        Arguments::try_parse_from(std::iter::once("admin").chain(line.split_whitespace()))
            .map(|arguments| arguments.subject)
            .map_err(|error| error.to_string())
    }

    fn keys(line: &str, environment: &[(&str, &str)]) -> Result<Location, String> {
        let Subject::Keys(keys) = parsed(line)? else {
            panic!("{line}");
        };
        keys.location(|name| {
            let set = environment.iter().find(|(known, _)| *known == name);
            set.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_commands_are_well_formed() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_list_is_a_page_of_a_hundred_unless_told_otherwise() {
        let Ok(Subject::Tenants(tenants)) = parsed("tenants list") else {
            panic!();
        };
        assert!(matches!(
            tenants.command,
            TenantsCommand::List {
                after: None,
                limit: 100
            }
        ));
        let store = tenants.store(|_| Some("dynamodb:connections".into()));
        assert_eq!(store, Ok(StoreAt::DynamoDb("connections".into())));
        let Ok(Subject::Tenants(tenants)) =
            parsed("tenants --json list --after tenant-7 --limit=5 --store dynamodb:other")
        else {
            panic!();
        };
        assert!(
            matches!(tenants.command, TenantsCommand::List { after: Some(after), limit: 5 } if after == "tenant-7")
        );
        assert!(tenants.json);
        assert_eq!(tenants.store.unwrap(), StoreAt::DynamoDb("other".into()));
    }

    #[test]
    fn the_keys_that_are_named_are_meant_or_else_those_of_the_environment() {
        let secret = [("ACCOUNT_KEYS_SECRET_ID", "app/keys")];
        let file = [("ACCOUNT_KEYS_FILE", "my.json")];
        for step in ["list", "new", "rotate", "retire"] {
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
            ("tenants drop tenant-7", "drop"),
            ("tenants list tenant-7", "tenant-7"),
            ("tenants show", "<TENANT>"),
            ("tenants show a b", "'b'"),
            ("tenants show a --yes", "--yes"),
            ("tenants erase a", "--yes"),
            ("tenants list --limit 0", "1..=100"),
            ("tenants list --limit 101", "1..=100"),
            ("tenants list --after", "--after"),
            ("tenants list --json=yes", "--json"),
            ("tenants list --store postgres:x", "dynamodb:TABLE"),
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
        let Ok(Subject::Tenants(tenants)) = parsed("tenants list") else {
            panic!();
        };
        assert!(tenants.store(|_| None).unwrap_err().contains("CONNECTIONS_STORE"));
        assert!(
            tenants
                .store(|_| Some("x".into()))
                .unwrap_err()
                .contains("dynamodb:TABLE")
        );
    }
}
