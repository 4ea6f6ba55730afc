//! Items in a table of DynamoDB with the partition key `pk` (S).

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnValuesOnConditionCheckFailure};

use super::item::ItemKey;
use super::item_store::{Expected, Item, ItemAnswer, ItemStore, StoredItem, Write};
use crate::store::StoreErrorKind;
use crate::store::dynamodb::kind_of;

/// One table.
#[derive(Debug)]
pub struct DynamoDbItems {
    name: String,
    table: String,
    client: Client,
}

type Attributes = HashMap<String, AttributeValue>;

impl DynamoDbItems {
    /// The table of this name, reached as `aws` says. Makes no call.
    pub fn new(aws: &SdkConfig, table: &str) -> Self {
        Self {
            name: format!("dynamodb:{table}"),
            table: table.to_owned(),
            client: Client::new(aws),
        }
    }

    async fn read_one(&self, key: &ItemKey) -> Result<Option<StoredItem>, StoreErrorKind> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = request.key(KEY, text(key)).send().await.map_err(kind_of)?;
        Ok(answer.item.as_ref().map(stored))
    }

    async fn read_all(&self, keys: &[ItemKey]) -> Result<Vec<Option<StoredItem>>, StoreErrorKind> {
        let names = keys.iter().map(|key| Attributes::from([(KEY.to_owned(), text(key))]));
        let wanted = KeysAndAttributes::builder()
            .consistent_read(true)
            .set_keys(Some(names.collect()));
        let wanted = wanted.build().map_err(|error| StoreErrorKind::Failed(error.into()))?;
        let request = self.client.batch_get_item().request_items(&self.table, wanted);
        let answer = request.send().await.map_err(kind_of)?;
        if answer.unprocessed_keys().is_some_and(|left| !left.is_empty()) {
            return Err(StoreErrorKind::Busy("it left keys unprocessed".into()));
        }
        let found = answer
            .responses
            .unwrap_or_default()
            .remove(&self.table)
            .unwrap_or_default();
        let item_of = |key: &ItemKey| found.iter().find(|item| item.get(KEY) == Some(&text(key)));
        Ok(keys.iter().map(|key| item_of(key).map(stored)).collect())
    }

    async fn put(&self, key: &ItemKey, expected: Expected, item: Item) -> Result<Write, StoreErrorKind> {
        let number = |number: u64| AttributeValue::N(number.to_string());
        let request = self
            .client
            .put_item()
            .table_name(&self.table)
            .item(KEY, text(key))
            .item(REVISION, number(item.revision))
            .item(SEALED, AttributeValue::B(Blob::new(item.sealed)))
            .item("expiresAt", number(item.expires_at.as_secs()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = match expected {
            Expected::NoRevision => request
                .condition_expression("attribute_not_exists(revision) OR NOT attribute_type(revision, :type)")
                .expression_attribute_values(":type", AttributeValue::S("N".into())),
            Expected::Revision(revision) => request
                .condition_expression("revision = :read")
                .expression_attribute_values(":read", number(revision)),
        };
        match request.send().await {
            Ok(_) => Ok(Write::Written),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Write::Conflict(refusal.item().map(stored)))
                }
                _ => Err(kind_of(error)),
            },
        }
    }
}

impl ItemStore for DynamoDbItems {
    fn name(&self) -> &str {
        &self.name
    }

    fn read<'a>(&'a self, keys: &'a [ItemKey]) -> ItemAnswer<'a, Vec<Option<StoredItem>>> {
        Box::pin(async move {
            match keys {
                [key] => Ok(vec![self.read_one(key).await?]),
                _ => self.read_all(keys).await,
            }
        })
    }

    fn write<'a>(&'a self, key: &'a ItemKey, expected: Expected, item: Item) -> ItemAnswer<'a, Write> {
        Box::pin(self.put(key, expected, item))
    }
}

fn text(key: &ItemKey) -> AttributeValue {
    AttributeValue::S(key.as_str().to_owned())
}

/// Whatever is in the table: of an attribute of another type nothing is known.
fn stored(item: &Attributes) -> StoredItem {
    let revision = item.get(REVISION).and_then(|value| value.as_n().ok()?.parse().ok());
    let sealed = item.get(SEALED).and_then(|value| value.as_b().ok());
    StoredItem {
        revision,
        sealed: sealed.map(|blob| blob.as_ref().to_vec()).unwrap_or_default(),
    }
}

const KEY: &str = "pk";
const REVISION: &str = "revision";
const SEALED: &str = "sealed";
