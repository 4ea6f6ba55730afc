//! `where`: which records a query means.

use crate::erp::value::{Record, Value};

/// Tells whether all conditions of a filter hold; `or` holds if one of its members does.
pub(super) fn matches(filter: Option<&Value>, record: &Record) -> bool {
    let Some(filter) = filter.and_then(Value::as_object) else {
        return true;
    };
    filter.0.iter().all(|(name, condition)| match &**name {
        _ if condition.is_null() => true,
        "and" => condition.elements().iter().all(|each| matches(Some(each), record)),
        "or" => any(condition.elements(), |each| matches(Some(each), record)),
        name => holds(condition, record.get(name).unwrap_or(&Value::Null)),
    })
}

/// Tells whether all operations of a condition hold for a value.
fn holds(condition: &Value, value: &Value) -> bool {
    let Some(condition) = condition.as_object() else {
        return true;
    };
    condition.0.iter().all(|(operation, operand)| match &**operation {
        "and" => operand.elements().iter().all(|each| holds(each, value)),
        "or" => any(operand.elements(), |each| holds(each, value)),
        "in" => operand.elements().iter().any(|each| is_equal(value, each)),
        "nin" => !operand.elements().iter().any(|each| is_equal(value, each)),
        "eq" => is_equal(value, operand),
        "neq" => !is_equal(value, operand),
        // A `null` that is no operand of `eq` and its kin asks for nothing.
        _ if operand.is_null() => true,
        // A negation is true of what is null, too.
        operation => match operation.strip_prefix('n') {
            Some(operation) => !is_true(operation, value, operand),
            None => is_true(operation, value, operand),
        },
    })
}

fn is_true(operation: &str, value: &Value, operand: &Value) -> bool {
    if value.is_null() {
        return false;
    }
    let text = |test: fn(&str, &str) -> bool| {
        let (value, operand) = (value.as_text(), operand.as_text());
        value.is_some_and(|value| operand.is_some_and(|operand| test(value, operand)))
    };
    let order = value.compare(operand);
    match operation {
        "contains" => text(|value, part| value.contains(part)),
        "startsWith" => text(|value, start| value.starts_with(start)),
        "endsWith" => text(|value, end| value.ends_with(end)),
        "gt" => order.is_gt(),
        "gte" => order.is_ge(),
        "lt" => order.is_lt(),
        "lte" => order.is_le(),
        _ => unreachable!("the schema has no other operation"),
    }
}

fn is_equal(value: &Value, operand: &Value) -> bool {
    value.compare(operand).is_eq()
}

/// An empty list of alternatives is no condition.
fn any(alternatives: &[Value], test: impl Fn(&Value) -> bool) -> bool {
    alternatives.is_empty() || alternatives.iter().any(test)
}
