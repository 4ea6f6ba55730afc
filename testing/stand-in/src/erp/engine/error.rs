//! Errors in HotChocolate's form.

use async_graphql_parser::Pos;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// An error of an answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GraphqlError {
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<Segment>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extensions: Map<String, Value>,
}

/// A step from the root of the data to one of its values.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Segment {
    /// A response name.
    Name(String),
    /// A place in a list.
    Index(usize),
}

impl GraphqlError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            locations: Vec::new(),
            path: Vec::new(),
            extensions: Map::new(),
        }
    }

    /// The same about this place of the document.
    pub(crate) fn at(mut self, Pos { line, column }: Pos) -> Self {
        self.locations.push(json!({ "line": line, "column": column }));
        self
    }

    /// The same about this value of the data.
    pub(crate) fn path(mut self, path: &[Segment]) -> Self {
        self.path = path.to_vec();
        self
    }

    /// The same with a member of `extensions`.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extensions.insert(name.into(), value.into());
        self
    }

    pub(crate) fn code(self, code: &str) -> Self {
        self.with("code", code)
    }

    /// The same with the section of the specification that the document breaks.
    pub(crate) fn specified_by(self, section: &str) -> Self {
        self.with(
            "specifiedBy",
            format!("https://spec.graphql.org/October2021/#{section}"),
        )
    }
}
