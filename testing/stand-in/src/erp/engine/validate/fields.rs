//! Fields: whether they exist, and whether they need a selection.

use async_graphql_parser::{
    Positioned,
    types::{Field, Selection, SelectionSet},
};

use super::Check;
use crate::erp::{
    engine::error::GraphqlError,
    schema::{Definition, Member, named},
};

impl<'a> Check<'a> {
    pub(super) fn selection(&mut self, parent: &str, set: &'a SelectionSet) {
        for item in &set.items {
            self.directives(item.node.directives());
            match &item.node {
                Selection::Field(field) => self.field(parent, field),
                Selection::FragmentSpread(spread) => self.spread(parent, spread),
                Selection::InlineFragment(fragment) => self.inline(parent, fragment),
            }
        }
    }

    fn field(&mut self, parent: &str, field: &'a Positioned<Field>) {
        let name = &*field.node.name.node;
        match name {
            "__typename" => return,
            "__schema" | "__type" if parent == "Query" => {
                let error = GraphqlError::new("Introspection is not allowed for the current request.");
                return self.errors.push(error.at(field.pos).with("field", name).code("HC0046"));
            }
            _ => {}
        }
        let schema = self.schema;
        match schema.field(parent, name) {
            None => {
                let message = format!("The field `{name}` does not exist on the type `{parent}`.");
                let error = about(&field.node, message).at(field.pos).with("type", parent);
                self.errors.push(error.specified_by(FIELDS));
            }
            Some(member) => {
                self.arguments(parent, member, field);
                self.subselection(parent, member, field);
            }
        }
    }

    fn subselection(&mut self, parent: &str, member: &Member, field: &'a Positioned<Field>) {
        let name = &member.name;
        let ty = named(&member.ty);
        let set = &field.node.selection_set.node;
        let (message, section) = match (self.schema.definition(ty), set.items.is_empty()) {
            (Some(Definition::Object(_)), false) => return self.selection(ty, set),
            (Some(Definition::Object(_)), true) => (
                format!(
                    "`{name}` is an object, interface or union type field. Leaf selections on objects, \
                     interfaces, and unions without subfields are disallowed."
                ),
                FIELDS,
            ),
            (_, true) => return,
            (leaf, false) => {
                let kind = if leaf.is_some() { "an enum" } else { "a scalar" };
                (
                    format!(
                        "`{name}` returns {kind} value. Selections on scalars or enums are never allowed, \
                         because they are the leaf nodes of any GraphQL query."
                    ),
                    "sec-Leaf-Field-Selections",
                )
            }
        };
        let error = about(&field.node, message).at(field.pos).with("declaringType", parent);
        let error = error.with("type", member.ty.to_string());
        self.errors.push(error.specified_by(section));
    }
}

fn about(field: &Field, message: String) -> GraphqlError {
    GraphqlError::new(message)
        .with("field", field.name.node.as_str())
        .with("responseName", field.response_key().node.as_str())
}

const FIELDS: &str = "sec-Field-Selections-on-Objects-Interfaces-and-Unions-Types";
