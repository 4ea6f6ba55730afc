//! An item as lists show it.

use async_graphql::{ID, SimpleObject};
use serde::Serialize;

use super::decimal::{Decimal, Long};

/// An item of a merchant's catalogue.
#[derive(Clone, Debug, SimpleObject, Serialize)]
#[graphql(name = "ItemListItem")]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    pub(crate) id: Option<ID>,
    pub(crate) sku: String,
    pub(crate) name: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) short_description: Option<String>,
    pub(crate) gtin: Option<String>,
    pub(crate) manufacturer_name: Option<String>,
    pub(crate) sales_price_net: Decimal,
    pub(crate) sales_price_gross: Decimal,
    pub(crate) suggested_retail_price: Option<Decimal>,
    pub(crate) stock_total: Long,
    pub(crate) stock_available: Long,
    pub(crate) stock_in_orders: Long,
    pub(crate) stock_incoming: Long,
    pub(crate) minimum_stock: Option<Long>,
    pub(crate) is_active: bool,
    pub(crate) default_image_id: Option<ID>,
    /// RFC 3339, always in UTC and of one length, so that text sorts as time.
    pub(crate) modified_date: String,
}

impl Item {
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.id.as_ref().is_some_and(|own| own.as_str() == id)
    }
}
