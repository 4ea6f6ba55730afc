//! The mutation `ChangeItem`, which a request with the same key does not make twice (ERP 2.1).

use std::{collections::HashMap, sync::Arc};

use super::{
    Version, data,
    engine::{Root, error::GraphqlError},
    resolve::Resolver,
    value::{Record, Value},
};

/// By tenant and key, the item as it was changed.
pub(crate) type ChangesMade = HashMap<(&'static str, String), Record>;

/// Changes what the request names of an item, unless it was made before.
pub(super) fn change_item(resolver: &mut Resolver<'_>, root: &Root<'_>) -> Result<Value, GraphqlError> {
    let request = root.arguments.get("request").and_then(Value::as_object).cloned();
    let request = request.unwrap_or_default();
    let mut erp = resolver.platform.erp();
    let key = request.text("idempotencyKey").filter(|key| !key.is_empty());
    let key = key.map(|key| (resolver.tenant.id, key.to_owned()));
    let was_made = key.as_ref().and_then(|key| erp.changes_made.get(key).cloned());
    if key.is_some() {
        resolver
            .replays
            .push((root.response_name.to_owned(), was_made.is_some()));
    }
    if let Some(item) = was_made {
        return Ok(changed(item, resolver.version));
    }
    let items = Arc::make_mut(&mut erp.shop(resolver.tenant).items);
    let id = request.text("itemId").unwrap_or_default();
    let item = items.iter_mut().find(|item| item.text("id") == Some(id));
    // What the platform says here is not on record.
    let item = Arc::make_mut(item.ok_or_else(|| GraphqlError::new("The item does not exist."))?);
    change(item, &request);
    let details = data::item_details(item);
    if let Some(key) = key {
        erp.changes_made.insert(key, details.clone());
    }
    Ok(changed(details, resolver.version))
}

/// Of all that a request may name, the stand-in changes an item's identifiers and its product group.
fn change(item: &mut Record, request: &Record) {
    if let Some(identifiers) = request.get("identifiers").and_then(Value::as_object) {
        for name in ["sku", "gtin", "manufacturerNumber", "isbn", "upc"] {
            if let Some(value) = identifiers.get(name).filter(|value| !value.is_null()) {
                item.put(name, value.clone());
            }
        }
    }
    if let Some(group) = request.get("productGroupId").filter(|group| !group.is_null()) {
        item.put("productGroupId", group.clone());
    }
}

/// 2.0 says yes; 2.1 shows the item.
fn changed(item: Record, version: Version) -> Value {
    if version == Version::V2_0 {
        return true.into();
    }
    let mut response = Record::default();
    response.put("item", Value::from(item));
    response.into()
}
