//! Errors of this function's own.

use std::time::Duration;

use axum::http::StatusCode;
use shared::request::problem::Problem;

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
}

impl RegistryError {
    /// Every code that one of these is answered with.
    pub const CODES: &[&str] = &["store_unavailable", "not_connected", "no_registry"];
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
            RegistryError::Absent => None,
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
