//! Data cut to the fields that were asked for.

use async_graphql_parser::types::{BaseType, Type};

use super::{
    error::{GraphqlError, Segment},
    plan::Planned,
    scalars,
};
use crate::erp::{
    schema::{Definition, Schema},
    value::{Record, Value},
};

/// A null where none may be: the object around it becomes null.
pub(super) struct NullViolation;

/// The field's value out of `data`; nothing there is null, or where that may not be the type's default.
pub(super) fn project(
    schema: &Schema,
    field: &Planned<'_>,
    data: Option<&Value>,
    path: Vec<Segment>,
    errors: &mut Vec<GraphqlError>,
) -> Result<Value, NullViolation> {
    let mut projection = Projection { schema, path, errors };
    projection.typed(&field.member.ty, &field.fields, data)
}

struct Projection<'a> {
    schema: &'a Schema,
    path: Vec<Segment>,
    errors: &'a mut Vec<GraphqlError>,
}

impl Projection<'_> {
    fn typed(&mut self, ty: &Type, fields: &[Planned<'_>], data: Option<&Value>) -> Result<Value, NullViolation> {
        let value = match (data, &ty.base) {
            (None, _) if ty.nullable => Ok(Value::Null),
            (None, BaseType::List(_)) => Ok(Value::List(Vec::new())),
            (None, BaseType::Named(name)) => self.default(name, fields),
            (Some(Value::Null), _) => Ok(Value::Null),
            (Some(Value::List(elements)), BaseType::List(inner)) => self.list(inner, fields, elements),
            (Some(Value::Object(record)), BaseType::Named(_)) => self.object(fields, record),
            (Some(value), BaseType::Named(name)) => Ok(scalars::answered(name, value)),
            (Some(single), BaseType::List(inner)) => self.list(inner, fields, std::slice::from_ref(single)),
        };
        match value {
            Ok(Value::Null) if !ty.nullable => {
                let error = GraphqlError::new("Cannot return null for non-nullable field.").path(&self.path);
                self.errors.push(error.code("HC0018"));
                Err(NullViolation)
            }
            Err(NullViolation) if ty.nullable => Ok(Value::Null),
            value => value,
        }
    }

    fn list(&mut self, inner: &Type, fields: &[Planned<'_>], elements: &[Value]) -> Result<Value, NullViolation> {
        let mut projected = Vec::with_capacity(elements.len());
        for (place, element) in elements.iter().enumerate() {
            self.path.push(Segment::Index(place));
            let element = self.typed(inner, fields, Some(element));
            self.path.pop();
            projected.push(element?);
        }
        Ok(Value::List(projected))
    }

    fn object(&mut self, fields: &[Planned<'_>], record: &Record) -> Result<Value, NullViolation> {
        let mut projected = Record(Vec::with_capacity(fields.len()));
        for field in fields {
            let value = if field.name == "__typename" {
                field.type_name.into()
            } else {
                self.path.push(Segment::Name(field.response_name.to_owned()));
                let value = self.typed(&field.member.ty, &field.fields, record.get(field.name));
                self.path.pop();
                value?
            };
            projected.0.push((field.response_name.to_owned().into(), value));
        }
        Ok(projected.into())
    }

    fn default(&mut self, name: &str, fields: &[Planned<'_>]) -> Result<Value, NullViolation> {
        match self.schema.definition(name) {
            Some(Definition::Enum(values)) => Ok(values[0].as_str().into()),
            Some(_) => self.object(fields, &Record::default()),
            None => Ok(scalars::default(name)),
        }
    }
}
