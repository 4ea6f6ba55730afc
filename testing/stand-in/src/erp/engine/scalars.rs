//! Scalars: which values are theirs.

use async_graphql_value::Value as Literal;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::erp::value::Value;

/// Tells whether a value that a document writes out is one of the scalar's.
pub(crate) fn takes_literal(scalar: &str, literal: &Literal) -> bool {
    match literal {
        Literal::Number(number) => match serde_json::from_str(&number.to_string()) {
            Ok(value) => coerced(scalar, value).is_some(),
            Err(_) => false,
        },
        Literal::String(text) => coerced(scalar, text.as_str().into()).is_some(),
        Literal::Boolean(flag) => coerced(scalar, (*flag).into()).is_some(),
        // Enumerations whose values nobody outside has seen.
        Literal::Enum(_) => is_opaque(scalar),
        _ => false,
    }
}

/// The value as the scalar has it; nothing if it is none of the scalar's.
pub(crate) fn coerced(scalar: &str, value: Value) -> Option<Value> {
    match (scalar, value) {
        ("Int", Value::Int(number)) => i32::try_from(number).ok().map(|number| i64::from(number).into()),
        ("Byte", Value::Int(number)) => u8::try_from(number).ok().map(|number| i64::from(number).into()),
        ("Boolean", flag @ Value::Bool(_)) => Some(flag),
        ("Decimal" | "Float", Value::Int(number)) => Some(Decimal::from(number).into()),
        ("Decimal" | "Float", number @ Value::Decimal(_)) => Some(number),
        ("ID", Value::Int(number)) => Some(number.to_string().into()),
        ("ID" | "String", text @ Value::Text(_)) => Some(text),
        ("DateTime", Value::Text(text)) => is_date_time(&text).then_some(Value::Text(text)),
        ("UUID", Value::Text(text)) => is_uuid(&text).then_some(Value::Text(text)),
        (opaque, value @ Value::Text(_)) if is_opaque(opaque) => Some(value),
        _ => None,
    }
}

/// The value as an answer has it: the older schema has an `Int` for some flags.
pub(crate) fn answered(scalar: &str, value: &Value) -> Value {
    match (scalar, value) {
        ("Int", Value::Bool(flag)) => i64::from(*flag).into(),
        ("Int", Value::Decimal(number)) => number.to_i64().into(),
        ("ID", Value::Int(number)) => number.to_string().into(),
        (_, value) => value.clone(),
    }
}

/// The value of a member that the data does not have and that may not be null.
pub(crate) fn default(scalar: &str) -> Value {
    match scalar {
        "Int" | "Byte" => 0.into(),
        "Decimal" | "Float" => Decimal::ZERO.into(),
        "Boolean" => false.into(),
        "DateTime" => "2025-01-01T00:00:00Z".into(),
        "UUID" => "00000000-0000-0000-0000-000000000000".into(),
        _ => "".into(),
    }
}

fn is_opaque(scalar: &str) -> bool {
    matches!(
        scalar,
        "AddressType" | "CustomerSearchField" | "SerialNumberType" | "TaxReference" | "VariationType"
    )
}

/// `2025-03-01T08:00:00Z` and its kin; the day alone will do.
fn is_date_time(text: &str) -> bool {
    let form = |text: &str, form: &str| {
        text.len() >= form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                form => byte == form,
            })
    };
    form(text, "0000-00-00") && (text.len() == 10 || form(text, "0000-00-00T00:00"))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().bytes().all(|byte| byte.is_ascii_hexdigit())
}
