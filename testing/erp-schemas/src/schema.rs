// <product-proxy>
//! A published schema, and whether a document and its variables fit it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use ::stand_in::ErpVersion;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use serde_json::Value;

use crate::stand_in;

/// A schema that is valid itself, and the documents that were found to fit it.
pub(crate) struct PublishedSchema {
    schema: Valid<Schema>,
    fitting: RefCell<HashMap<String, Valid<ExecutableDocument>>>,
}

impl PublishedSchema {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text =
            std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        let schema = Schema::parse_and_validate(text, path).map_err(|error| error.to_string())?;
        Ok(Self {
            schema,
            fitting: RefCell::default(),
        })
    }

    /// Holds the stand-in's own schema against this one.
    pub(crate) fn check_stand_in(&self, version: ErpVersion) -> Result<String, String> {
        stand_in::check(&self.schema, version)
    }

    /// Validates the document, unless it is known, and coerces the variables to the types that it
    /// declares: a document alone tells nothing about what is sorted or searched by. Answers
    /// whether the document is a new one.
    pub(crate) fn check(&self, document: &str, variables: &Value) -> Result<bool, String> {
        let mut fitting = self.fitting.borrow_mut();
        let is_new = !fitting.contains_key(document);
        if is_new {
            let valid = ExecutableDocument::parse_and_validate(&self.schema, document, "document.graphql")
                .map_err(|error| error.to_string())?;
            fitting.insert(document.to_owned(), valid);
        }
        let operation = fitting[document]
            .operations
            .get(None)
            .map_err(|_| format!("{document} has not exactly one operation"))?;
        let values: JsonMap =
            serde_json::from_value(variables.clone()).map_err(|error| format!("{variables} is no object: {error}"))?;
        if let Some(unknown) = undeclared(operation, &values) {
            return Err(format!("{document} declares no ${unknown}"));
        }
        coerce_variable_values(&self.schema, operation, &values)
            .map_err(|error| format!("{} for {variables} of {document}", error.message()))?;
        Ok(is_new)
    }
}

/// A variable that coercion would pass over, and the ERP too.
fn undeclared(operation: &apollo_compiler::executable::Operation, values: &JsonMap) -> Option<String> {
    let is_declared = |name: &str| operation.variables.iter().any(|declared| declared.name == name);
    let mut names = values.iter().map(|(name, _)| name.as_str());
    names.find(|name| !is_declared(name)).map(ToOwned::to_owned)
}
// </product-proxy>
