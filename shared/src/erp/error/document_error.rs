//! Mistakes that the ERP's engine finds in a GraphQL document of the caller's own.

use http::StatusCode;

/// Reason why a caller's document has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentError {
    /// It does not parse, or it or its variables do not fit the schema.
    Invalid,
    /// It asks for more than the ERP's limits allow.
    TooExpensive,
}

impl DocumentError {
    pub(super) fn terms(self) -> (StatusCode, &'static str) {
        match self {
            Self::Invalid => (StatusCode::BAD_REQUEST, "graphql_invalid"),
            Self::TooExpensive => (StatusCode::BAD_REQUEST, "graphql_too_expensive"),
        }
    }
}
