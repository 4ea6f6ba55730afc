//! Values that are written out in a document: whether they are of their type.

use async_graphql_parser::{
    Pos,
    types::{BaseType, Type},
};
use async_graphql_value::{Name, Value, indexmap::IndexMap};

use super::Check;
use crate::erp::{
    engine::{error::GraphqlError, scalars},
    schema::{Definition, Member},
};

/// A place that a value is written at.
pub(super) enum Place<'s> {
    Argument(&'s str),
    Field(&'s Member),
    Default(&'s str),
}

impl<'a> Check<'a> {
    pub(super) fn value(&mut self, ty: &Type, value: &'a Value, place: &Place<'_>, at: Pos) {
        match (value, &ty.base) {
            (Value::Variable(name), _) => self.variable(name, ty, at),
            // A missing argument or field is told of where it is missed.
            (Value::Null, _) if ty.nullable || !matches!(place, Place::Default(_)) => {}
            (Value::Null, _) => self.errors.push(mismatch(ty, value, place, at)),
            (Value::List(values), BaseType::List(inner)) => {
                for value in values {
                    match value {
                        Value::Null if !inner.nullable => self.errors.push(mismatch(ty, value, place, at)),
                        value => self.value(inner, value, place, at),
                    }
                }
            }
            (single, BaseType::List(inner)) => self.value(inner, single, place, at),
            (value, BaseType::Named(name)) => self.named(name, ty, value, place, at),
        }
    }

    fn named(&mut self, name: &str, ty: &Type, value: &'a Value, place: &Place<'_>, at: Pos) {
        let schema = self.schema;
        let fits = match (schema.definition(name), value) {
            (Some(Definition::Input(members)), Value::Object(given)) => return self.object(members, given, at),
            (Some(Definition::Enum(values)), Value::Enum(value)) => values.iter().any(|own| own == value.as_str()),
            (Some(_), _) => false,
            (None, value) => scalars::takes_literal(name, value),
        };
        if !fits {
            self.errors.push(mismatch(ty, value, place, at));
        }
    }

    fn object(&mut self, members: &[Member], given: &'a IndexMap<Name, Value>, at: Pos) {
        for (name, value) in given {
            if let Some(member) = members.iter().find(|member| member.name == name.as_str()) {
                self.value(&member.ty, value, &Place::Field(member), at);
            } else {
                let message = format!("The specified input object field `{name}` does not exist.");
                let error = GraphqlError::new(message).at(at).with("field", name.as_str());
                self.errors.push(error.specified_by("sec-Input-Object-Field-Names"));
            }
        }
        for member in members.iter().filter(|member| !member.ty.nullable) {
            if given.get(&*member.name).is_none_or(|value| *value == Value::Null) {
                let message = format!("`{}` is a required field and cannot be null.", member.name);
                let error = GraphqlError::new(message).at(at).with("field", &*member.name);
                self.errors.push(error.specified_by("sec-Input-Object-Required-Fields"));
            }
        }
    }
}

fn mismatch(ty: &Type, value: &Value, place: &Place<'_>, at: Pos) -> GraphqlError {
    let error = match place {
        Place::Argument(name) => GraphqlError::new("The specified argument value does not match the argument type.")
            .with("argument", *name)
            .with("argumentValue", value.to_string()),
        Place::Field(Member { name, ty, .. }) => {
            let message = format!("The specified value type of field `{name}` does not match the field type.");
            GraphqlError::new(message)
                .with("fieldName", &**name)
                .with("fieldType", ty.to_string())
        }
        Place::Default(name) => {
            let message = format!("The specified value type of variable `{name}` does not match the variable type.");
            GraphqlError::new(message)
                .with("variable", *name)
                .with("variableType", ty.to_string())
        }
    };
    let error = error.at(at).with("locationType", ty.to_string());
    error.specified_by("sec-Values-of-Correct-Type")
}
