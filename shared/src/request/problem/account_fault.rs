use std::borrow::Cow;
use std::time::Duration;

use http::StatusCode;

/// Failure of a request about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFault {
    /// A member of the body, a parameter of the query or the whole `body` is not what it should be.
    FieldInvalid {
        /// Name of the member or parameter, or `body`.
        field: &'static str,
        /// Rule that it breaks: `must be …`.
        rule: Cow<'static, str>,
    },
    /// No such account, or not its password: nobody is told which.
    CredentialsInvalid,
    /// There have been too many attempts of late.
    TooManyAttempts {
        /// Time until the next one may be made.
        retry_after: Duration,
    },
    /// Another account has the address.
    EmailTaken,
    /// Another account has the username.
    UsernameTaken,
    /// The refresh token continues no session, or none was sent.
    RefreshTokenInvalid,
    /// The account of a good access token is not on record any more.
    Gone,
    /// A request with cookies that another site may have made.
    CrossSite,
    /// The store of accounts is out of reach, or refuses us.
    StoreUnavailable {
        /// Time until asking again may help.
        retry_after: Duration,
    },
    /// The signing keys are out of reach.
    KeysUnavailable {
        /// Time until asking again may help.
        retry_after: Duration,
    },
    /// There is no memory left to hash one more password in.
    Overloaded {
        /// Time until asking again may help.
        retry_after: Duration,
    },
}

impl AccountFault {
    pub(super) fn is_callers(&self) -> bool {
        match self {
            Self::FieldInvalid { .. }
            | Self::CredentialsInvalid
            | Self::TooManyAttempts { .. }
            | Self::EmailTaken
            | Self::UsernameTaken
            | Self::RefreshTokenInvalid
            | Self::Gone
            | Self::CrossSite => true,
            Self::StoreUnavailable { .. } | Self::KeysUnavailable { .. } | Self::Overloaded { .. } => false,
        }
    }

    /// Member that is at fault, where the caller can put it right.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::FieldInvalid { field, .. } => Some(field),
            Self::EmailTaken => Some("email"),
            Self::UsernameTaken => Some("username"),
            Self::CredentialsInvalid
            | Self::TooManyAttempts { .. }
            | Self::RefreshTokenInvalid
            | Self::Gone
            | Self::CrossSite
            | Self::StoreUnavailable { .. }
            | Self::KeysUnavailable { .. }
            | Self::Overloaded { .. } => None,
        }
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyAttempts { retry_after }
            | Self::StoreUnavailable { retry_after }
            | Self::KeysUnavailable { retry_after }
            | Self::Overloaded { retry_after } => Some(*retry_after),
            Self::FieldInvalid { .. }
            | Self::CredentialsInvalid
            | Self::EmailTaken
            | Self::UsernameTaken
            | Self::RefreshTokenInvalid
            | Self::Gone
            | Self::CrossSite => None,
        }
    }

    pub(super) fn terms(&self) -> (StatusCode, &'static str, Cow<'static, str>) {
        let (status, code, detail) = match self {
            Self::FieldInvalid { field, rule } => {
                let detail = format!("{field} {rule}.");
                return (StatusCode::BAD_REQUEST, "field_invalid", detail.into());
            }
            Self::CredentialsInvalid => (
                StatusCode::UNAUTHORIZED,
                "credentials_invalid",
                "There is no account with this login and password.",
            ),
            Self::TooManyAttempts { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_attempts",
                "There have been too many attempts; wait before the next one.",
            ),
            Self::EmailTaken => (
                StatusCode::CONFLICT,
                "email_taken",
                "An account has this email address already.",
            ),
            Self::UsernameTaken => (
                StatusCode::CONFLICT,
                "username_taken",
                "An account has this username already.",
            ),
            Self::RefreshTokenInvalid => (
                StatusCode::UNAUTHORIZED,
                "refresh_token_invalid",
                "The session is over; log in again.",
            ),
            Self::Gone => (
                StatusCode::UNAUTHORIZED,
                "account_gone",
                "The account of the token does not exist any more.",
            ),
            Self::CrossSite => (
                StatusCode::FORBIDDEN,
                "cross_site",
                "A request with cookies must come from a page of this site, and be sent as application/json.",
            ),
            Self::StoreUnavailable { .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "store_unavailable",
                "The accounts cannot be reached at the moment; try again shortly.",
            ),
            Self::KeysUnavailable { .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "keys_unavailable",
                "The signing keys cannot be reached at the moment; try again shortly.",
            ),
            Self::Overloaded { .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "There is too much to do at the moment; try again shortly.",
            ),
        };
        (status, code, detail.into())
    }
}
