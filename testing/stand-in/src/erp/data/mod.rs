//! The merchants and their data, the same on every machine and in every run.

mod customers;
mod details;
mod dice;
mod edge_cases;
mod items;
mod orders;
mod range;
pub(crate) mod tenant;

use std::sync::{Arc, OnceLock};

use super::{lists::Records, value::Record};
use tenant::{TENANTS, Tenant};

pub(crate) use customers::customer;
pub(crate) use details::item_details;
pub(crate) use orders::order_details;

/// The data of one merchant.
#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) items: Records,
    pub(crate) customers: Records,
    pub(crate) orders: Records,
}

impl Shop {
    /// The merchant's data as every stand-in begins with it, made once.
    pub(crate) fn of(tenant: &'static Tenant) -> Self {
        static SHOPS: [OnceLock<Shop>; TENANTS.len()] = [const { OnceLock::new() }; TENANTS.len()];
        let place = TENANTS.iter().position(|other| other.id == tenant.id);
        let shop = &SHOPS[place.expect("there is no tenant but those of the list")];
        shop.get_or_init(|| {
            let items = items::of(tenant);
            let customers = customers::of(tenant);
            let orders = orders::of(tenant, &items, &customers);
            Self {
                items,
                customers,
                orders,
            }
        })
        .clone()
    }
}

/// The record of this id.
pub(crate) fn find<'a>(records: &'a Records, id: &str) -> Option<&'a Arc<Record>> {
    records.iter().find(|record| record.text("id") == Some(id))
}
