//! Errors of this function's own.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::StatusCode;
use shared::request::problem::Problem;

/// Error of a request about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountError {
    /// A member of the body, a parameter of the query or the whole `body` is invalid.
    FieldInvalid {
        /// Name of the member, the parameter or `body`.
        field: &'static str,
        /// The rest of the sentence: `must be …`.
        rule: Cow<'static, str>,
    },
    /// No such account, or not its password; the answer does not tell which.
    CredentialsInvalid,
    /// The rate limit is used up.
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
    /// The store of accounts is out of reach, or refuses us.
    StoreUnavailable {
        /// Time until another attempt may help.
        retry_after: Duration,
    },
    /// The signing keys are out of reach.
    KeysUnavailable {
        /// Time until another attempt may help.
        retry_after: Duration,
    },
    /// There is no memory left to hash one more password in.
    Overloaded {
        /// Time until another attempt may help.
        retry_after: Duration,
    },
}

impl AccountError {
    /// Every code that one of these is answered with.
    pub const CODES: &[&str] = &[
        "field_invalid",
        "credentials_invalid",
        "too_many_attempts",
        "email_taken",
        "username_taken",
        "refresh_token_invalid",
        "account_gone",
        "store_unavailable",
        "keys_unavailable",
        "overloaded",
    ];
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let unavailable = |code, detail: &'static str, retry_after| {
            Self::upstream(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(retry_after)
        };
        match error {
            AccountError::FieldInvalid { field, rule } => {
                Self::client(StatusCode::BAD_REQUEST, "field_invalid", format!("{field} {rule}.")).member(FIELD, field)
            }
            // No access token was sent, so none is invalid.
            AccountError::CredentialsInvalid => Self::client(
                StatusCode::UNAUTHORIZED,
                "credentials_invalid",
                "There is no account with this login and password.",
            )
            .bare_challenge(),
            AccountError::TooManyAttempts { retry_after } => Self::client(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_attempts",
                "There have been too many attempts; wait before the next one.",
            )
            .retry_after(retry_after),
            AccountError::EmailTaken => Self::client(
                StatusCode::CONFLICT,
                "email_taken",
                "An account has this email address already.",
            )
            .member(FIELD, "email"),
            AccountError::UsernameTaken => Self::client(
                StatusCode::CONFLICT,
                "username_taken",
                "An account has this username already.",
            )
            .member(FIELD, "username"),
            AccountError::RefreshTokenInvalid => Self::client(
                StatusCode::UNAUTHORIZED,
                "refresh_token_invalid",
                "The session is over; log in again.",
            )
            .bare_challenge(),
            AccountError::Gone => Self::client(
                StatusCode::UNAUTHORIZED,
                "account_gone",
                "The account of the token does not exist any more.",
            ),
            AccountError::StoreUnavailable { retry_after } => unavailable(
                "store_unavailable",
                "The accounts cannot be reached at the moment; try again shortly.",
                retry_after,
            ),
            AccountError::KeysUnavailable { retry_after } => unavailable(
                "keys_unavailable",
                "The signing keys cannot be reached at the moment; try again shortly.",
                retry_after,
            ),
            AccountError::Overloaded { retry_after } => Self::ours(
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "There is too much to do at the moment; try again shortly.",
            )
            .retry_after(retry_after),
        }
    }
}

/// The member that names what is at fault, where the caller can put it right.
const FIELD: &str = "field";

#[cfg(test)]
mod tests {
    use super::*;

    /// The one after `error`, each variant once.
    fn next(error: &AccountError) -> Option<AccountError> {
        let retry_after = Duration::ZERO;
        Some(match error {
            AccountError::FieldInvalid { .. } => AccountError::CredentialsInvalid,
            AccountError::CredentialsInvalid => AccountError::TooManyAttempts { retry_after },
            AccountError::TooManyAttempts { .. } => AccountError::EmailTaken,
            AccountError::EmailTaken => AccountError::UsernameTaken,
            AccountError::UsernameTaken => AccountError::RefreshTokenInvalid,
            AccountError::RefreshTokenInvalid => AccountError::Gone,
            AccountError::Gone => AccountError::StoreUnavailable { retry_after },
            AccountError::StoreUnavailable { .. } => AccountError::KeysUnavailable { retry_after },
            AccountError::KeysUnavailable { .. } => AccountError::Overloaded { retry_after },
            AccountError::Overloaded { .. } => return None,
        })
    }

    #[test]
    fn every_code_is_listed_and_no_other() {
        let first = AccountError::FieldInvalid {
            field: "name",
            rule: "must be there".into(),
        };
        let all = std::iter::successors(Some(first), next);
        let codes: std::collections::BTreeSet<_> = all.map(|error| Problem::from(error).code).collect();
        assert_eq!(codes, AccountError::CODES.iter().copied().collect());
    }
}
