//! One field for many values, some 20 of them in a document.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use verify::session::TenantSession;

use super::{Answer, Data, DocumentOrigin, Erp, Failure, GraphqlRequest, OperationKind};
use crate::request::context::{RequestContext, Upstream};
use crate::request::problem::ApiError;

/// A root field with one variable, to be asked for with many values of it.
///
/// Its parts are literals of the program, so that no value can become a part of the document. By id
/// it is a list of one at most, which is empty where there is no such id:
/// `QueryItems(first: 1, where: {id: {eq: $id}}) { nodes { … } }`. `GetItemById` is an error there, in
/// version 2.1 one that leaves no data of the whole document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchField {
    /// The field with its selection, without an alias; page sizes as literals.
    pub field: &'static str,
    /// The name of its variable, without `$`.
    pub variable: &'static str,
    /// The type of its variable, such as `ID!`.
    pub variable_type: &'static str,
}

/// The answers to all values.
#[derive(Debug)]
pub struct Batch<T> {
    /// One for each value, in the order of the values; `None` for `null`.
    pub data: Vec<Option<T>>,
    /// The errors beside them. The `path` of each begins with the index of its value.
    pub errors: Vec<Value>,
    /// The ERP's word on its rate limit, with one of the answers.
    pub headers: HeaderMap,
}

/// The answers to the values of one document.
struct Part<T> {
    number: usize,
    data: Vec<Option<T>>,
    errors: Vec<Value>,
    headers: HeaderMap,
}

impl Erp {
    /// Asks for `field` with each of `values`, at most [`MOST_VALUES`], in the name of `session`: 20 in
    /// a document, since each root field weighs 10 and `where` and its operation 10 each, of the 1,000
    /// that HotChocolate allows; two documents at a time.
    ///
    /// The calls have a budget of their own, one for each document and two more for all of them, beside
    /// the request's two. No values cost no call.
    ///
    /// # Errors
    /// As in [`Erp::query`], the first one: then no answer is returned. More values than may be are a
    /// defect of the function, 500, and cost no call.
    pub async fn batch<T: DeserializeOwned>(
        &self,
        session: &TenantSession,
        context: &RequestContext,
        field: &BatchField,
        values: &[impl Serialize],
    ) -> Result<Batch<T>, Failure> {
        if values.len() > MOST_VALUES {
            let (values, most) = (values.len(), MOST_VALUES);
            tracing::error!(
                request.id = context.id(),
                values,
                most,
                "too many values; give a batch fewer"
            );
            return Err(ApiError::Internal.into());
        }
        let chunks: Vec<_> = values.chunks(PER_DOCUMENT).collect();
        let calls = u16::try_from(chunks.len()).map_err(|_| ApiError::Internal)?;
        let context = context.with_budget(Upstream::Erp, calls + 2);
        let next = AtomicUsize::new(0);
        let worker = async || {
            let mut parts = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(chunk) = chunks.get(number) else {
                    return Ok::<_, Failure>(parts);
                };
                parts.push(self.part(session, &context, field, number, chunk).await?);
            }
        };
        let (mut parts, others) = tokio::try_join!(worker(), worker())?;
        parts.extend(others);
        parts.sort_unstable_by_key(|part| part.number);
        let mut batch = Batch {
            data: Vec::with_capacity(values.len()),
            errors: Vec::new(),
            headers: HeaderMap::new(),
        };
        for part in parts {
            batch.data.extend(part.data);
            batch.errors.extend(part.errors);
            batch.headers = part.headers;
        }
        Ok(batch)
    }

    async fn part<T: DeserializeOwned>(
        &self,
        session: &TenantSession,
        context: &RequestContext,
        field: &BatchField,
        number: usize,
        values: &[impl Serialize],
    ) -> Result<Part<T>, Failure> {
        let document = field.document(values.len());
        let variables: HashMap<_, _> = values.iter().enumerate().map(|(at, value)| (name(at), value)).collect();
        let variables = to_raw_value(&variables).map_err(|_| ApiError::Internal)?;
        let request = GraphqlRequest {
            query: &document,
            variables: Some(&variables),
            operation_name: None,
            kind: OperationKind::Query,
            origin: DocumentOrigin::Item,
        };
        let data: Data = self.call(session, context, &request).await?;
        let Answer {
            mut data,
            errors,
            headers,
            ..
        } = data.parse::<HashMap<String, Option<T>>>()?;
        let data: Option<Vec<_>> = (0..values.len()).map(|at| data.remove(&name(at))).collect();
        let Some(data) = data else {
            return Err(Failure::with_errors(errors, headers));
        };
        let first = number * PER_DOCUMENT;
        let errors = errors.into_iter().map(|error| numbered(error, first)).collect();
        Ok(Part {
            number,
            data,
            errors,
            headers,
        })
    }
}

impl BatchField {
    /// The query for so many values, the same for every batch of this field.
    fn document(&self, values: usize) -> String {
        let mut declared = String::new();
        let mut fields = String::new();
        for at in 0..values {
            let name = name(at);
            let _ = write!(declared, "${name}: {} ", self.variable_type);
            let _ = write!(fields, "{name}: {} ", self.with_variable(&name));
        }
        format!("query({}) {{ {fields}}}", declared.trim_end())
    }

    /// The field with its variable under this name.
    fn with_variable(&self, name: &str) -> String {
        let mut parts = self.field.split('$');
        let mut field = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_of_a_name = |next: char| next.is_ascii_alphanumeric() || next == '_';
            field.push('$');
            match part.strip_prefix(self.variable) {
                Some(rest) if !rest.starts_with(is_of_a_name) => {
                    field.push_str(name);
                    field.push_str(rest);
                }
                _ => field.push_str(part),
            }
        }
        field
    }
}

/// The alias, and the variable, of the value at this place of its document.
fn name(at: usize) -> String {
    format!("v{at}")
}

/// The error with the index of its value in place of the alias.
fn numbered(mut error: Value, first: usize) -> Value {
    if let Some(alias) = error.pointer_mut("/path/0") {
        let at = alias
            .as_str()
            .and_then(|alias| alias.strip_prefix('v')?.parse::<usize>().ok());
        if let Some(at) = at {
            *alias = json!(first + at);
        }
    }
    error
}

/// A document of the apps that were seen asks for some 20 by id.
const PER_DOCUMENT: usize = 20;
/// The most values of one batch: 50 documents.
pub const MOST_VALUES: usize = 50 * PER_DOCUMENT;

#[cfg(test)]
mod tests {
    use super::*;

    const BY_ID: BatchField = BatchField {
        field: "QueryItems(first: 1, where: {id: {eq: $id}}) { nodes { sku(id: $id, of: $identity) } }",
        variable: "id",
        variable_type: "ID!",
    };

    #[test]
    fn each_value_has_an_alias_and_a_variable() {
        assert_eq!(
            BY_ID.document(2),
            "query($v0: ID! $v1: ID!) { \
             v0: QueryItems(first: 1, where: {id: {eq: $v0}}) { nodes { sku(id: $v0, of: $identity) } } \
             v1: QueryItems(first: 1, where: {id: {eq: $v1}}) { nodes { sku(id: $v1, of: $identity) } } }"
        );
    }

    #[test]
    fn an_errors_path_begins_with_the_index_of_its_value() {
        let error = |path: Value| json!({"message": "no", "path": path});
        assert_eq!(
            numbered(error(json!(["v3", "nodes", 0])), 40),
            error(json!([43, "nodes", 0]))
        );
        for other in [json!(["w3"]), json!([7]), json!([])] {
            assert_eq!(numbered(error(other.clone()), 40), error(other));
        }
        assert_eq!(numbered(json!({"message": "no"}), 40), json!({"message": "no"}));
    }
}
