//! The variables of this function alone.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `CONNECTIONS_STORE` | `dynamodb:TABLE`, or `sqlite:PATH` in a build with the feature `sqlite` | nothing is stored |

#[cfg(feature = "sqlite")]
use std::path::PathBuf;

use shared::start::config::Env;
use shared::start::start_up::{Needs, Options};

/// Options for keeping the registry of connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryOptions {
    /// `CONNECTIONS_STORE`.
    pub store: Option<StoreUrl>,
}

/// The place of the connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// In this table of DynamoDB.
    DynamoDb(String),
    /// In this file.
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
}

impl RegistryOptions {
    /// Reads the variables above; mistakes are left with `env`.
    pub fn read(env: &mut Env<'_>) -> Self {
        Self {
            store: env.parsed("CONNECTIONS_STORE", StoreUrl::EXPECTED, StoreUrl::parse),
        }
    }
}

impl Options for RegistryOptions {
    fn needs(&self) -> Needs {
        Needs::Tokens
    }
}

impl StoreUrl {
    /// The form that [`StoreUrl::parse`] takes, as the end of an instruction.
    pub const EXPECTED: &str = if cfg!(feature = "sqlite") {
        "dynamodb:TABLE or sqlite:PATH"
    } else {
        "dynamodb:TABLE; this build has no SQLite"
    };

    /// `dynamodb:TABLE`, or `sqlite:PATH` where SQLite is built in.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, place) = text.split_once(':')?;
        match kind {
            "dynamodb" => is_table(place).then(|| Self::DynamoDb(place.to_owned())),
            #[cfg(feature = "sqlite")]
            "sqlite" => (!place.trim().is_empty()).then(|| Self::Sqlite(place.into())),
            _ => None,
        }
    }
}

/// DynamoDB's own rule for the name of a table.
fn is_table(name: &str) -> bool {
    (3..=255).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Option<&str>) -> (RegistryOptions, Vec<String>) {
        let read = |name: &str| value.filter(|_| name == "CONNECTIONS_STORE").map(ToOwned::to_owned);
        let mut env = Env::new(&read);
        let options = RegistryOptions::read(&mut env);
        let errors = env.into_errors().iter().map(ToString::to_string).collect();
        (options, errors)
    }

    #[test]
    fn a_store_is_a_kind_and_a_place() {
        let table = StoreUrl::DynamoDb("app-connections".into());
        assert_eq!(read(Some("dynamodb:app-connections")).0.store, Some(table));
        assert_eq!(read(None), (RegistryOptions { store: None }, vec![]));
    }

    #[test]
    #[cfg(feature = "sqlite")]
    fn a_path_may_hold_a_colon_and_spaces() {
        let file = StoreUrl::Sqlite(r"C:\my app\c.sqlite".into());
        assert_eq!(read(Some(r"sqlite:C:\my app\c.sqlite")).0.store, Some(file));
    }

    #[test]
    fn anything_else_is_a_mistake_and_not_no_store() {
        for wrong in [
            "",
            " ",
            "connections",
            "dynamodb:",
            "dynamodb:a b",
            "sqlite:",
            "postgres:x",
        ] {
            let (_, errors) = read(Some(wrong));
            let expected = format!("set CONNECTIONS_STORE to {}", StoreUrl::EXPECTED);
            assert_eq!(errors, [expected], "{wrong:?}");
        }
    }
}
