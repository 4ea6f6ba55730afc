//! The items of a merchant, as lists show them.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Tenant, dice::Dice, edge_cases, range::Range};
use crate::erp::{
    lists::Records,
    value::{Record, Value},
};

/// A merchant's items in the order of their creation.
pub(super) fn of(tenant: &Tenant) -> Records {
    Arc::new(match tenant.range {
        Some(range) => (0..tenant.items)
            .map(|number| Arc::new(item(tenant, range, number)))
            .collect(),
        None => edge_cases::items(tenant),
    })
}

fn item(tenant: &Tenant, range: &Range, number: usize) -> Record {
    let mut dice = Dice::new(tenant.slug, "item", number);
    // The first page shows each line, and no two items are called alike.
    let line = &range.lines[number % 8];
    let model = range.models[number / 8 % 12];
    let (size, finish) = (line.sizes[number / 96 % 4], range.finishes[number / 384 % 4]);
    let maker = dice.one_of(&range.makers);
    let name = format!("{maker} {model} {}, {size}, {finish}", line.kind);
    let mut item = common(tenant, number, &mut dice);
    let (lowest, highest) = line.cents;
    let spread = usize::try_from(highest - lowest).expect("the highest price is above the lowest");
    // Ends in 0 or 5, as prices do.
    let cents = (lowest + dice.number(spread)) / 5 * 5;
    put_prices(&mut item, cents, &mut dice);
    put_stock(&mut item, dice.number(line.stock), &mut dice);
    let mut put = |name, value: Value| item.put(name, value);
    put(
        "description",
        format!("{name}: tried and tested by {maker}, \"made to last\".").into(),
    );
    put(
        "shortDescription",
        (!number.is_multiple_of(5))
            .then(|| format!("{} by {maker}", line.kind))
            .into(),
    );
    put("name", name.into());
    put("unit", range.unit.into());
    put("manufacturerName", maker.into());
    put("productGroupName", line.kind.into());
    put("weight", Decimal::new(100 + dice.number(15_000), 3).into());
    put("taxClassName", "Normal rate".into());
    item
}

/// The members that items of every merchant have alike.
pub(super) fn common(tenant: &Tenant, number: usize, dice: &mut Dice) -> Record {
    let mut item = Record::default();
    item.put("id", dice.uuid());
    item.put("sku", format!("{}-{number:05}", tenant.slug.to_uppercase()));
    item.put("sortNumber", i64::try_from(number).unwrap_or(i64::MAX));
    item.put(
        "gtin",
        (number % 7 != 3).then(|| format!("40{:011}", dice.next() % 100_000_000_000)),
    );
    item.put("manufacturerNumber", format!("MN{:06}", dice.below(1_000_000)));
    item.put("isActive", !number.is_multiple_of(11));
    item.put("isShopActive", !number.is_multiple_of(11));
    item.put("isInventoryManagementActive", true);
    item.put("defaultImageId", number.is_multiple_of(2).then(|| dice.uuid()));
    item.put("createdDate", dice.date(2024));
    item.put("modifiedDate", dice.date(2025));
    item
}

fn put_prices(item: &mut Record, gross_cents: i64, dice: &mut Dice) {
    let gross = Decimal::new(gross_cents, 2);
    let mut net = gross / Decimal::new(119, 2);
    net.rescale(4);
    let mut purchase = net * Decimal::new(45 + dice.number(25), 2);
    purchase.rescale(4);
    item.put("salesPriceGross", gross);
    item.put("salesPriceNet", net);
    item.put(
        "suggestedRetailPrice",
        Decimal::new(gross_cents + gross_cents / 500 * 50, 2),
    );
    item.put("averagePurchasePriceNet", purchase);
    item.put("lastPurchasePrice", purchase);
    item.put("profit", net - purchase);
}

/// Puts a stock of which some is in orders.
pub(super) fn put_stock(item: &mut Record, stock: i64, dice: &mut Dice) {
    let in_orders = dice.number(6).min(stock.max(0));
    item.put("stockTotal", Decimal::from(stock));
    item.put("stockOwn", Decimal::from(stock));
    item.put("stockInOrders", Decimal::from(in_orders));
    item.put("stockAvailable", Decimal::from(stock - in_orders));
    item.put("stockIncoming", Decimal::from(dice.number(50)));
    item.put("minimumStock", Decimal::from(dice.number(10)));
}
