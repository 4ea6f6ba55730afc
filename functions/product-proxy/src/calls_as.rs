//! `ERP_CALLS_AS`: in whose name the ERP is called, and with what.

use shared::request::problem::ErpFault;
use shared::start::app::App;
use shared::start::config::{Config, Variables};

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
    /// Reads the variable; without it the app calls.
    pub(crate) fn read(variables: &mut Variables<'_>) -> Self {
        let read = variables.parsed("ERP_CALLS_AS", "service or user", |text| match text {
            "service" => Some(Self::Service),
            "user" => Some(Self::User),
            _ => None,
        });
        read.unwrap_or(Self::Service)
    }

    /// A refused token is the caller's fault where it is the caller's own.
    pub(crate) fn blame(self, fault: ErpFault) -> ErpFault {
        match (self, fault) {
            (Self::User, ErpFault::Unauthorized) => ErpFault::UserUnauthorized,
            _ => fault,
        }
    }

    /// Leaves a mistake with `variables` where what such calls need is not configured.
    pub fn demand(self, config: &Config, variables: &mut Variables<'_>) {
        match self {
            Self::Service => config.demand_credentials(variables),
            Self::User => {
                let is_tried = ["JTL_APP_ID", "JTL_APP_PROJECT_ID"].map(|variable| variables.is_set(variable));
                if is_tried == [false, false] {
                    variables.mistake("JTL_APP_ID", "set where ERP_CALLS_AS is user");
                }
            }
        }
    }

    /// Fetches what such calls need, within 3 s; a failure is left to the first request.
    pub async fn warm_up(self, app: &App) {
        match self {
            Self::Service => app.warm_up_for_calls().await,
            Self::User => app.warm_up_for_user_calls().await,
        }
    }
}
