//! Errors of this function's own.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::ETAG;
use shared::request::problem::Problem;

use crate::settings::entity_tag;

/// The registry of connected tenants has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryError {
    /// The store is out of reach, or refuses us.
    Unavailable {
        /// The wait before asking again may help.
        retry_after: Duration,
    },
    /// The tenant is not on record.
    NotConnected,
    /// This service keeps no registry.
    Absent,
    /// The settings are of another version than the caller has read.
    PreconditionFailed {
        /// Their version.
        present: u64,
    },
    /// The caller does not say which version it has read.
    PreconditionRequired,
}

impl RegistryError {
    /// Every code that one of these is answered with.
    pub const CODES: &[&str] = &[
        "store_unavailable",
        "not_connected",
        "no_registry",
        "precondition_failed",
        "precondition_required",
    ];
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Unavailable { retry_after } => Self::upstream(
                StatusCode::SERVICE_UNAVAILABLE,
                "store_unavailable",
                "The registry of connected tenants cannot be reached at the moment; try again shortly.",
            )
            .retry_after(retry_after),
            RegistryError::NotConnected => Self::client(
                StatusCode::NOT_FOUND,
                "not_connected",
                "No connection of this tenant is on record.",
            ),
            RegistryError::Absent => Self::ours(
                StatusCode::NOT_FOUND,
                "no_registry",
                "This service keeps no registry of connected tenants.",
            ),
            RegistryError::PreconditionFailed { present } => Self::client(
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                "The settings have changed since they were read; read them again.",
            )
            .header(ETAG, entity_tag(present)),
            RegistryError::PreconditionRequired => Self::client(
                StatusCode::PRECONDITION_REQUIRED,
                "precondition_required",
                "Send the ETag of the settings that are to be replaced as If-Match.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one after `error`, each variant once.
    fn next(error: &RegistryError) -> Option<RegistryError> {
        match error {
            RegistryError::Unavailable { .. } => Some(RegistryError::NotConnected),
            RegistryError::NotConnected => Some(RegistryError::Absent),
            RegistryError::Absent => Some(RegistryError::PreconditionFailed { present: 1 }),
            RegistryError::PreconditionFailed { .. } => Some(RegistryError::PreconditionRequired),
            RegistryError::PreconditionRequired => None,
        }
    }

    #[test]
    fn every_code_is_listed_and_no_other() {
        let first = RegistryError::Unavailable {
            retry_after: Duration::ZERO,
        };
        let all = std::iter::successors(Some(first), next);
        let codes: std::collections::BTreeSet<_> = all.map(|error| Problem::from(error).code).collect();
        assert_eq!(codes, RegistryError::CODES.iter().copied().collect());
    }
}
