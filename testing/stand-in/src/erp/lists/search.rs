//! `searchTerm`: which records a text finds.

use crate::erp::{
    engine::Arguments,
    schema::types::roots::List,
    value::{Record, Value},
};

/// Tells whether the term is in one of the fields that are searched; no term finds everything.
pub(super) fn finds(list: &List, record: &Record, arguments: &Arguments) -> bool {
    let Some(term) = arguments.get("searchTerm").and_then(Value::as_text) else {
        return true;
    };
    let term = term.to_lowercase();
    let operator = arguments.get("searchOperator").and_then(Value::as_text);
    let chosen = arguments.get("searchField").map(Value::elements).unwrap_or_default();
    let names: Vec<&str> = if chosen.is_empty() {
        usual(list).to_vec()
    } else {
        chosen.iter().filter_map(Value::as_text).filter_map(member).collect()
    };
    let texts = names.into_iter().filter_map(|name| record.text(name));
    texts.map(str::to_lowercase).any(|text| match operator {
        Some("STARTS_WITH") => text.starts_with(&term),
        Some("WILDCARD") => fits(&text, &term),
        _ => text.contains(&term),
    })
}

/// Fields that are searched unless others are named; those of the platform are not on record.
fn usual(list: &List) -> &'static [&'static str] {
    match list.root {
        "QueryCustomers" => &[
            "customerNumber",
            "companyName",
            "firstName",
            "lastName",
            "city",
            "emailAddress",
        ],
        _ => &["sku", "name", "gtin", "manufacturerName"],
    }
}

/// The member of an item that a search field is about.
fn member(search_field: &str) -> Option<&'static str> {
    Some(match search_field {
        "ITEM_NUMBER" => "sku",
        "GTIN" => "gtin",
        "MANUFACTURER_NUMBER" => "manufacturerNumber",
        "UPC" => "upc",
        "ISBN" => "isbn",
        "NAME" => "name",
        "ASIN" => "defaultAsin",
        "FNSKU" => "amazonFnsku",
        "JFSKU" => "jfsku",
        "META_KEYWORDS" => "metaKeywords",
        // Of containers, suppliers and subsets the stand-in knows nothing.
        _ => return None,
    })
}

/// Tells whether the parts between the asterisks of `pattern` follow each other in `text`.
fn fits(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    match rest.strip_prefix(first) {
        Some(behind) => rest = behind,
        None => return false,
    }
    let parts: Vec<_> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
