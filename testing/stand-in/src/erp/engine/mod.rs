//! Execution of GraphQL requests as HotChocolate does it: read, validate, measure, coerce, resolve.
//!
//! It is this crate's own, since what matters here is the wording of the refusals, which no library
//! shares.

mod collect;
mod cost;
pub(crate) mod error;
mod input;
mod plan;
mod project;
mod read;
mod scalars;
mod validate;

pub(crate) use cost::CostRules;
pub(crate) use input::Arguments;

use async_graphql_parser::types::OperationType;
use error::{GraphqlError, Segment};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{
    schema::Schema,
    value::{Record, Value},
};

/// A request's body.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    query: String,
    #[serde(default)]
    variables: Option<std::collections::BTreeMap<String, Value>>,
    #[serde(default)]
    operation_name: Option<String>,
}

/// An answer's body.
#[derive(Default, Serialize)]
pub(crate) struct Answer {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<GraphqlError>,
    /// Left out of refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) extensions: Map<String, Json>,
}

/// The mode of the cost analysis, as the header `GraphQL-Cost` says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum CostMode {
    Enforce,
    /// Enforces, and tells the cost beside the data.
    Report,
    /// Tells the cost, and does nothing else.
    Validate,
}

/// A root field that is to be resolved.
pub(crate) struct Root<'a> {
    pub(crate) name: &'a str,
    pub(crate) response_name: &'a str,
    pub(crate) arguments: Arguments,
}

/// Answers `request`; `resolve` knows the data.
pub(crate) fn answer(
    schema: &Schema,
    request: &Request,
    rules: &CostRules,
    mode: CostMode,
    resolve: &mut dyn FnMut(&Root<'_>) -> Result<Value, GraphqlError>,
) -> Answer {
    prepared(schema, request, rules, mode, resolve).unwrap_or_else(|errors| Answer {
        errors,
        ..Answer::default()
    })
}

fn prepared(
    schema: &Schema,
    request: &Request,
    rules: &CostRules,
    mode: CostMode,
    resolve: &mut dyn FnMut(&Root<'_>) -> Result<Value, GraphqlError>,
) -> Result<Answer, Vec<GraphqlError>> {
    let document = read::document(&request.query)?;
    let errors = validate::validate(schema, &document);
    if !errors.is_empty() {
        return Err(errors);
    }
    let operation = read::operation(&document, request.operation_name.as_deref())?;
    let root = match operation.ty {
        OperationType::Mutation => "Mutation",
        _ => "Query",
    };
    let cost = cost::of(schema, &document, root, &operation.selection_set.node, rules);
    let mut answer = Answer::default();
    if mode != CostMode::Enforce {
        answer
            .extensions
            .insert("operationCost".into(), serde_json::json!(cost));
    }
    if mode == CostMode::Validate {
        return Ok(answer);
    }
    if let Some(error) = cost.refused_by(rules) {
        answer.errors.push(error);
        return Ok(answer);
    }
    let variables = input::variables(schema, operation, request.variables.as_ref()).map_err(|error| vec![error])?;
    let plan = plan::of(schema, &document, &variables, root, &[&operation.selection_set.node]);
    let mut data = Some(Record::default());
    for field in &plan {
        let root = Root {
            name: field.name,
            response_name: field.response_name,
            arguments: input::arguments(schema, &field.member.arguments, field.given, &variables),
        };
        let path = vec![Segment::Name(root.response_name.to_owned())];
        let projected = if root.name == "__typename" {
            Ok(field.type_name.into())
        } else {
            match resolve(&root) {
                Ok(value) => project::project(schema, field, Some(&value), path, &mut answer.errors),
                Err(error) => {
                    answer.errors.push(error.path(&path));
                    if field.member.ty.nullable {
                        Ok(Value::Null)
                    } else {
                        Err(project::NullViolation)
                    }
                }
            }
        };
        match (projected, &mut data) {
            (Ok(value), Some(data)) => data.0.push((root.response_name.to_owned().into(), value)),
            (Ok(_), None) => {}
            (Err(project::NullViolation), data) => *data = None,
        }
    }
    answer.data = Some(data.map_or(Value::Null, Value::from));
    Ok(answer)
}
