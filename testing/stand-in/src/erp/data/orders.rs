//! The sales orders of a merchant, as lists and as `GetSalesOrderById` show them.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Tenant, customers::ADDRESS, dice::Dice, find};
use crate::erp::{
    lists::Records,
    value::{Record, Value},
};

/// A merchant's orders, the oldest first.
pub(super) fn of(tenant: &Tenant, items: &Records, customers: &Records) -> Records {
    let order = |number| Arc::new(listed(tenant, items, customers, number));
    Arc::new((0..ORDERS).map(order).collect())
}

fn listed(tenant: &Tenant, items: &Records, customers: &Records, number: usize) -> Record {
    let mut dice = Dice::new(tenant.slug, "order", number);
    let customer = &customers[dice.below(customers.len())];
    let mut order = Record::default();
    order.put("id", dice.uuid());
    order.put("salesOrderNumber", format!("SO-2025-{:05}", number + 1));
    let (month, day) = (1 + number * 12 / ORDERS, 1 + dice.below(28));
    order.put(
        "salesOrderDate",
        format!("2025-{month:02}-{day:02}T{:02}:00:00Z", 8 + dice.below(10)),
    );
    order.put("customerId", customer.get("id").cloned().unwrap_or(Value::Null));
    order.put(
        "customerNumber",
        customer.get("customerNumber").cloned().unwrap_or(Value::Null),
    );
    order.put("currencyIso", "EUR");
    order.put("currencyFactor", Decimal::ONE);
    order.put("departureCountryIso", "DE");
    order.put("departureCountryCurrencyIso", "EUR");
    order.put("languageIso", "DE");
    order.put("customerGroupName", "End customers");
    order.put("companyName", tenant.slug);
    order.put("isCancelled", number % 20 == 7);
    order.put("isPending", number % 20 == 3);
    for (name, of_billing, of_shipment) in ADDRESSES {
        let value = customer.get(name).cloned().unwrap_or(Value::Null);
        order.put(of_billing, value.clone());
        order.put(of_shipment, value);
    }
    let lines = lines(&order, items);
    let total = |member: &str| -> Decimal { lines.iter().map(|line| decimal(line, member)).sum() };
    let (net, gross) = (total("totalSalesPriceNet"), total("totalSalesPriceGross"));
    let is_paid = !number.is_multiple_of(5);
    order.put("totalNetAmount", net);
    order.put("totalGrossAmount", gross);
    order.put("alreadyPaidAmount", if is_paid { gross } else { Decimal::new(0, 2) });
    order.put("stillToPay", if is_paid { Decimal::new(0, 2) } else { gross });
    // In the older schema `PAID`.
    order.put("paymentStatus", if is_paid { "COMPLETELY_PAID" } else { "UNPAID" });
    order.put(
        "deliveryStatus",
        if number < ORDERS / 2 {
            "COMPLETELY_SHIPPED"
        } else {
            "OPEN"
        },
    );
    if tenant.range.is_none() && number == ORDERS - 1 {
        // An edge case: a null where the schema has none.
        order.put("salesOrderNumber", Value::Null);
    }
    order
}

/// The lines of an order: some of the merchant's own items that have a price to be paid.
fn lines(order: &Record, items: &Records) -> Vec<Record> {
    let id = order.text("id").unwrap_or_default();
    let mut dice = Dice::new(id, "lines", 0);
    let mut lines = Vec::new();
    for place in 1..=1 + dice.number(4) {
        let item = &items[dice.below(items.len())];
        let (net, gross) = (decimal(item, "salesPriceNet"), decimal(item, "salesPriceGross"));
        if gross <= Decimal::ZERO || gross > Decimal::from(DEAREST) || item.text("id").is_none() {
            continue;
        }
        let quantity = Decimal::from(1 + dice.number(3));
        let mut line = Record::default();
        line.put("id", dice.uuid());
        line.put("salesOrderId", id);
        line.put("itemId", item.get("id").cloned().unwrap_or(Value::Null));
        line.put("sku", item.get("sku").cloned().unwrap_or(Value::Null));
        line.put("name", item.get("name").cloned().unwrap_or(Value::Null));
        line.put("salesUnit", item.get("unit").cloned().unwrap_or(Value::Null));
        line.put("type", "ITEM");
        line.put("lineItemType", "ITEM");
        line.put("quantity", quantity);
        line.put("salesPriceNet", net);
        line.put("salesPriceGross", gross);
        line.put("totalSalesPriceNet", net * quantity);
        line.put("totalSalesPriceGross", gross * quantity);
        line.put("taxRate", Decimal::new(1900, 2));
        line.put("sortOrder", place);
        lines.push(line);
    }
    lines
}

/// An order as `GetSalesOrderById` shows it.
pub(crate) fn order_details(listed: &Record, items: &Records, customers: &Records) -> Record {
    let mut order = Record::default();
    for name in [
        "id",
        "customerId",
        "salesOrderDate",
        "salesOrderNumber",
        "isCancelled",
        "isPending",
        "languageIso",
    ] {
        order.put(name, listed.get(name).cloned().unwrap_or(Value::Null));
    }
    let lines = lines(listed, items).into_iter().map(Value::from);
    order.put("lineItems", Value::List(lines.collect()));
    let mut figures = Record::default();
    figures.put("salesOrderId", listed.text("id").unwrap_or_default());
    for name in [
        "totalNetAmount",
        "totalGrossAmount",
        "alreadyPaidAmount",
        "stillToPay",
        "paymentStatus",
        "deliveryStatus",
    ] {
        figures.put(name, listed.get(name).cloned().unwrap_or(Value::Null));
    }
    order.put("keyFigures", Value::from(figures));
    let mut address = Record::default();
    if let Some(customer) = listed.text("customerId").and_then(|id| find(customers, id)) {
        for name in ADDRESS {
            let of_order = if name == "companyName" { "company" } else { name };
            address.put(of_order, customer.get(name).cloned().unwrap_or(Value::Null));
        }
    }
    order.put("billingAddress", Value::from(address.clone()));
    order.put("shipmentAddress", Value::from(address));
    order
}

fn decimal(record: &Record, name: &str) -> Decimal {
    match record.get(name) {
        Some(Value::Decimal(number)) => *number,
        _ => Decimal::ZERO,
    }
}

/// Members of a customer and of an order's addresses.
const ADDRESSES: [(&str, &str, &str); 7] = [
    ("companyName", "billingAddressCompany", "shipmentAddressCompany"),
    ("firstName", "billingAddressFirstName", "shipmentAddressFirstName"),
    ("lastName", "billingAddressLastName", "shipmentAddressLastName"),
    ("street", "billingAddressStreet", "shipmentAddressStreet"),
    ("postalCode", "billingAddressPostalCode", "shipmentAddressPostalCode"),
    ("city", "billingAddressCity", "shipmentAddressCity"),
    ("countryIso", "billingAddressCountryIso", "shipmentAddressCountryIso"),
];

/// Number of orders of a merchant.
const ORDERS: usize = 240;

/// The highest price, beyond which sums could overflow.
const DEAREST: i64 = 1_000_000;
