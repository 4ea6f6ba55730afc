//! A GraphQL request as it goes out, and what it means for the call.

use serde::Serialize;
use serde_json::value::RawValue;

/// A GraphQL request as it goes out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphqlRequest<'a> {
    /// The document.
    pub query: &'a str,
    /// Its variables, digit by digit as they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<&'a RawValue>,
    /// Name of the operation to execute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<&'a str>,
    /// The kind of operation that the document's one is.
    #[serde(skip)]
    pub kind: OperationKind,
    /// The author, who answers for its mistakes.
    #[serde(skip)]
    pub origin: DocumentOrigin,
}

/// The kind of a GraphQL operation, by what executing it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// It changes nothing.
    Query,
    /// A mutation that changes nothing more when it is executed twice: each of its fields has a key.
    IdempotentMutation,
    /// Any other mutation. It is never sent twice.
    Mutation,
}

/// The author of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentOrigin {
    /// This service, for a list whose page the caller chooses with `first` and `after`.
    List,
    /// This service, with nothing in it that the caller chooses but values.
    Item,
    /// The caller.
    Caller,
}

impl OperationKind {
    /// Returns whether a second execution does no harm.
    pub fn may_be_repeated(self) -> bool {
        self != Self::Mutation
    }
}
