//! Items that no shop has and every program must bear.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Tenant, dice::Dice, items};
use crate::erp::value::{Record, Value};

pub(super) fn items(tenant: &Tenant) -> Vec<Arc<Record>> {
    let item = |number: usize| {
        let mut dice = Dice::new(tenant.slug, "item", number);
        let mut item = items::common(tenant, number, &mut dice);
        items::put_stock(&mut item, dice.number(20), &mut dice);
        let name = name(number);
        item.put("description", name.clone());
        item.put("name", name);
        item.put("manufacturerName", Value::Null);
        let price: Decimal = PRICES[number % PRICES.len()]
            .parse()
            .expect("these are decimal numbers");
        for member in ["salesPriceNet", "salesPriceGross", "suggestedRetailPrice"] {
            item.put(member, price);
        }
        if number == 0 {
            // The platform's list may have items without one.
            item.put("id", Value::Null);
        }
        if number == 1 {
            item.put("stockTotal", Decimal::from(BEYOND_A_DOUBLE));
        }
        if number == 2 {
            item.put("stockTotal", Decimal::from(-3));
            item.put("modifiedDate", Value::Null);
        }
        Arc::new(item)
    };
    (0..ITEMS).map(item).collect()
}

fn name(number: usize) -> Value {
    match NAMES.get(number) {
        Some(name) => (*name).into(),
        None if number == ITEMS - 1 => "very long ".repeat(2000).into(),
        None => Value::Null,
    }
}

/// Number of them.
pub(super) const ITEMS: usize = 24;

const NAMES: [Option<&str>; 14] = [
    Some("without an id"),
    Some("with a stock beyond a double"),
    Some("with less than nothing in stock"),
    None,
    Some(""),
    Some(" \t\r\n"),
    Some("controls \u{0}\u{1}\u{8}\u{b}\u{1b}\u{1f}\u{7f}\u{85}"),
    Some("quotes \" ' ` \\ \\\" / </script><script>alert(1)</script>"),
    Some("line separators \u{2028}\u{2029}"),
    Some("right to left \u{202e}gnp.exe \u{5e9}\u{5dc}\u{5d5}\u{5dd}"),
    Some("beyond the basic plane \u{1f6b2}\u{10ffff}"),
    Some("combined e\u{301}\u{302}\u{303}, composed \u{e9}"),
    Some("'; DROP TABLE tArtikel; --"),
    Some("{\"json\": [1, 2, {\"deep\": null}]}"),
];

/// Among them the largest and the smallest that the platform's type holds.
const PRICES: [&str; 8] = [
    "19.90",
    "12345678901234.567890",
    "79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "-0.01",
    "0.00",
    "0",
    "9007199254740993.5",
];

/// 2 to the 53rd and one.
const BEYOND_A_DOUBLE: i64 = 9_007_199_254_740_993;
