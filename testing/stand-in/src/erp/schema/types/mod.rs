//! Names and types of the ERP's members: ERP 2.1, and the differences of 2.0.

mod customers;
mod enums;
mod item_changes;
mod item_details;
mod items;
mod orders;
pub(crate) mod roots;
mod v2_0;

use super::{Definitions, derived, read};
use crate::erp::Version;

/// Every type of this version that a root reaches.
pub(super) fn of(version: Version) -> Definitions {
    let mut types = Definitions::new();
    for text in [
        roots::ROOTS,
        enums::ENUMS,
        items::ITEMS,
        item_details::ITEM_DETAILS,
        item_changes::ITEM_CHANGES,
        orders::ORDERS,
        customers::CUSTOMERS,
    ] {
        types.extend(read::definitions(text));
    }
    let mut key = None;
    if version == Version::V2_0 {
        become_v2_0(&mut types);
        key = Some(v2_0::KEY);
    }
    for list in &roots::LISTS {
        derived::add(&mut types, list, key, version);
    }
    derived::reached(types)
}

fn become_v2_0(types: &mut Definitions) {
    types.extend(read::definitions(v2_0::REPLACED));
    for (name, absent) in v2_0::ABSENT {
        let absent: Vec<_> = absent.split(' ').collect();
        if let Some(definition) = types.get_mut(*name) {
            definition
                .members_mut()
                .retain(|member| !absent.contains(&&*member.name));
        }
    }
    for (name, changed) in read::definitions(v2_0::CHANGED) {
        let Some(definition) = types.get_mut(&name) else {
            continue;
        };
        for member in changed.members() {
            definition.put(member.clone());
        }
    }
}
