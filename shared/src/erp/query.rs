//! A query of a function's own, and its answer as the function's own type.

use axum::http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::to_raw_value;
use verify::session::TenantSession;

use super::{Data, DocumentOrigin, Erp, Failure, GraphqlRequest, OperationKind};
use crate::request::context::RequestContext;
use crate::request::problem::ApiError;

/// An answer whose data has the type that was asked for.
#[derive(Debug)]
pub struct Answer<T> {
    /// The data.
    pub data: T,
    /// The errors beside it: with some, parts of the data may be `null`.
    pub errors: Vec<Value>,
    /// Headers to be passed on: the ERP's word on its rate limit, or `Age` where the answer was kept.
    pub headers: HeaderMap,
    /// `true` where the answer is an old one, served because the ERP fails.
    pub is_stale: bool,
}

impl Erp {
    /// Answers `document`, a query of the function's own with `variables`, an object, in the name of
    /// `session`. It is sent at most twice, as everything that one request calls.
    ///
    /// Values belong into `variables`. Only page sizes are literals of the document: HotChocolate's
    /// cost analysis counts a variable as 500. A caller's own document is sent by [`Erp::call`].
    ///
    /// # Errors
    /// The answer to the caller: it is an `IntoResponse`. A document that the ERP does not take is a
    /// defect of the function, and so 502.
    pub async fn query<T: DeserializeOwned>(
        &self,
        session: &TenantSession,
        context: &RequestContext,
        document: &str,
        variables: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        let variables = to_raw_value(variables).map_err(|_| ApiError::Internal)?;
        let request = GraphqlRequest {
            query: document,
            variables: Some(&variables),
            operation_name: None,
            kind: kind(document),
            origin: DocumentOrigin::Item,
        };
        self.call(session, context, &request).await?.parse()
    }
}

impl Data {
    /// The same as the type that was asked for; data of another shape is a failure of the ERP. The
    /// parser's own message may quote the data, so it is dropped.
    pub fn parse<T: DeserializeOwned>(self) -> Result<Answer<T>, Failure> {
        match serde_json::from_str(self.data.get()) {
            Ok(data) => Ok(Answer {
                data,
                errors: self.errors,
                headers: self.headers,
                is_stale: self.is_stale,
            }),
            Err(error) => {
                tracing::warn!(
                    line = error.line(),
                    column = error.column(),
                    "ERP response has an unexpected shape"
                );
                Err(self.failed())
            }
        }
    }
}

/// A document that is one query, and begins with `query` or a brace, is a query; anything else is sent as
/// a mutation, once.
fn kind(document: &str) -> OperationKind {
    let document = document.trim_start();
    let is_shorthand = document.starts_with('{');
    let is_named = document
        .strip_prefix("query")
        .is_some_and(|rest| rest.starts_with(|next: char| !next.is_alphanumeric() && next != '_'));
    if (is_shorthand || is_named) && !document.contains("mutation") {
        OperationKind::Query
    } else {
        OperationKind::Mutation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_query_is_sent_twice() {
        for query in ["{ a }", " query { a }", "query A { a }", "query($b: ID!) { a(b: $b) }"] {
            assert_eq!(kind(query), OperationKind::Query, "{query}");
        }
        for other in [
            "mutation { a }",
            "mutation query { a }",
            "queryA",
            "fragment F on Query { a } mutation { a }",
            "query A { a } mutation B { b }",
            "",
        ] {
            assert_eq!(kind(other), OperationKind::Mutation, "{other}");
        }
    }
}
