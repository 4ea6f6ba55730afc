//! Refusals and failures of the ERP, and their answers.

use std::time::Duration;

use http::StatusCode;

/// Refusal or failure of the ERP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErpError {
    /// 401, also with a fresh access token.
    Unauthorized,
    /// 403: a scope is missing.
    Forbidden,
    /// 401 for the caller's own token, where calls are made as the user.
    UserUnauthorized,
    /// A session token where calls are made as the user, whose app token is needed for that.
    AppTokenRequired,
    /// 404, or nothing under that id.
    NotFound,
    /// 409 or 422: the state or the content is not what the change needs.
    Refused {
        /// The ERP's status, which the caller is answered too.
        status: StatusCode,
    },
    /// 429: the rate limit is used up.
    RateLimited {
        /// Time until it takes calls again.
        retry_after: Duration,
    },
    /// The tenant has used its share of the rate limit.
    TenantRateLimited {
        /// Time until the interval is over that it counts in.
        retry_after: Duration,
    },
    /// Any other status, nonsense, or errors without data.
    Failed,
    /// No answer in time.
    TimedOut,
}

impl ErpError {
    /// The rate limit is one for all callers, and the scopes are the app's; a tenant's share of it is its own.
    pub(super) fn is_callers(self) -> bool {
        match self {
            Self::UserUnauthorized
            | Self::AppTokenRequired
            | Self::NotFound
            | Self::Refused { .. }
            | Self::TenantRateLimited { .. } => true,
            Self::Unauthorized | Self::Forbidden | Self::RateLimited { .. } | Self::Failed | Self::TimedOut => false,
        }
    }

    pub(super) fn terms(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthorized => (
                StatusCode::BAD_GATEWAY,
                "erp_unauthorized",
                "The ERP does not accept this app for the tenant.",
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "erp_forbidden",
                "The ERP does not permit this; the app may lack a scope, or the user a right.",
            ),
            Self::UserUnauthorized => (
                StatusCode::UNAUTHORIZED,
                "erp_unauthorized",
                "The ERP does not accept the token; ask the shell for a new one.",
            ),
            Self::AppTokenRequired => (
                StatusCode::FORBIDDEN,
                "app_token_required",
                "The ERP is called as the user here; send an app token instead of a session token.",
            ),
            Self::Refused { status } => (status, "erp_refused", "The ERP refuses this; the errors say why."),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "The ERP has nothing under this id."),
            Self::RateLimited { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "erp_rate_limited",
                "The ERP takes no more calls for the moment.",
            ),
            Self::TenantRateLimited { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "tenant_rate_limited",
                "This tenant has asked the ERP for all that it may for the moment.",
            ),
            Self::Failed => (StatusCode::BAD_GATEWAY, "erp_failed", "The ERP failed to answer."),
            Self::TimedOut => (
                StatusCode::GATEWAY_TIMEOUT,
                "erp_timeout",
                "The ERP did not answer in time.",
            ),
        }
    }
}
