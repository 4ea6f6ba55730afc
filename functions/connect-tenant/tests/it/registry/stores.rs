//! Both stores: SQLite on a file, and DynamoDB where one is handed over.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use connect_tenant::registry::{DynamoDb, Minute, Sqlite, Store};
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::{Clock, Moment};
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
const DYNAMODB: &str = "CONNECTIONS_TEST_DYNAMODB";

impl Place {
    /// One of each kind that there is.
    pub async fn all() -> Vec<Self> {
        let mut places = vec![Self(Kind::File(TemporaryFile::new()))];
        if let Some(url) = environment(DYNAMODB) {
            let aws = Box::new(dynamodb_at(&url).await);
            let name = format!("connections-{}", unique());
            make_table(&Client::new(&aws), &name).await;
            places.push(Self(Kind::Table { aws, name }));
        }
        places
    }

    /// A client of its own, as another process has one.
    pub fn client(&self) -> Arc<dyn Store> {
        match &self.0 {
            Kind::File(file) => Arc::new(Sqlite::new(file.path())),
            Kind::Table { aws, name } => Arc::new(DynamoDb::new(aws, name)),
        }
    }

    /// Turns the tenant's record into one that a program of the next version has written.
    pub async fn write_newer(&self, tenant_id: &str) {
        match &self.0 {
            Kind::File(file) => {
                let database = rusqlite::Connection::open(file.path()).expect("the file is a database");
                database
                    .pragma_update(None, "user_version", 2)
                    .expect("the file is a database");
            }
            Kind::Table { aws, name } => {
                let update = Client::new(aws).update_item().table_name(name);
                let update = update.key("tenantId", AttributeValue::S(tenant_id.into()));
                let update = update.update_expression("SET recordVersion = :two");
                let update = update.expression_attribute_values(":two", AttributeValue::N("2".into()));
                update.send().await.expect("DynamoDB has the table");
            }
        }
    }

    /// All that is in it, however it looks.
    pub async fn contents(&self) -> String {
        match &self.0 {
            Kind::File(file) => {
                let database = rusqlite::Connection::open(file.path()).expect("the file is a database");
                let mut rows = database
                    .prepare("SELECT quote(tenant_id) || revision FROM connections")
                    .expect("the file is a database");
                let rows = rows
                    .query_map([], |row| row.get::<_, String>(0))
                    .expect("the file is a database");
                rows.map(|row| row.expect("the file is a database")).collect()
            }
            Kind::Table { aws, name } => {
                let items = Client::new(aws)
                    .scan()
                    .table_name(name)
                    .send()
                    .await
                    .expect("DynamoDB has the table");
                // A map prints its members in any order.
                let mut members: Vec<_> = items
                    .items()
                    .iter()
                    .flatten()
                    .map(|member| format!("{member:?}"))
                    .collect();
                members.sort();
                members.concat()
            }
        }
    }
}

/// A file that nobody else uses, removed in the end.
pub struct TemporaryFile(PathBuf);

impl TemporaryFile {
    pub fn new() -> Self {
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("connections-{}.sqlite", unique())))
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

/// The first minutes of 2026, by number.
pub fn minute(number: u64) -> Minute {
    Minute::from_moment(Moment {
        wall: Duration::from_secs(1_767_225_600 + 60 * number),
        monotonic: Duration::ZERO,
    })
}

/// As in the template.
async fn make_table(client: &Client, name: &str) {
    let key = KeySchemaElement::builder()
        .attribute_name("tenantId")
        .key_type(KeyType::Hash);
    let of_type = AttributeDefinition::builder().attribute_name("tenantId");
    let table = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.build().expect("a table of this form can be made"))
        .attribute_definitions(
            of_type
                .attribute_type(ScalarAttributeType::S)
                .build()
                .expect("a table of this form can be made"),
        );
    table.send().await.expect("a table of this form can be made");
}

fn unique() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}
