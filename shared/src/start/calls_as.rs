//! `ERP_CALLS_AS`: in whose name the ERP is called, and what such calls need.

use super::app::App;
use super::config::{Config, Env};
use crate::erp::CallsAs;

impl CallsAs {
    /// Reads the variable; without it the app calls.
    pub fn read(env: &mut Env<'_>) -> Self {
        let read = env.parsed("ERP_CALLS_AS", "service or user", |text| match text {
            "service" => Some(Self::Service),
            "user" => Some(Self::User),
            _ => None,
        });
        read.unwrap_or(Self::Service)
    }

    /// Leaves a mistake with `env` where what such calls need is not configured.
    pub fn require(self, config: &Config, env: &mut Env<'_>) {
        match self {
            Self::Service => config.require_credentials(env),
            Self::User => {
                let is_tried = ["JTL_APP_ID", "JTL_APP_PROJECT_ID"].map(|variable| env.is_set(variable));
                if is_tried == [false, false] {
                    env.error("JTL_APP_ID", "set JTL_APP_ID too, or set ERP_CALLS_AS to service");
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
