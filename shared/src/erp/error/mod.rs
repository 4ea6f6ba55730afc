//! Errors of calls to the ERP, and their one conversion to a [`Problem`].

mod document_error;
mod erp_error;

use std::borrow::Cow;

use serde_json::Value;

use crate::request::problem::{ApiError, Problem};

pub use document_error::DocumentError;
pub use erp_error::ErpError;

/// Error of a call to the ERP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The ERP refused or failed.
    Erp {
        /// The kind of refusal or failure.
        kind: ErpError,
        /// The platform's own name for the call.
        trace_id: Option<String>,
        /// Errors of the engine about the caller's own document.
        errors: Vec<Value>,
    },
    /// The ERP's engine does not take the caller's own GraphQL document.
    Document {
        /// The kind of mistake.
        kind: DocumentError,
        /// The same as a sentence, with the numbers and names it is about.
        detail: Cow<'static, str>,
        /// The errors of the engine.
        errors: Vec<Value>,
    },
    /// An error that any function may have.
    Api(ApiError),
}

impl CallError {
    /// Every code that one of these is answered with, but for those of [`ApiError::CODES`].
    pub const CODES: &[&str] = &[
        "erp_unauthorized",
        "erp_forbidden",
        "app_token_required",
        "not_found",
        "erp_refused",
        "erp_rate_limited",
        "tenant_rate_limited",
        "erp_failed",
        "erp_timeout",
        "graphql_invalid",
        "graphql_too_expensive",
    ];

    /// Returns whether a rate limit is used up.
    pub(super) fn is_rate_limit(&self) -> bool {
        matches!(
            self,
            Self::Erp {
                kind: ErpError::RateLimited { .. } | ErpError::TenantRateLimited { .. },
                ..
            }
        )
    }

    /// Returns whether the caller is at fault, as [`Problem::is_client_error`].
    pub fn is_client_error(&self) -> bool {
        Problem::from(self.clone()).is_client_error()
    }
}

impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Erp { kind, trace_id, errors } => {
                let (status, code, detail) = kind.terms();
                let mut problem = if kind.is_callers() {
                    Self::client(status, code, detail)
                } else {
                    Self::upstream(status, code, detail)
                };
                if let ErpError::RateLimited { retry_after } | ErpError::TenantRateLimited { retry_after } = kind {
                    problem = problem.retry_after(retry_after);
                }
                if let Some(trace_id) = trace_id {
                    problem = problem.member("traceId", trace_id);
                }
                problem.errors(errors)
            }
            CallError::Document { kind, detail, errors } => {
                let (status, code) = kind.terms();
                Self::client(status, code, detail).errors(errors)
            }
            CallError::Api(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::StatusCode;

    use super::*;

    /// The one after `error`, each variant of this room once.
    fn next(error: &CallError) -> Option<CallError> {
        let of_erp = |kind| CallError::Erp {
            kind,
            trace_id: None,
            errors: Vec::new(),
        };
        let of_document = |kind| CallError::Document {
            kind,
            detail: "".into(),
            errors: Vec::new(),
        };
        Some(match error {
            CallError::Erp { kind, .. } => match kind {
                ErpError::Unauthorized => of_erp(ErpError::Forbidden),
                ErpError::Forbidden => of_erp(ErpError::UserUnauthorized),
                ErpError::UserUnauthorized => of_erp(ErpError::AppTokenRequired),
                ErpError::AppTokenRequired => of_erp(ErpError::NotFound),
                ErpError::NotFound => of_erp(ErpError::Refused {
                    status: StatusCode::CONFLICT,
                }),
                ErpError::Refused { .. } => of_erp(ErpError::RateLimited {
                    retry_after: Duration::ZERO,
                }),
                ErpError::RateLimited { .. } => of_erp(ErpError::TenantRateLimited {
                    retry_after: Duration::ZERO,
                }),
                ErpError::TenantRateLimited { .. } => of_erp(ErpError::Failed),
                ErpError::Failed => of_erp(ErpError::TimedOut),
                ErpError::TimedOut => of_document(DocumentError::Invalid),
            },
            CallError::Document { kind, .. } => match kind {
                DocumentError::Invalid => of_document(DocumentError::TooExpensive),
                DocumentError::TooExpensive => return None,
            },
            CallError::Api(_) => return None,
        })
    }

    #[test]
    fn every_code_is_listed_and_no_other() {
        let first = CallError::Erp {
            kind: ErpError::Unauthorized,
            trace_id: None,
            errors: Vec::new(),
        };
        let all = std::iter::successors(Some(first), next);
        let codes: std::collections::BTreeSet<_> = all.map(|error| Problem::from(error).code).collect();
        assert_eq!(codes, CallError::CODES.iter().copied().collect());
    }
}
