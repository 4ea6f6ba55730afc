//! An operation and the fragments it reaches, as async-graphql's parser reads them.

use std::collections::BTreeMap;

use async_graphql_parser::parse_query;
use async_graphql_parser::types::{ExecutableDocument, OperationType};
use serde_json::Value;

#[derive(Debug, PartialEq)]
pub struct Read {
    pub is_mutation: bool,
    operation: Value,
    fragments: BTreeMap<String, Value>,
}

/// The operation of this name, or the only one; `None` where the text is none to async-graphql.
pub fn read(text: &str, name: Option<&str>) -> Option<Read> {
    let document = parse_query(text).ok()?;
    let mut operations = document.operations.iter();
    // A document of one operation is without names there.
    let (_, chosen) = match document.operations.iter().count() {
        1 => operations.next()?,
        _ => operations.find(|(known, _)| known.map(async_graphql_value::Name::as_str) == name)?,
    };
    let operation = without_places(serde_json::to_value(&chosen.node).ok()?);
    let mut fragments = BTreeMap::new();
    collect(&operation, &document, &mut fragments)?;
    Some(Read {
        is_mutation: chosen.node.ty == OperationType::Mutation,
        operation,
        fragments,
    })
}

fn collect(value: &Value, document: &ExecutableDocument, fragments: &mut BTreeMap<String, Value>) -> Option<()> {
    match value {
        Value::Array(values) => values
            .iter()
            .try_for_each(|value| collect(value, document, fragments).ok_or(()))
            .ok(),
        Value::Object(members) => {
            if let Some(Value::String(name)) = members.get("fragment_name")
                && !fragments.contains_key(name)
            {
                let fragment = document.fragments.get(name.as_str())?;
                let fragment = without_places(serde_json::to_value(&fragment.node).ok()?);
                fragments.insert(name.clone(), fragment.clone());
                collect(&fragment, document, fragments)?;
            }
            members
                .values()
                .try_for_each(|value| collect(value, document, fragments).ok_or(()))
                .ok()
        }
        _ => Some(()),
    }
}

/// Removes the places: a value with a place is an object of `pos` and `node`.
fn without_places(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(without_places).collect(),
        Value::Object(mut members) => match members.remove("node") {
            Some(node) if members.contains_key("pos") => without_places(node),
            Some(node) => panic!("a node without a place: {node}"),
            None => members
                .into_iter()
                .map(|(name, value)| (name, without_places(value)))
                .collect(),
        },
        // It leaves the one escape of block strings as it is (GraphQL, section 2.9.4), so there
        // backslashes before three quotes are not compared; graphql-js compares them.
        Value::String(mut text) => {
            while text.contains(ESCAPED_QUOTES) {
                text = text.replace(ESCAPED_QUOTES, r#"""""#);
            }
            // Nor does it take from a line of white space that is shorter than the common indent what there
            // is (section 2.9.4 again), so lines of white space alone are not compared either.
            let lines = text.split('\n').map(|line| match line.trim_matches([' ', '\t']) {
                "" => "",
                _ => line,
            });
            Value::String(lines.collect::<Vec<_>>().join("\n"))
        }
        plain => plain,
    }
}

const ESCAPED_QUOTES: &str = r#"\""""#;
