use std::time::Duration;

use http::StatusCode;

/// Failure of a call to the registry of connected tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryFault {
    /// The store is out of reach, or refuses us.
    Unavailable {
        /// Time until asking again may help.
        retry_after: Duration,
    },
    /// The tenant is not on record.
    NotConnected,
    /// This service keeps no registry.
    Absent,
}

impl RegistryFault {
    pub(super) fn is_callers(self) -> bool {
        match self {
            Self::NotConnected => true,
            Self::Unavailable { .. } | Self::Absent => false,
        }
    }

    pub(super) fn terms(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unavailable { .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "store_unavailable",
                "The registry of connected tenants cannot be reached at the moment; try again shortly.",
            ),
            Self::NotConnected => (
                StatusCode::NOT_FOUND,
                "not_connected",
                "No connection of this tenant is on record.",
            ),
            Self::Absent => (
                StatusCode::NOT_FOUND,
                "no_registry",
                "This service keeps no registry of connected tenants.",
            ),
        }
    }
}
