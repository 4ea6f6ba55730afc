//! Requests about a tenant's data: each an item of its own beside the tenants', with a key that no tenant can
//! have.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use shared::store::StoreErrorKind;
use shared::store::dynamodb::kind_of;

use super::{DynamoDb, Item, known, record, settings, string, text, version};
use crate::registry::data_request::{DataRequest, DataRequestKind, DataRequestPage, DataRequestRecord, Export};
use crate::registry::minute::Minute;

impl DynamoDb {
    pub(super) async fn erase(&self, request: DataRequest<'_>) -> Result<bool, StoreErrorKind> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .key("tenantId", text(request.tenant_id))
            .condition_expression("attribute_exists(tenantId) AND recordVersion <= :version")
            .expression_attribute_values(":version", version())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(malformed)?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item(DataRequestKind::Erase, request)))
            .build()
            .map_err(malformed)?;
        let write = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().delete(delete).build())
            .transact_items(TransactWriteItem::builder().put(put).build());
        match write.send().await {
            Ok(_) => Ok(true),
            Err(error) => match of_the_tenant(&error) {
                Some(reason) if reason.code() == Some("ConditionalCheckFailed") => {
                    reason.item().map_or(Ok(()), known).map(|()| false)
                }
                // Another change of the tenant at this moment.
                Some(reason) if reason.code() == Some("TransactionConflict") => Err(StoreErrorKind::Busy(error.into())),
                _ => Err(kind_of(error)),
            },
        }
    }

    pub(super) async fn export(&self, request: DataRequest<'_>) -> Result<Option<Export>, StoreErrorKind> {
        let read = self.client.get_item().table_name(&self.table);
        let read = read.key("tenantId", text(request.tenant_id)).consistent_read(true);
        let Some(found) = read.send().await.map_err(kind_of)?.item else {
            return Ok(None);
        };
        let export = Export {
            record: record(&found)?,
            settings: settings::of(&found)?,
        };
        let put = self.client.put_item().table_name(&self.table);
        let put = put.set_item(Some(item(DataRequestKind::Export, request)));
        put.send().await.map_err(kind_of)?;
        Ok(Some(export))
    }

    pub(super) async fn data_requests(
        &self,
        after: Option<&str>,
        size: u32,
    ) -> Result<DataRequestPage, StoreErrorKind> {
        let start = after.map(|key| Item::from([("tenantId".to_owned(), text(key))]));
        let scan = self
            .client
            .scan()
            .table_name(&self.table)
            .set_exclusive_start_key(start)
            .projection_expression("recordVersion, ofTenant, requestKind, requestedBy, requestedAt")
            .filter_expression("attribute_exists(requestedBy)")
            .limit(i32::try_from(size).unwrap_or(i32::MAX));
        let answer = scan.send().await.map_err(kind_of)?;
        let next = answer.last_evaluated_key.as_ref();
        Ok(DataRequestPage {
            next: next.and_then(|key| key.get("tenantId")?.as_s().ok().cloned()),
            requests: answer.items().iter().map(read).collect::<Result<_, _>>()?,
        })
    }
}

fn item(kind: DataRequestKind, request: DataRequest<'_>) -> Item {
    let expiry = request.expires_at().unix_seconds().to_string();
    // A tenant's id has no `#`.
    let key = format!("{}#{}#{}", kind.as_str(), request.at.as_nanos(), request.tenant_id);
    [
        ("tenantId", text(key)),
        ("recordVersion", version()),
        ("ofTenant", text(request.tenant_id)),
        ("requestKind", text(kind.as_str())),
        ("requestedBy", text(request.requested_by)),
        ("requestedAt", text(request.minute().to_string())),
        ("expiresAt", AttributeValue::N(expiry)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn read(item: &Item) -> Result<DataRequestRecord, StoreErrorKind> {
    known(item)?;
    let required = |name| string(item, name)?.ok_or(StoreErrorKind::Unreadable(name));
    Ok(DataRequestRecord {
        tenant_id: required("ofTenant")?,
        kind: DataRequestKind::parse(&required("requestKind")?).ok_or(StoreErrorKind::Unreadable("requestKind"))?,
        requested_by: required("requestedBy")?,
        requested_at: Minute::parse(&required("requestedAt")?).ok_or(StoreErrorKind::Unreadable("requestedAt"))?,
    })
}

/// Why a transaction was cancelled by its first part, which is the tenant's item.
fn of_the_tenant<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&CancellationReason> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(refusal)) => refusal.cancellation_reasons().first(),
        _ => None,
    }
}

fn malformed(error: aws_sdk_dynamodb::error::BuildError) -> StoreErrorKind {
    StoreErrorKind::Failed(error.into())
}
