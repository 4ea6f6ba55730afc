//! Mutations that may be sent a second time, because the ERP answers a repeated key with the first
//! one's result (ERP 2.1: "a repeated request with the same key and payload replays the original
//! result").

use serde_json::{Map, Value as Json};

use super::ast::{Field, OperationDefinition, Value, member};
use super::mutations::is_change;

/// Returns whether each of the mutation's root fields carries a key of its own.
pub(super) fn is_harmless(
    root_fields: &[&Field],
    operation: &OperationDefinition,
    variables: &Map<String, Json>,
) -> bool {
    let known = Env { operation, variables };
    let mut changing = root_fields.iter().filter(|field| is_change(field));
    changing.all(|field| member(&field.arguments, "request").is_some_and(|request| known.has_key(request)))
}

struct Env<'a> {
    operation: &'a OperationDefinition,
    variables: &'a Map<String, Json>,
}

impl Env<'_> {
    fn has_key(&self, request: &Value) -> bool {
        match request {
            Value::Variable(name) => match self.variables.get(name) {
                Some(given) => given[KEY].as_str().is_some_and(is_key),
                None => self.default(name).is_some_and(|default| self.has_key(default)),
            },
            written => written.field(KEY).is_some_and(|key| self.is_key(key)),
        }
    }

    fn is_key(&self, value: &Value) -> bool {
        match value {
            Value::String(key) => is_key(key),
            Value::Variable(name) => match self.variables.get(name) {
                Some(given) => given.as_str().is_some_and(is_key),
                None => self.default(name).is_some_and(|default| self.is_key(default)),
            },
            Value::Number(_) | Value::Word(_) | Value::List(_) | Value::Object(_) => false,
        }
    }

    /// A constant: it holds no variables.
    fn default(&self, name: &str) -> Option<&Value> {
        let mut definitions = self.operation.variables.iter();
        definitions.find(|variable| variable.name == name)?.default.as_ref()
    }
}

/// Blanks might be as good as nothing to the ERP.
fn is_key(key: &str) -> bool {
    !key.trim().is_empty()
}

const KEY: &str = "idempotencyKey";
