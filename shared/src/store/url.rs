//! Addresses of stores.

#[cfg(feature = "sqlite")]
use std::path::PathBuf;

/// The place of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// In this table of DynamoDB.
    DynamoDb(String),
    /// In this file.
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
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
