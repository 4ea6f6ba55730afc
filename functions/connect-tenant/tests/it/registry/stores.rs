//! Both stores: SQLite on a file, and DynamoDB where one is handed over.

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use connect_tenant::registry::{DataRequest, DynamoDb, Minute, SettingsChange, Sqlite, Store};
use shared::request::clock::Moment;
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

    /// A client of its own, as another process has one.
    pub fn client(&self) -> Arc<dyn Store> {
        match &self.0 {
            TestStore::File(file) => Arc::new(Sqlite::new(file.path())),
            TestStore::Table { aws, name, .. } => Arc::new(DynamoDb::new(aws, name)),
        }
    }

    /// Turns the tenant's record into one that a program of the next version has written.
    pub async fn write_newer(&self, tenant_id: &str) {
        match &self.0 {
            TestStore::File(file) => {
                let database = rusqlite::Connection::open(file.path()).expect("the file is a database");
                database
                    .pragma_update(None, "user_version", 2)
                    .expect("the file is a database");
            }
            TestStore::Table { aws, name, .. } => {
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
            TestStore::File(file) => {
                let database = rusqlite::Connection::open(file.path()).expect("the file is a database");
                let mut rows = database
                    .prepare(
                        "SELECT quote(tenant_id) || revision FROM connections \
                         UNION ALL SELECT quote(tenant_id) || quote(json) || version FROM settings",
                    )
                    .expect("the file is a database");
                let rows = rows
                    .query_map([], |row| row.get::<_, String>(0))
                    .expect("the file is a database");
                rows.map(|row| row.expect("the file is a database")).collect()
            }
            TestStore::Table { aws, name, .. } => {
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

/// The first minutes of 2026, by number.
pub fn minute(number: u64) -> Minute {
    Minute::from_moment(Moment {
        wall: Duration::from_secs(1_767_225_600 + 60 * number),
        monotonic: Duration::ZERO,
    })
}

/// A first change of settings.
pub fn change(tenant_id: &str) -> SettingsChange<'_> {
    SettingsChange {
        tenant_id,
        json: "{}",
        expected: 0,
        at: minute(1),
    }
}

/// An order of the operator's, in the first minutes of 2026.
pub fn data_request(tenant_id: &str) -> DataRequest<'_> {
    DataRequest {
        tenant_id,
        requested_by: "ticket-7",
        at: Duration::from_secs(1_767_225_601),
    }
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
