//! The ERP: catalogues, customers and orders, GraphQL and the REST list.

mod access;
mod changes;
mod data;
mod engine;
pub(crate) mod graphql;
mod lists;
mod refusal;
mod resolve;
pub(crate) mod rest;
mod schema;
mod value;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

pub use data::tenant::{TENANTS, Tenant};
pub(crate) use engine::CostRules;

use self::{access::Scope, changes::ChangesMade, data::Shop, schema::Schema};
use crate::rate_limit::RateLimit;

/// Version of the ERP's schema that is served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Version {
    /// The early export: `GetItemById(id: ID)`, nothing where there is none, no `searchTerm`, no
    /// `GetSalesOrderById`, and `hasNextPage` is an `Int`.
    #[serde(rename = "2.0")]
    V2_0,
    /// `GetItemById(itemId: ID!)`, an error where there is none, and `searchTerm`.
    #[default]
    #[serde(rename = "2.1")]
    V2_1,
}

impl Version {
    /// The schema of this version in GraphQL's own language.
    pub fn schema(self) -> String {
        Schema::of(self).sdl()
    }
}

/// State of the ERP.
#[derive(Default)]
pub(crate) struct Erp {
    /// Data that has been asked for, by tenant.
    shops: HashMap<&'static str, Shop>,
    pub(crate) version: Version,
    pub(crate) cost_rules: CostRules,
    /// Scopes that the app was not given.
    pub(crate) missing_scopes: BTreeSet<String>,
    changes_made: ChangesMade,
    pub(crate) rate_limit: RateLimit,
}

impl Erp {
    /// The data of a tenant, as it is now.
    fn shop(&mut self, tenant: &'static Tenant) -> &mut Shop {
        self.shops.entry(tenant.id).or_insert_with(|| Shop::of(tenant))
    }

    fn lacks(&self, scope: Scope) -> bool {
        self.missing_scopes.contains(scope.name())
    }
}
