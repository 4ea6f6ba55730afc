//! The customers of a merchant.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Tenant, dice::Dice};
use crate::erp::{
    lists::Records,
    value::{Record, Value},
};

/// A merchant's customers in the order of their numbers.
pub(super) fn of(tenant: &Tenant) -> Records {
    Arc::new((0..CUSTOMERS).map(|number| Arc::new(listed(tenant, number))).collect())
}

fn listed(tenant: &Tenant, number: usize) -> Record {
    let mut dice = Dice::new(tenant.slug, "customer", number);
    let (first, last) = (dice.one_of(&FIRST_NAMES), dice.one_of(&LAST_NAMES));
    let (postal_code, city) = dice.one_of(&CITIES);
    let street = format!("{} {}", dice.one_of(&STREETS), 1 + dice.below(120));
    let mut customer = Record::default();
    customer.put("id", dice.uuid());
    customer.put("customerNumber", format!("{}", 10_000 + number));
    customer.put("firstName", first);
    customer.put("lastName", last);
    // Every third one is a company.
    let company = number
        .is_multiple_of(3)
        .then(|| format!("{last} {}", dice.one_of(&COMPANIES)));
    customer.put("companyName", company);
    customer.put("street", street);
    customer.put("postalCode", postal_code);
    customer.put("city", city);
    customer.put("countryName", "Germany");
    customer.put("countryIso", "DE");
    customer.put("emailAddress", format!("customer-{number}@example.com"));
    customer.put(
        "phoneNumber",
        (number % 4 != 1).then(|| format!("030 23125 {number:03}")),
    );
    customer.put("customerGroupId", "1");
    customer.put("customerGroupName", "End customers");
    customer.put("createdDate", dice.date(2024));
    customer.put("discountRate", Decimal::from(dice.number(3) * 5));
    customer.put("paymentDueDateInDays", 14);
    customer.put("languageIso", "DE");
    customer
}

/// A customer as `GetCustomerById` shows it.
pub(crate) fn customer(listed: &Record) -> Record {
    let mut customer = Record::default();
    customer.put("customerId", listed.text("id").unwrap_or_default());
    for name in ["customerGroupId", "customerNumber", "createdDate", "languageIso"] {
        customer.put(name, listed.get(name).cloned().unwrap_or(Value::Null));
    }
    customer.put("lastChanged", listed.get("createdDate").cloned().unwrap_or(Value::Null));
    let mut group = Record::default();
    group.put("id", "1");
    group.put("name", "End customers");
    group.put("isDefault", true);
    customer.put("customerGroup", Value::from(group));
    let mut address = Record::default();
    address.put(
        "customerAddressId",
        format!("{}-1", listed.text("id").unwrap_or_default()),
    );
    address.put("customerId", listed.text("id").unwrap_or_default());
    address.put("isDefault", true);
    address.put("addressType", "BILLING_ADDRESS");
    for name in ADDRESS {
        address.put(name, listed.get(name).cloned().unwrap_or(Value::Null));
    }
    customer.put("customerAddresses", Value::List(vec![address.into()]));
    customer
}

/// Members of an address that are called alike everywhere.
pub(super) const ADDRESS: [&str; 7] = [
    "companyName",
    "firstName",
    "lastName",
    "street",
    "postalCode",
    "city",
    "countryIso",
];

/// Number of customers of a merchant.
const CUSTOMERS: usize = 90;

const FIRST_NAMES: [&str; 12] = [
    "Anna", "Ben", "Clara", "David", "Elif", "Frieda", "Georg", "Hanna", "Ivo", "Jana", "Karim", "Lena",
];
const LAST_NAMES: [&str; 12] = [
    "Albers", "Böhm", "Cordes", "Dietz", "Ebert", "Fuchs", "Groß", "Hansen", "Idris", "Jäger", "Köhler", "Lüders",
];
const COMPANIES: [&str; 4] = ["GmbH", "& Partner", "Handels-KG", "e. K."];
const STREETS: [&str; 6] = [
    "Hauptstraße",
    "Lindenweg",
    "Am Markt",
    "Bahnhofstraße",
    "Schulgasse",
    "Uferpromenade",
];
const CITIES: [(&str, &str); 8] = [
    ("10115", "Berlin"),
    ("20095", "Hamburg"),
    ("28195", "Bremen"),
    ("44135", "Dortmund"),
    ("50667", "Köln"),
    ("60311", "Frankfurt am Main"),
    ("80331", "München"),
    ("99084", "Erfurt"),
];
