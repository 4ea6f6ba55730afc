//! Records in a table of DynamoDB: one item for a tenant, its key `tenantId`.
//!
//! Each change is one `UpdateItem` whose condition DynamoDB checks together with the change.

mod data_requests;
mod settings;

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use shared::store::dynamodb::kind_of;
use shared::store::{Answer, StoreError, StoreErrorKind};

use super::data_request::{DataRequest, DataRequestPage, Export};
use super::minute::Minute;
use super::record::{Connection, Put, Record, Status, VERSION, expiry};
use super::settings::{Settings, SettingsChange, SettingsPut};
use super::store::{Page, Store};

/// One table.
#[derive(Debug)]
pub struct DynamoDb {
    name: String,
    table: String,
    client: Client,
}

type Item = HashMap<String, AttributeValue>;

impl DynamoDb {
    /// The table of this name, reached as `aws` says. Makes no call.
    pub fn new(aws: &SdkConfig, table: &str) -> Self {
        Self {
            name: format!("dynamodb:{table}"),
            table: table.to_owned(),
            client: Client::new(aws),
        }
    }

    async fn put(&self, connection: Connection<'_>) -> Result<Put, StoreErrorKind> {
        let slug = connection
            .tenant_slug
            .map(|_| "tenantSlug = :slug, ")
            .unwrap_or_default();
        let change = format!(
            "SET {slug}recordVersion = :version, #status = :connected, \
             firstConnectedAt = if_not_exists(firstConnectedAt, :now), lastConnectedAt = :now, \
             firstUserId = if_not_exists(firstUserId, :user), lastUserId = :user REMOVE expiresAt"
        );
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("tenantId", text(connection.tenant_id))
            .update_expression(change)
            .condition_expression(
                "attribute_not_exists(tenantId) OR (recordVersion <= :version \
                 AND (lastConnectedAt <= :now OR #status = :disconnected))",
            )
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(
                connection
                    .tenant_slug
                    .map(|slug| Item::from([(":slug".into(), text(slug))])),
            )
            .expression_attribute_values(":version", version())
            .expression_attribute_values(":connected", text(Status::Connected.as_str()))
            .expression_attribute_values(":disconnected", text(Status::Disconnected.as_str()))
            .expression_attribute_values(":now", text(connection.at.to_string()))
            .expression_attribute_values(":user", text(connection.user_id))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(answer) if answer.attributes.as_ref().is_none_or(has_settings_only) => Ok(Put::First),
            Ok(_) => Ok(Put::Again),
            // A later connection is on record already, and everything this one would say.
            Err(error) => known(&refused(error)?).map(|()| Put::Again),
        }
    }

    async fn disconnect(&self, tenant_id: &str, at: Minute) -> Result<(), StoreErrorKind> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("tenantId", text(tenant_id))
            .update_expression(
                "SET recordVersion = :version, #status = :disconnected, \
                 expiresAt = if_not_exists(expiresAt, :expiry) REMOVE firstUserId, lastUserId, settings",
            )
            .condition_expression("attribute_exists(tenantId) AND recordVersion <= :version")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":version", version())
            .expression_attribute_values(":disconnected", text(Status::Disconnected.as_str()))
            .expression_attribute_values(":expiry", AttributeValue::N(expiry(at).unix_seconds().to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => match refused(error)? {
                item if item.is_empty() => Ok(()),
                item => known(&item),
            },
        }
    }

    async fn find(&self, tenant_id: &str) -> Result<Option<Record>, StoreErrorKind> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.key("tenantId", text(tenant_id)).consistent_read(true);
        let request = request.projection_expression(OF_A_RECORD);
        let request = request.expression_attribute_names("#status", "status");
        let answer = request.send().await.map_err(kind_of)?;
        answer.item.as_ref().map(record).transpose()
    }

    async fn page(&self, after: Option<&str>, size: u32) -> Result<Page, StoreErrorKind> {
        let start = after.map(|tenant_id| Item::from([("tenantId".to_owned(), text(tenant_id))]));
        let request = self
            .client
            .scan()
            .table_name(&self.table)
            .set_exclusive_start_key(start)
            .projection_expression(OF_A_RECORD)
            .filter_expression("attribute_not_exists(requestedBy)")
            .expression_attribute_names("#status", "status")
            .limit(i32::try_from(size).unwrap_or(i32::MAX));
        let answer = request.send().await.map_err(kind_of)?;
        let next = answer.last_evaluated_key.as_ref();
        Ok(Page {
            next: next.and_then(|key| key.get("tenantId")?.as_s().ok().cloned()),
            records: answer.items().iter().map(record).collect::<Result<_, _>>()?,
        })
    }

    fn named<T>(&self, outcome: Result<T, StoreErrorKind>) -> Result<T, StoreError> {
        outcome.map_err(|kind| kind.at(&self.name))
    }
}

impl Store for DynamoDb {
    fn name(&self) -> &str {
        &self.name
    }

    fn put<'a>(&'a self, connection: Connection<'a>) -> Answer<'a, Put> {
        Box::pin(async move { self.named(self.put(connection).await) })
    }

    fn disconnect<'a>(&'a self, tenant_id: &'a str, at: Minute) -> Answer<'a, ()> {
        Box::pin(async move { self.named(self.disconnect(tenant_id, at).await) })
    }

    fn find<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Option<Record>> {
        Box::pin(async move { self.named(self.find(tenant_id).await) })
    }

    fn page<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, Page> {
        Box::pin(async move { self.named(self.page(after, size).await) })
    }

    fn settings<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Settings> {
        Box::pin(async move { self.named(self.settings(tenant_id).await) })
    }

    fn put_settings<'a>(&'a self, change: SettingsChange<'a>) -> Answer<'a, SettingsPut> {
        Box::pin(async move { self.named(self.put_settings(change).await) })
    }

    fn erase<'a>(&'a self, request: DataRequest<'a>) -> Answer<'a, bool> {
        Box::pin(async move { self.named(self.erase(request).await) })
    }

    fn export<'a>(&'a self, request: DataRequest<'a>) -> Answer<'a, Option<Export>> {
        Box::pin(async move { self.named(self.export(request).await) })
    }

    fn data_requests<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, DataRequestPage> {
        Box::pin(async move { self.named(self.data_requests(after, size).await) })
    }
}

/// An item that a change of settings has made, before any connection was stored.
fn has_settings_only(item: &Item) -> bool {
    let is_connected = item.get("status") == Some(&text(Status::Connected.as_str()));
    is_connected && !item.contains_key("lastUserId")
}

/// The item that did not meet the condition of a change; an empty one if there is none.
fn refused<R>(error: SdkError<UpdateItemError, R>) -> Result<Item, StoreErrorKind>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
            Ok(refusal.item().cloned().unwrap_or_default())
        }
        _ => Err(kind_of(error)),
    }
}

/// An item that we may read and write.
fn known(item: &Item) -> Result<(), StoreErrorKind> {
    match number(item, "recordVersion")? {
        Some(version) if version > u64::from(VERSION) => Err(StoreErrorKind::Newer(version)),
        Some(_) => Ok(()),
        None => Err(StoreErrorKind::Unreadable("recordVersion")),
    }
}

fn record(item: &Item) -> Result<Record, StoreErrorKind> {
    known(item)?;
    let required = |name| string(item, name)?.ok_or(StoreErrorKind::Unreadable(name));
    let minute = |name| Minute::parse(&required(name)?).ok_or(StoreErrorKind::Unreadable(name));
    Ok(Record {
        tenant_id: required("tenantId")?,
        tenant_slug: string(item, "tenantSlug")?,
        status: Status::parse(&required("status")?).ok_or(StoreErrorKind::Unreadable("status"))?,
        first_connected_at: minute("firstConnectedAt")?,
        last_connected_at: minute("lastConnectedAt")?,
        first_user_id: string(item, "firstUserId")?,
        last_user_id: string(item, "lastUserId")?,
        expires_at: number(item, "expiresAt")?.map(Minute::from_unix_seconds),
    })
}

fn string(item: &Item, name: &'static str) -> Result<Option<String>, StoreErrorKind> {
    let text = item.get(name).map(AttributeValue::as_s).transpose();
    text.map(Option::<&String>::cloned)
        .map_err(|_| StoreErrorKind::Unreadable(name))
}

fn number(item: &Item, name: &'static str) -> Result<Option<u64>, StoreErrorKind> {
    let Some(value) = item.get(name) else { return Ok(None) };
    let number = value.as_n().ok().and_then(|number| number.parse().ok());
    number.map(Some).ok_or(StoreErrorKind::Unreadable(name))
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn version() -> AttributeValue {
    AttributeValue::N(VERSION.to_string())
}

/// Without the settings, a hundred of which are more than the HTTP client takes at once.
const OF_A_RECORD: &str = "tenantId, recordVersion, tenantSlug, #status, firstConnectedAt, lastConnectedAt, \
                           firstUserId, lastUserId, expiresAt";
