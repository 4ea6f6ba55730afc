//! Refusals of documents that do not fit the schema, in HotChocolate's words.
//!
//! The words are those of `Resources.resx` and `ErrorHelper.cs` of its package `Validation`.

mod arguments;
mod fields;
mod fragments;
mod merge;
mod values;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::{
    Positioned,
    types::{ExecutableDocument, OperationDefinition, OperationType, VariableDefinition},
};

use super::error::GraphqlError;
use crate::erp::schema::Schema;

/// The first errors of a document; none if it fits.
pub(crate) fn validate(schema: &Schema, document: &ExecutableDocument) -> Vec<GraphqlError> {
    let mut errors = Vec::new();
    let mut reached = BTreeSet::new();
    for (_, operation) in document.operations.iter() {
        let mut check = Check::new(schema, document);
        check.operation(operation);
        errors.append(&mut check.errors);
        reached.append(&mut check.reached);
    }
    for (name, fragment) in &document.fragments {
        if !reached.contains(&**name) {
            errors.push(fragments::not_used(name, fragment.pos));
        }
    }
    errors.truncate(ERRORS_MAX);
    errors
}

/// The check of one operation.
struct Check<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    errors: Vec<GraphqlError>,
    variables: BTreeMap<&'a str, &'a VariableDefinition>,
    /// Variables that are used.
    used: BTreeSet<&'a str>,
    /// Fragments that the present selection is in.
    entered: Vec<&'a str>,
    /// Fragments that were checked.
    reached: BTreeSet<&'a str>,
}

impl<'a> Check<'a> {
    fn new(schema: &'a Schema, document: &'a ExecutableDocument) -> Self {
        Self {
            schema,
            document,
            errors: Vec::new(),
            variables: BTreeMap::new(),
            used: BTreeSet::new(),
            entered: Vec::new(),
            reached: BTreeSet::new(),
        }
    }

    fn operation(&mut self, operation: &'a Positioned<OperationDefinition>) {
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => {
                let error = GraphqlError::new("The schema has no subscriptions.");
                return self.errors.push(error.at(operation.pos));
            }
        };
        self.variables = definitions(&operation.node);
        self.definitions(&operation.node);
        self.directives(&operation.node.directives);
        self.selection(root, &operation.node.selection_set.node);
        self.merge(root, &[&operation.node.selection_set.node]);
        self.declared_and_used(operation);
    }
}

fn definitions(operation: &OperationDefinition) -> BTreeMap<&str, &VariableDefinition> {
    let each = operation.variable_definitions.iter();
    each.map(|definition| (definition.node.name.node.as_str(), &definition.node))
        .collect()
}

/// HotChocolate's `MaxAllowedErrors`.
const ERRORS_MAX: usize = 5;
