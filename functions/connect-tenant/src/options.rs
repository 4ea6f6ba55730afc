//! The variables of this function alone.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `CONNECTIONS_STORE` | `dynamodb:TABLE`, or `sqlite:PATH` in a build with the feature `sqlite` | nothing is stored |

use shared::start::config::Env;
use shared::start::start_up::{Needs, Options};
use shared::store::StoreUrl;

/// Options for keeping the registry of connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryOptions {
    /// `CONNECTIONS_STORE`.
    pub store: Option<StoreUrl>,
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
