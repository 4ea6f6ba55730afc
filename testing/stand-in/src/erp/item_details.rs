//! An item as `GetItemById` shows it: not as lists do. Of the platform's many members a few.

use async_graphql::{ID, SimpleObject};

use super::item::Item;

/// One item in detail.
#[derive(Clone, SimpleObject)]
#[graphql(name = "ItemdetailsItem")]
pub(crate) struct ItemDetails {
    id: ID,
    identifiers: Identifiers,
}

/// Names and numbers of an item.
#[derive(Clone, SimpleObject)]
#[graphql(name = "ItemIdentifiers")]
struct Identifiers {
    sku: String,
    gtin: Option<String>,
}

impl ItemDetails {
    pub(crate) fn of(item: &Item) -> Self {
        Self {
            id: item.id.clone().unwrap_or_else(|| ID(String::new())),
            identifiers: Identifiers {
                sku: item.sku.clone(),
                gtin: item.gtin.clone(),
            },
        }
    }
}
