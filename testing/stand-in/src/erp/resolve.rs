//! The data behind the roots.

use std::sync::Arc;

use super::{
    Version,
    access::Scope,
    changes, data,
    data::{Shop, find, tenant::Tenant},
    engine::{Root, error::GraphqlError},
    lists::{self, Records},
    schema::types::roots::LISTS,
    value::{Record, Value},
};
use crate::platform::Platform;

/// A request of one merchant.
pub(crate) struct Resolver<'a> {
    pub(crate) platform: &'a Arc<Platform>,
    pub(crate) tenant: &'static Tenant,
    pub(crate) version: Version,
    /// By response name, whether a change with a key was made by an earlier request.
    pub(crate) replays: Vec<(String, bool)>,
}

impl Resolver<'_> {
    pub(crate) fn resolve(&mut self, root: &Root<'_>) -> Result<Value, GraphqlError> {
        let shop = {
            let mut erp = self.platform.erp();
            if erp.lacks(Scope::of(root.name)) {
                let error = GraphqlError::new("The current user is not authorized to access this resource.");
                return Err(error.code("AUTH_NOT_AUTHORIZED"));
            }
            erp.shop(self.tenant).clone()
        };
        if let Some(list) = LISTS.iter().find(|list| list.root == root.name) {
            let records = match list.root {
                "QueryCustomers" => &shop.customers,
                "QuerySalesOrders" => &shop.orders,
                _ => &shop.items,
            };
            return lists::page(list, records, &root.arguments);
        }
        match root.name {
            "GetItemById" => self.one(root, &shop.items, data::item_details),
            "GetCustomerById" => self.one(root, &shop.customers, data::customer),
            "GetSalesOrderById" => {
                let Shop { items, customers, .. } = &shop;
                self.one(root, &shop.orders, |order| data::order_details(order, items, customers))
            }
            "ChangeItem" => changes::change_item(self, root),
            _ => Err(GraphqlError::new("The stand-in has no data for this field.")),
        }
    }

    /// The record that the one argument, an id, is about. 2.0 has null where there is none; what
    /// 2.1 says is not on record.
    fn one(
        &self,
        root: &Root<'_>,
        records: &Records,
        details: impl FnOnce(&Record) -> Record,
    ) -> Result<Value, GraphqlError> {
        let id = root.arguments.values().next().and_then(Value::as_text);
        match (id.and_then(|id| find(records, id)), self.version) {
            (Some(record), _) => Ok(details(record).into()),
            (None, Version::V2_0) => Ok(Value::Null),
            (None, Version::V2_1) => Err(GraphqlError::new("There is nothing of this id.")),
        }
    }
}
