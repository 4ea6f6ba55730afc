//! Variables: whether they are declared, used and of the type of their place.

use std::collections::BTreeSet;

use async_graphql_parser::{
    Pos, Positioned,
    types::{BaseType, OperationDefinition, Type},
};

use super::{Check, values::Place};
use crate::erp::{engine::error::GraphqlError, schema::named};

impl<'a> Check<'a> {
    pub(super) fn definitions(&mut self, operation: &'a OperationDefinition) {
        let mut names = BTreeSet::new();
        for definition in &operation.variable_definitions {
            let (name, ty) = (definition.node.name.node.as_str(), &definition.node.var_type.node);
            let about = |message: String| {
                let error = GraphqlError::new(message).at(definition.pos).with("variable", name);
                error.with("variableType", ty.to_string())
            };
            if !names.insert(name) {
                let error = about(TWICE.into());
                self.errors.push(error.specified_by("sec-Variable-Uniqueness"));
            }
            if !self.schema.takes(named(ty)) {
                let error = about(format!("The type of variable `{name}` is not an input type."));
                self.errors.push(error.specified_by("sec-Variables-Are-Input-Types"));
            } else if let Some(default) = &definition.node.default_value {
                let value = default.node.clone().into_value();
                // No variable can be in a default value, so nothing of it is borrowed.
                let mut inner = Check::new(self.schema, self.document);
                inner.value(ty, &value, &Place::Default(name), default.pos);
                self.errors.append(&mut inner.errors);
            }
        }
    }

    /// A variable at a place of type `expected`.
    pub(super) fn variable(&mut self, name: &'a str, expected: &Type, at: Pos) {
        self.used.insert(name);
        let Some(definition) = self.variables.get(name) else {
            return;
        };
        let mut ty = definition.var_type.node.clone();
        if definition.default_value().is_some() {
            ty.nullable = false;
        }
        if !is_within(&ty, expected) {
            let message = format!("The variable `{name}` is not compatible with the type of the current location.");
            let error = GraphqlError::new(message).at(at).with("variable", name);
            let error = error
                .with("variableType", definition.var_type.node.to_string())
                .with("locationType", expected.to_string());
            self.errors
                .push(error.specified_by("sec-All-Variable-Usages-are-Allowed"));
        }
    }

    pub(super) fn declared_and_used(&mut self, operation: &Positioned<OperationDefinition>) {
        let declared: BTreeSet<_> = self.variables.keys().copied().collect();
        let unused: Vec<_> = declared.difference(&self.used).copied().collect();
        let undeclared: Vec<_> = self.used.difference(&declared).copied().collect();
        for (names, what, section) in [
            (unused, "used", "sec-All-Variables-Used"),
            (undeclared, "declared", "sec-All-Variable-Uses-Defined"),
        ] {
            if !names.is_empty() {
                let message = format!("The following variables were not {what}: {}.", names.join(", "));
                let error = GraphqlError::new(message).at(operation.pos);
                self.errors.push(error.specified_by(section));
            }
        }
    }
}

/// Tells whether every value of type `ty` is one of `expected`.
fn is_within(ty: &Type, expected: &Type) -> bool {
    let nullability = expected.nullable || !ty.nullable;
    nullability
        && match (&ty.base, &expected.base) {
            (BaseType::List(ty), BaseType::List(expected)) => is_within(ty, expected),
            (BaseType::Named(ty), BaseType::Named(expected)) => ty == expected,
            _ => false,
        }
}

const TWICE: &str =
    "A document containing operations that define more than one variable with the same name is invalid for execution.";
