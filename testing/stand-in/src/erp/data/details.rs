//! An item as `GetItemById` shows it.

use crate::erp::value::{Record, Value};

/// The details of an item of the list; what they leave out is null, or its type's default.
pub(crate) fn item_details(item: &Record) -> Record {
    let same = |names: &[(&'static str, &str)]| -> Value {
        let members = names.iter().filter_map(|(name, of_list)| {
            let value = item.get(of_list)?;
            Some(((*name).into(), value.clone()))
        });
        Record(members.collect()).into()
    };
    let mut description = Record::default();
    description.put("languageIso", "DE");
    let texts = [
        ("itemName", "name"),
        ("description", "description"),
        ("shortDescription", "shortDescription"),
    ];
    description.put("descriptionData", same(&texts));
    let mut descriptions = Record::default();
    descriptions.put("defaultDescriptions", Value::List(vec![description.into()]));
    let mut details = Record::default();
    details.put("id", item.text("id").unwrap_or_default());
    details.put(
        "identifiers",
        same(&[
            ("sku", "sku"),
            ("gtin", "gtin"),
            ("manufacturerNumber", "manufacturerNumber"),
            ("isbn", "isbn"),
            ("upc", "upc"),
        ]),
    );
    details.put("descriptions", Value::from(descriptions));
    details.put(
        "prices",
        same(&[
            ("salesPriceNet", "salesPriceNet"),
            ("suggestedRetailPrice", "suggestedRetailPrice"),
            ("purchasePriceNet", "averagePurchasePriceNet"),
        ]),
    );
    for name in ["productGroupId", "countryOfOrigin", "notes"] {
        details.put(name, item.get(name).cloned().unwrap_or(Value::Null));
    }
    details.put("measurements", same(&[("weight", "weight")]));
    details
}
