//! Both stores: SQLite on a file, and DynamoDB where one is handed over.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use account::account::Account;
use account::account_id::AccountId;
use account::email::Email;
use account::name::Name;
use account::options::StoreUrl;
use account::password::PasswordHash;
use account::store::{DynamoDb, Sqlite, Store};
use account::unix_time::UnixTime;
use account::username::Username;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::Clock;
use shared::start::config::environment;
use test_app::aws_at;

/// A store of its own, which several clients share.
pub struct Place(Kind);

enum Kind {
    File(TemporaryFile),
    Table { aws: Box<SdkConfig>, name: String },
}

/// Variable in which `cargo xtask test` names a DynamoDB; without it plain `cargo test` needs nothing
/// but Rust.
const DYNAMODB: &str = "ACCOUNTS_TEST_DYNAMODB";

impl Place {
    /// One of each kind that there is.
    pub async fn all() -> Vec<Self> {
        let mut places = vec![Self(Kind::File(TemporaryFile::new()))];
        if let Some(url) = environment(DYNAMODB) {
            let aws = Box::new(dynamodb_at(&url).await);
            let name = format!("accounts-{}", unique());
            make_table(&Client::new(&aws), &name).await;
            places.push(Self(Kind::Table { aws, name }));
        }
        places
    }

    /// A table, which must be there to be had.
    #[cfg(feature = "dynamodb-tests")]
    pub async fn on_dynamodb() -> Self {
        let last = Self::all().await.pop().expect("there is a file at least");
        assert!(last.table().is_some(), "set {DYNAMODB} to the address of a DynamoDB");
        last
    }

    /// A client of its own, as another process has one.
    pub fn client(&self) -> Arc<dyn Store> {
        match &self.0 {
            Kind::File(file) => Arc::new(Sqlite::new(file.path())),
            Kind::Table { aws, name } => Arc::new(DynamoDb::new(aws, name)),
        }
    }

    /// As it is configured.
    pub fn store_at(&self) -> StoreUrl {
        match &self.0 {
            Kind::File(file) => StoreUrl::Sqlite(file.path().to_owned()),
            Kind::Table { name, .. } => StoreUrl::DynamoDb(name.clone()),
        }
    }

    /// The URL and the name of the table, if it is one.
    pub fn table(&self) -> Option<(String, &str)> {
        match &self.0 {
            Kind::File(_) => None,
            Kind::Table { name, .. } => Some((environment(DYNAMODB)?, name)),
        }
    }

    /// Turns the account's record into one that a program of the next version has written.
    pub async fn write_newer(&self, account: AccountId) {
        match &self.0 {
            Kind::File(file) => {
                let database = rusqlite::Connection::open(file.path()).expect("the file is a database");
                database
                    .pragma_update(None, "user_version", 2)
                    .expect("the file is a database");
            }
            Kind::Table { aws, name } => {
                let update = Client::new(aws).update_item().table_name(name);
                let update = update.key("pk", AttributeValue::S(format!("account#{account}")));
                let update = update.key("sk", AttributeValue::S("account".into()));
                let update = update.update_expression("SET recordVersion = :two");
                let update = update.expression_attribute_values(":two", AttributeValue::N("2".into()));
                update.send().await.expect("DynamoDB has the table");
            }
        }
    }

    /// All that is in it, however it looks: each record in a line of its own, in order.
    pub async fn contents(&self) -> Vec<String> {
        let mut records = match &self.0 {
            Kind::File(file) => rows(file.path()),
            Kind::Table { aws, name } => items(aws, name).await,
        };
        records.sort();
        records
    }
}

/// A file that nobody else uses, removed in the end.
pub struct TemporaryFile(PathBuf);

impl TemporaryFile {
    pub fn new() -> Self {
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("accounts-{}.sqlite", unique())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A DynamoDB, or what poses as one, with time enough for a busy machine.
pub async fn dynamodb_at(url: &str) -> SdkConfig {
    let limits = Timeouts {
        connect: Duration::from_secs(30),
        total: Duration::from_secs(30),
    };
    let http = HttpClient::new(limits, Clock::system()).expect("a client without files to read is always built");
    http.sdk(&aws_at(url).await)
}

/// An account that is not on record yet.
pub fn account(email: &str, username: Option<&str>) -> Account {
    Account::new(
        Email::parse(email).expect("the test gives an address"),
        username.map(|text| Username::parse(text).expect("the test gives a username")),
        Name::parse("Anna Lee").expect("that is a name"),
        hash(1),
        at(0),
    )
}

/// Hashes that differ. Made by hand: what is hashed is not what is tested here.
pub fn hash(number: u8) -> PasswordHash {
    let stored = format!("$argon2id$v=19$m=19456,t=2,p=1$NsIwzLFu+Y4JF3gmg9zxhQ${number:0>42}A");
    PasswordHash::parse(&stored).expect("that has the form of a hash")
}

/// So many seconds of 2026.
pub fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(1_767_225_600 + seconds)
}

fn rows(path: &Path) -> Vec<String> {
    let database = rusqlite::Connection::open(path).expect("the file is a database");
    let mut records = Vec::new();
    for (table, columns) in [
        ("accounts", 9),
        ("families", 10),
        ("attempts", 4),
        ("known_addresses", 3),
    ] {
        let mut query = database
            .prepare(&format!("SELECT * FROM {table}"))
            .expect("the database has the table");
        let found = query.query_map([], |row| {
            let values: Result<Vec<rusqlite::types::Value>, _> = (0..columns).map(|column| row.get(column)).collect();
            Ok(format!("{table} {:?}", values?))
        });
        records.extend(
            found
                .expect("the table can be read")
                .map(|row| row.expect("a row can be read")),
        );
    }
    records
}

async fn items(aws: &SdkConfig, table: &str) -> Vec<String> {
    let scan = Client::new(aws).scan().table_name(table).send().await;
    let scan = scan.expect("DynamoDB has the table");
    let shown = scan.items().iter().map(|item| {
        // A map prints its members in any order.
        let mut members: Vec<_> = item.iter().map(|member| format!("{member:?}")).collect();
        members.sort();
        members.concat()
    });
    shown.collect()
}

/// As docs/accounts.md describes it.
async fn make_table(client: &Client, name: &str) {
    let mut table = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest);
    for (attribute, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let key = KeySchemaElement::builder().attribute_name(attribute).key_type(kind);
        let of_type = AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ScalarAttributeType::S);
        table = table
            .key_schema(key.build().expect("a table of this form can be made"))
            .attribute_definitions(of_type.build().expect("a table of this form can be made"));
    }
    table.send().await.expect("a table of this form can be made");
}

/// A name that nobody else has.
pub fn unique() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}
