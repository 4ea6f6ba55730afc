//! The ERP: catalogues, GraphQL and the REST list.

mod catalogue;
mod change_item;
mod connection;
mod decimal;
mod filter;
pub(crate) mod graphql;
mod item;
mod item_details;
mod paging;
pub(crate) mod rate_limit;
mod refusal;
pub(crate) mod rest;
pub(crate) mod schema;
mod sort;
pub(crate) mod tenant;
mod wire;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::{
    catalogue::{Items, items_of},
    change_item::ChangesMade,
    item_details::ItemDetails,
    rate_limit::RateLimit,
    tenant::TENANTS,
};

/// Version of the ERP's schema that is served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Version {
    /// `GetItemById(id: ID)`, nothing where there is none, no `searchTerm`, and `hasNextPage` is an `Int`.
    #[serde(rename = "2.0")]
    V2_0,
    /// `GetItemById(itemId: ID!)`, an error where there is none, and `searchTerm`.
    #[default]
    #[serde(rename = "2.1")]
    V2_1,
}

/// State of the ERP.
pub(crate) struct Erp {
    catalogues: [Items; TENANTS.len()],
    pub(crate) version: Version,
    changes_made: ChangesMade,
    pub(crate) rate_limit: RateLimit,
}

impl Erp {
    /// The items of a tenant, as they are now; none if there is no such tenant.
    pub(crate) fn items(&self, tenant_id: &str) -> Items {
        place(tenant_id).map_or_else(Items::default, |place| Arc::clone(&self.catalogues[place]))
    }

    /// Changes the item if the merchant has it.
    fn change(&mut self, tenant_id: &str, id: &str, gtin: Option<String>) -> Option<ItemDetails> {
        let items = Arc::make_mut(&mut self.catalogues[place(tenant_id)?]);
        let item = items.iter_mut().find(|item| item.has_id(id))?;
        if gtin.is_some() {
            Arc::make_mut(item).gtin = gtin;
        }
        Some(ItemDetails::of(item))
    }
}

impl Default for Erp {
    fn default() -> Self {
        Self {
            catalogues: TENANTS.each_ref().map(items_of),
            version: Version::default(),
            changes_made: ChangesMade::default(),
            rate_limit: RateLimit::default(),
        }
    }
}

fn place(tenant_id: &str) -> Option<usize> {
    TENANTS.iter().position(|tenant| tenant.id == tenant_id)
}
