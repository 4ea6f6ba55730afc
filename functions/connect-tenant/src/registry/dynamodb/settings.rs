//! Settings as two attributes of the tenant's item: `settings` and `settingsVersion`.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use shared::store::StoreErrorKind;
use shared::store::dynamodb::kind_of;

use super::{DynamoDb, Item, known, number, refused, string, text, version};
use crate::registry::record::Status;
use crate::registry::settings::{Settings, SettingsChange, SettingsPut};

impl DynamoDb {
    pub(super) async fn settings(&self, tenant_id: &str) -> Result<Settings, StoreErrorKind> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.key("tenantId", text(tenant_id)).consistent_read(true);
        let request = request.projection_expression("recordVersion, settings, settingsVersion");
        let Some(item) = request.send().await.map_err(kind_of)?.item else {
            return Ok(Settings::none());
        };
        known(&item)?;
        of(&item)
    }

    /// A tenant without a record, whose connection could not be stored, gets one without users.
    pub(super) async fn put_settings(&self, change: SettingsChange<'_>) -> Result<SettingsPut, StoreErrorKind> {
        let is_expected = match change.expected {
            0 => {
                "attribute_not_exists(tenantId) OR (recordVersion <= :version AND #status = :connected \
                 AND attribute_not_exists(settings))"
            }
            _ => {
                "recordVersion <= :version AND #status = :connected AND attribute_exists(settings) \
                 AND settingsVersion = :expected"
            }
        };
        let expected = (change.expected > 0).then(|| Item::from([(":expected".into(), decimal(change.expected))]));
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("tenantId", text(change.tenant_id))
            .update_expression(
                "SET settings = :settings, settingsVersion = if_not_exists(settingsVersion, :zero) + :one, \
                 recordVersion = if_not_exists(recordVersion, :version), #status = :connected, \
                 firstConnectedAt = if_not_exists(firstConnectedAt, :now), \
                 lastConnectedAt = if_not_exists(lastConnectedAt, :now)",
            )
            .condition_expression(is_expected)
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(expected)
            .expression_attribute_values(":settings", text(change.json))
            .expression_attribute_values(":zero", decimal(0))
            .expression_attribute_values(":one", decimal(1))
            .expression_attribute_values(":version", version())
            .expression_attribute_values(":connected", text(Status::Connected.as_str()))
            .expression_attribute_values(":now", text(change.at.to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(answer) => settings_version(&answer.attributes.unwrap_or_default()).map(SettingsPut::Done),
            Err(error) => other_than_expected(&refused(error)?),
        }
    }
}

/// The settings in a tenant's item.
pub(super) fn of(item: &Item) -> Result<Settings, StoreErrorKind> {
    match string(item, "settings")? {
        Some(json) => Settings::kept(json, settings_version(item)?),
        None => Ok(Settings::none()),
    }
}

fn other_than_expected(item: &Item) -> Result<SettingsPut, StoreErrorKind> {
    if item.is_empty() {
        return Ok(SettingsPut::Conflict(0));
    }
    known(item)?;
    if string(item, "status")?.as_deref() == Some(Status::Disconnected.as_str()) {
        return Ok(SettingsPut::Disconnected);
    }
    match item.get("settings") {
        Some(_) => settings_version(item).map(SettingsPut::Conflict),
        None => Ok(SettingsPut::Conflict(0)),
    }
}

fn settings_version(item: &Item) -> Result<u64, StoreErrorKind> {
    number(item, "settingsVersion")?.ok_or(StoreErrorKind::Unreadable("settingsVersion"))
}

fn decimal(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
