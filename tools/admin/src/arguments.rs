//! What was asked for on the command line.

use std::ffi::OsString;

use connect_tenant::StoreAt;

/// A command and the store it is about.
#[derive(Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) command: Command,
    pub(crate) store: StoreAt,
    /// For programs instead of people.
    pub(crate) is_json: bool,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    List { after: Option<String>, limit: u32 },
    Show { tenant: String },
    Erase { tenant: String },
}

/// The order, or `None` where help is asked for; a mistake is a sentence.
pub(crate) fn parse(
    arguments: impl Iterator<Item = OsString>,
    read: impl Fn(&str) -> Option<String>,
) -> Result<Option<Order>, String> {
    let (mut words, mut options) = (Vec::new(), Options::default());
    let mut rest = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = rest.next() {
        if matches!(argument.as_str(), "--help" | "-h" | "help") {
            return Ok(None);
        }
        if argument.starts_with('-') {
            options.take(&argument, &mut rest)?;
        } else {
            words.push(argument);
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = match words[..] {
        [] => return Ok(None),
        ["list"] => Command::List {
            after: options.after.take(),
            limit: options.limit.take().unwrap_or(MOST),
        },
        ["show", tenant] => Command::Show { tenant: tenant.into() },
        ["erase", tenant] if options.is_sure => {
            options.is_sure = false;
            Command::Erase { tenant: tenant.into() }
        }
        ["erase", tenant] => return Err(format!("nothing was erased: `erase {tenant} --yes` does it, for good")),
        ["show" | "erase", ..] => return Err(format!("{} takes one tenant's id", words[0])),
        _ => {
            return Err(format!(
                "there is no command {:?}; --help lists what there is",
                words.join(" ")
            ));
        }
    };
    if options.after.is_some() || options.limit.is_some() || options.is_sure {
        return Err(format!("{} takes no --after, --limit or --yes", words[0]));
    }
    let store = options.store.or_else(|| read("CONNECTIONS_STORE"));
    let store = store.ok_or("which store? Give --store, or set CONNECTIONS_STORE")?;
    let store = StoreAt::parse(&store).ok_or(format!("the store must be {}", StoreAt::EXPECTED))?;
    Ok(Some(Order {
        command,
        store,
        is_json: options.is_json,
    }))
}

#[derive(Default)]
struct Options {
    store: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
    is_json: bool,
    is_sure: bool,
}

impl Options {
    fn take(&mut self, option: &str, rest: &mut impl Iterator<Item = String>) -> Result<(), String> {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (option, None),
        };
        let is_bare = value.is_none();
        let value = || value.or_else(|| rest.next()).ok_or(format!("{name} needs a value"));
        match name {
            "--json" if is_bare => self.is_json = true,
            "--yes" if is_bare => self.is_sure = true,
            "--store" => self.store = Some(value()?),
            "--after" => self.after = Some(value()?),
            "--limit" => {
                let limit = value()?.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                self.limit = Some(limit.ok_or(format!("--limit takes 1 to {MOST}"))?);
            }
            _ => return Err(format!("there is no option {option:?}; --help lists what there is")),
        }
        Ok(())
    }
}

/// On one page: what DynamoDB answers stays within the limit of the HTTP client.
const MOST: u32 = 100;

pub(crate) const HELP: &str = "\
cargo xtask tenants list              a page of the connected tenants
    --after TENANT                        the page that follows TENANT, as the page before says
    --limit N                             at most so many, 1 to 100 (100)
cargo xtask tenants show TENANT       one tenant
cargo xtask tenants erase TENANT --yes
                                      removes the record; the tenant's next connection is its first

    --store STORE                         dynamodb:TABLE or sqlite:PATH (CONNECTIONS_STORE)
    --json                                for programs

DynamoDB is reached with the AWS credentials and the region of the environment or of your profile.";

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Order>, String> {
        let words = line.split_whitespace().map(OsString::from);
        parse(words, |_| Some("dynamodb:connections".into()))
    }

    fn order(command: Command) -> Order {
        Order {
            command,
            store: StoreAt::DynamoDb("connections".into()),
            is_json: false,
        }
    }

    #[test]
    fn a_list_is_a_page_of_a_hundred_unless_told_otherwise() {
        let whole = Command::List {
            after: None,
            limit: 100,
        };
        assert_eq!(parsed("list"), Ok(Some(order(whole))));
        let next = Order {
            command: Command::List {
                after: Some("tenant-7".into()),
                limit: 5,
            },
            store: StoreAt::DynamoDb("other".into()),
            is_json: true,
        };
        assert_eq!(
            parsed("--json list --after tenant-7 --limit=5 --store dynamodb:other"),
            Ok(Some(next))
        );
    }

    #[test]
    fn nothing_is_erased_without_saying_so_twice() {
        assert!(parsed("erase tenant-7").unwrap_err().contains("--yes"));
        let erase = Command::Erase {
            tenant: "tenant-7".into(),
        };
        assert_eq!(parsed("erase tenant-7 --yes"), Ok(Some(order(erase))));
    }

    #[test]
    fn asking_for_help_anywhere_does_nothing() {
        for line in ["", "help", "erase tenant-7 --yes --help", "list -h"] {
            assert_eq!(parsed(line), Ok(None), "{line:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for (line, named) in [
            ("drop tenant-7", "drop"),
            ("list tenant-7", "list tenant-7"),
            ("show", "one tenant"),
            ("show a b", "one tenant"),
            ("show a --yes", "--yes"),
            ("list --limit 0", "1 to 100"),
            ("list --limit 101", "1 to 100"),
            ("list --after", "--after"),
            ("list --json=yes", "--json=yes"),
            ("list --store postgres:x", "dynamodb:TABLE"),
        ] {
            let sentence = parsed(line).expect_err("this must be refused");
            assert!(sentence.contains(named), "{line:?}: {sentence}");
        }
        assert!(
            parse(["list".into()].into_iter(), |_| None)
                .unwrap_err()
                .contains("--store")
        );
    }
}
