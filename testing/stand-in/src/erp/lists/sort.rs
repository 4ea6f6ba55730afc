//! `order`: in which order records come.

use std::{cmp::Ordering, sync::Arc};

use crate::erp::value::{Record, Value};

/// Sorts by the first key, then the next; records equal in all keep their order.
pub(super) fn sort(records: &mut [Arc<Record>], order: Option<&Value>) {
    let mut keys = Vec::new();
    for sorting in order.map(Value::elements).unwrap_or_default() {
        let members = sorting.as_object().map(|record| record.0.as_slice());
        for (field, direction) in members.unwrap_or_default() {
            keys.extend(is_descending(direction).map(|is_descending| (&**field, is_descending)));
        }
    }
    if keys.is_empty() {
        return;
    }
    records.sort_by(|one, other| {
        keys.iter().fold(Ordering::Equal, |so_far, (field, is_descending)| {
            so_far.then_with(|| {
                let value = |record: &Record| record.get(field).cloned().unwrap_or(Value::Null);
                let order = value(one).compare(&value(other));
                if *is_descending { order.reverse() } else { order }
            })
        })
    });
}

/// The direction of `ASC` or `DESC`, or of the first member of a key such as `{kArtikel: ASC}`.
fn is_descending(direction: &Value) -> Option<bool> {
    match direction {
        Value::Text(direction) => Some(&**direction == "DESC"),
        Value::Object(key) => key.0.iter().find_map(|(_, direction)| is_descending(direction)),
        _ => None,
    }
}
