//! Variables and arguments as values of their types.

use std::collections::BTreeMap;

use async_graphql_parser::{
    Positioned,
    types::{BaseType, OperationDefinition, Type},
};
use async_graphql_value::{Name, Value as Literal};

use super::{error::GraphqlError, scalars};
use crate::erp::{
    schema::{Definition, Member, Schema},
    value::{Record, Value},
};

/// Values by name; what was not given is not there.
pub(crate) type Arguments = BTreeMap<String, Value>;

/// The operation's variables.
pub(super) fn variables(
    schema: &Schema,
    operation: &OperationDefinition,
    given: Option<&BTreeMap<String, Value>>,
) -> Result<Arguments, GraphqlError> {
    let mut variables = Arguments::new();
    for definition in &operation.variable_definitions {
        let (name, ty) = (definition.node.name.node.as_str(), &definition.node.var_type.node);
        let error = |message: String, code| {
            let error = GraphqlError::new(message).at(definition.pos).with("variable", name);
            error.code(code)
        };
        let value = match (given.and_then(|given| given.get(name)), definition.node.default_value()) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => literal(&default.clone().into_value(), &Arguments::new()).unwrap_or(Value::Null),
            (None, None) if ty.nullable => continue,
            (None, None) => Value::Null,
        };
        if value.is_null() && !ty.nullable {
            return Err(error(format!("Variable `{name}` is required."), "HC0018"));
        }
        let Some(value) = coerced(schema, ty, value) else {
            return Err(error(format!("Variable `{name}` got an invalid value."), "HC0016"));
        };
        variables.insert(name.to_owned(), value);
    }
    Ok(variables)
}

/// The arguments of a field of a valid document.
pub(super) fn arguments(
    schema: &Schema,
    known: &[Member],
    given: &[(Positioned<Name>, Positioned<Literal>)],
    variables: &Arguments,
) -> Arguments {
    let values = given.iter().filter_map(|(name, value)| {
        let member = known.iter().find(|member| member.name == name.node.as_str())?;
        let value = coerced(schema, &member.ty, literal(&value.node, variables)?)?;
        Some((member.name.clone(), value))
    });
    values.collect()
}

/// The value that a document writes out; a variable that was not given is as if not written.
pub(super) fn literal(value: &Literal, variables: &Arguments) -> Option<Value> {
    Some(match value {
        Literal::Variable(name) => variables.get(name.as_str())?.clone(),
        Literal::Null | Literal::Binary(_) => Value::Null,
        Literal::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Value::Null),
        Literal::String(text) => text.as_str().into(),
        Literal::Boolean(flag) => (*flag).into(),
        Literal::Enum(value) => value.as_str().into(),
        Literal::List(values) => Value::List(
            values
                .iter()
                .map(|value| literal(value, variables).unwrap_or(Value::Null))
                .collect(),
        ),
        Literal::Object(members) => {
            let members = members.iter();
            let members = members.filter_map(|(name, value)| {
                let name = name.to_string().into();
                Some((name, literal(value, variables)?))
            });
            Record(members.collect()).into()
        }
    })
}

/// The value as one of this type; nothing if it is none.
fn coerced(schema: &Schema, ty: &Type, value: Value) -> Option<Value> {
    if value.is_null() {
        return ty.nullable.then_some(Value::Null);
    }
    match (&ty.base, value) {
        (BaseType::List(inner), Value::List(values)) => {
            let values = values.into_iter().map(|value| coerced(schema, inner, value));
            Some(Value::List(values.collect::<Option<_>>()?))
        }
        (BaseType::List(inner), single) => Some(Value::List(vec![coerced(schema, inner, single)?])),
        (BaseType::Named(name), value) => named(schema, name, value),
    }
}

fn named(schema: &Schema, name: &str, value: Value) -> Option<Value> {
    match (schema.definition(name), value) {
        (Some(Definition::Input(members)), Value::Object(given)) => {
            let mut coerced_members = Record::default();
            for (name, value) in &given.0 {
                let member = members.iter().find(|member| member.name == *name)?;
                let value = coerced(schema, &member.ty, value.clone())?;
                coerced_members.0.push((name.clone(), value));
            }
            let is_whole = members
                .iter()
                .all(|member| member.ty.nullable || given.get(&member.name).is_some());
            is_whole.then(|| coerced_members.into())
        }
        (Some(Definition::Enum(values)), Value::Text(value)) => {
            let is_known = values.iter().any(|own| **own == *value);
            is_known.then_some(Value::Text(value))
        }
        (Some(_), _) => None,
        (None, value) => scalars::coerced(name, value),
    }
}
