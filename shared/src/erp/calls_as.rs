//! The name in which the ERP is called.

use super::ErpError;

/// Party in whose name the ERP is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallsAs {
    /// In the app's: with our own access token, which may do all that the app may, and the tenant
    /// of the verified session in `X-Tenant-ID`.
    Service,
    /// In the user's: with the user's own app token, which is bound to its tenant, so that JTL
    /// enforces what that user may. Nothing is called with credentials of ours.
    User,
}

impl CallsAs {
    /// A refused token is the caller's fault where it is the caller's own.
    pub(super) fn blame(self, error: ErpError) -> ErpError {
        match (self, error) {
            (Self::User, ErpError::Unauthorized) => ErpError::UserUnauthorized,
            _ => error,
        }
    }
}
