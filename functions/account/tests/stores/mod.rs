//! Both stores: SQLite on a file, and DynamoDB where one is handed over.

use std::path::Path;
use std::sync::Arc;

use account::account::Account;
use account::account_id::AccountId;
use account::email::Email;
use account::name::Name;
use account::password::PasswordHash;
use account::store::{DynamoDb, Sqlite, Store};
use account::unix_time::UnixTime;
use account::username::Username;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use shared::store::StoreUrl;
use test_app::TestStore;

/// A store of its own, which several clients share.
pub struct Place(TestStore);

impl Place {
    /// One of each kind that there is.
    pub async fn all() -> Vec<Self> {
        let make = async |aws: &SdkConfig, name: &str| make_table(&Client::new(aws), name).await;
        let is_demanded = cfg!(feature = "dynamodb-tests");
        let stores = TestStore::all(env!("CARGO_PKG_NAME"), is_demanded, make).await;
        stores.into_iter().map(Self).collect()
    }

    /// A table, which must be there to be had.
    #[cfg(feature = "dynamodb-tests")]
    pub async fn on_dynamodb() -> Self {
        Self::all().await.pop().expect("there is a file at least")
    }

    /// A client of its own, as another process has one.
    pub fn client(&self) -> Arc<dyn Store> {
        match &self.0 {
            TestStore::File(file) => Arc::new(Sqlite::new(file.path())),
            TestStore::Table { aws, name, .. } => Arc::new(DynamoDb::new(aws, name)),
        }
    }

    /// As it is configured.
    pub fn store_at(&self) -> StoreUrl {
        match &self.0 {
            TestStore::File(file) => StoreUrl::Sqlite(file.path().to_owned()),
            TestStore::Table { name, .. } => StoreUrl::DynamoDb(name.clone()),
        }
    }

    /// The URL and the name of the table, if it is one.
    pub fn table(&self) -> Option<(String, &str)> {
        match &self.0 {
            TestStore::File(_) => None,
            TestStore::Table { url, name, .. } => Some((url.clone(), name)),
        }
    }

    /// Turns the account's record into one that a program of the next version has written.
    pub async fn write_newer(&self, account: AccountId) {
        match &self.0 {
            TestStore::File(file) => {
                let database = rusqlite::Connection::open(file.path()).expect("the file is a database");
                database
                    .pragma_update(None, "user_version", 2)
                    .expect("the file is a database");
            }
            TestStore::Table { aws, name, .. } => {
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
            TestStore::File(file) => rows(file.path()),
            TestStore::Table { aws, name, .. } => items(aws, name).await,
        };
        records.sort();
        records
    }
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
