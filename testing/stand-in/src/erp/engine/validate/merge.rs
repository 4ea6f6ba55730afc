//! Fields of one response name, which must be the same field.

use std::collections::BTreeMap;

use async_graphql_parser::types::SelectionSet;

use super::Check;
use crate::erp::{
    engine::{collect::fields, error::GraphqlError},
    schema::named,
};

impl<'a> Check<'a> {
    /// Checks the selections of one object, all its fragments and all that is below them. A document
    /// with other errors already may not even end.
    pub(super) fn merge(&mut self, parent: &str, sets: &[&'a SelectionSet]) {
        if !self.errors.is_empty() {
            return;
        }
        let mut by_name = BTreeMap::<_, Vec<_>>::new();
        for field in fields(self.document, sets, &|_| true) {
            by_name
                .entry(field.node.response_key().node.as_str())
                .or_default()
                .push(field);
        }
        for (response_name, fields) in by_name {
            let (first, others) = fields.split_first().expect("each name was that of a field");
            for other in others {
                let arguments = |field: &async_graphql_parser::types::Field| {
                    let pairs = field.arguments.iter();
                    pairs
                        .map(|(name, value)| (name.node.to_string(), value.node.to_string()))
                        .collect::<BTreeMap<_, _>>()
                };
                if first.node.name.node == other.node.name.node && arguments(&first.node) == arguments(&other.node) {
                    continue;
                }
                let error = GraphqlError::new("Encountered fields for the same object that cannot be merged.");
                let error = error.at(first.pos).at(other.pos);
                let error = error
                    .with("declaringTypeA", parent)
                    .with("declaringTypeB", parent)
                    .with("fieldA", first.node.name.node.as_str())
                    .with("fieldB", other.node.name.node.as_str())
                    .with("responseNameA", response_name)
                    .with("responseNameB", response_name);
                self.errors.push(error.specified_by("sec-Field-Selection-Merging"));
                return;
            }
            let schema = self.schema;
            if let Some(member) = schema.field(parent, &first.node.name.node) {
                let below: Vec<_> = fields.iter().map(|field| &field.node.selection_set.node).collect();
                self.merge(named(&member.ty), &below);
            }
        }
    }
}
