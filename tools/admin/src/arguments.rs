//! The command line of the admin program.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which is plain text")]

use clap::{Args, Parser, Subcommand};
use shared::store::StoreUrl;

/// Administers what the functions have stored: connected tenants and signing keys.
#[derive(Debug, Parser)]
#[command(name = "admin", bin_name = "cargo xtask", disable_version_flag = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) resource: Resource,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Resource {
    /// The registry of connected tenants
    #[command(after_help = REACHED)]
    Tenants(Tenants),
    // <account>
    /// The keys that sign the accounts' access tokens; no key is ever printed
    #[command(after_help = crate::keys::arguments::REACHED)]
    Keys(crate::keys::arguments::Keys),
    // </account>
}

#[derive(Args, Debug)]
pub(crate) struct Tenants {
    #[command(subcommand)]
    pub(crate) command: TenantsCommand,
    /// dynamodb:TABLE or sqlite:PATH; else CONNECTIONS_STORE
    #[arg(long, global = true, value_parser = store)]
    store: Option<StoreUrl>,
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
    /// Prints all that is kept of a tenant, as JSON, and puts on record that it did
    Export {
        tenant: String,
        #[command(flatten)]
        by: RequestedBy,
    },
    /// Removes a tenant's record with its settings, and puts on record that it did; its next connection is its first
    Erase {
        tenant: String,
        /// Erases for good; without it nothing is done
        #[arg(long, required = true)]
        yes: bool,
        #[command(flatten)]
        by: RequestedBy,
    },
    /// A page of the exports and erasures of the last three years
    Requests {
        /// The page that follows this place, as the page before says
        #[arg(long, value_name = "PLACE")]
        after: Option<String>,
        /// The most requests on the page
        #[arg(long, value_name = "N", default_value_t = MOST, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
        limit: u32,
    },
}

#[derive(Args, Debug)]
pub(crate) struct RequestedBy {
    /// Who carries the request out, or the number of their ticket; else this shell's user
    #[arg(long = "by", value_name = "WHO", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    given: Option<String>,
}

impl RequestedBy {
    /// The name that is given here or by the environment.
    pub(crate) fn name(&self, env: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        let named = self.given.clone().or_else(|| env("USER")).or_else(|| env("USERNAME"));
        named
            .filter(|name| !name.is_empty())
            .ok_or("give --by, as this shell does not say who its user is".to_owned())
    }
}

impl Tenants {
    /// The store that is named here or by the environment.
    pub(crate) fn store(&self, env: impl Fn(&str) -> Option<String>) -> Result<StoreUrl, String> {
        if let Some(named) = &self.store {
            return Ok(named.clone());
        }
        let named = env("CONNECTIONS_STORE").ok_or("give --store, or set CONNECTIONS_STORE")?;
        store(&named).map_err(|error| format!("CONNECTIONS_STORE: {error}"))
    }
}

fn store(text: &str) -> Result<StoreUrl, String> {
    StoreUrl::parse(text).ok_or(format!("the store must be {}", StoreUrl::EXPECTED))
}

/// On one page: the answer of DynamoDB stays within the limit of the HTTP client.
const MOST: u32 = 100;
const REACHED: &str =
    "DynamoDB is reached with the AWS credentials and the region of the environment or of your profile.";

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Resource, String> {
        Arguments::try_parse_from(std::iter::once("admin").chain(line.split_whitespace()))
            .map(|arguments| arguments.resource)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_commands_are_well_formed() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_list_is_a_page_of_a_hundred_unless_told_otherwise() {
        let Ok(Resource::Tenants(tenants)) = parsed("tenants list") else {
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
        assert_eq!(store, Ok(StoreUrl::DynamoDb("connections".into())));
        let Ok(Resource::Tenants(tenants)) =
            parsed("tenants --json list --after tenant-7 --limit=5 --store dynamodb:other")
        else {
            panic!();
        };
        assert!(
            matches!(tenants.command, TenantsCommand::List { after: Some(after), limit: 5 } if after == "tenant-7")
        );
        assert!(tenants.json);
        assert_eq!(tenants.store.unwrap(), StoreUrl::DynamoDb("other".into()));
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
            ("tenants export", "<TENANT>"),
            ("tenants export a --by=", "--by"),
            ("tenants requests a", "'a'"),
            ("tenants requests --limit 101", "1..=100"),
            ("tenants list --limit 0", "1..=100"),
            ("tenants list --limit 101", "1..=100"),
            ("tenants list --after", "--after"),
            ("tenants list --json=yes", "--json"),
            ("tenants list --store postgres:x", "dynamodb:TABLE"),
        ] {
            let complaint = parsed(line).expect_err("this must be refused");
            assert!(complaint.contains(named), "{line:?}: {complaint}");
        }
        let Ok(Resource::Tenants(tenants)) = parsed("tenants list") else {
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
