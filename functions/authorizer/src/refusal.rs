//! Reasons why a caller is not let in, and whose fault that is.

use lambda_runtime::Diagnostic;
use shared::auth::error::AuthError;
use shared::request::problem::{ApiError, Problem};

/// Reason why a token is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// It was not verified, or is not enough.
    Error(Problem),
    /// It was, but API Gateway would keep the answer for longer than it is valid.
    ExpiresWhileKept,
}

/// There is no answer about the caller. API Gateway makes a 500 of it, and does not keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorizerError(&'static str);

impl Refusal {
    /// Every code of a denial that is none of [`AuthError::CODES`].
    pub const CODES: &[&str] = &["token_expires_while_kept"];

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Error(problem) => problem.code,
            Self::ExpiresWhileKept => "token_expires_while_kept",
        }
    }

    pub(crate) fn is_client_error(&self) -> bool {
        match self {
            Self::Error(problem) => problem.is_client_error(),
            Self::ExpiresWhileKept => true,
        }
    }
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        Self::Error(error.into())
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Error(error.into())
    }
}

impl AuthorizerError {
    /// Every code that is none of a [`Problem`]'s.
    pub const CODES: &[&str] = &["not_an_authorizer_event"];

    /// An event that is not an authorizer's.
    pub(crate) const NOT_AN_AUTHORIZER_EVENT: Self = Self("not_an_authorizer_event");

    pub(crate) fn because(refusal: &Refusal) -> Self {
        Self(refusal.code())
    }

    /// The stable name of the cause.
    pub fn code(self) -> &'static str {
        self.0
    }
}

/// Error in the log of Lambda; callers see none of it. A REST API makes a 401 of the one message
/// `Unauthorized`, which this is not.
impl From<AuthorizerError> for Diagnostic {
    fn from(AuthorizerError(code): AuthorizerError) -> Self {
        Self {
            error_type: code.into(),
            error_message: format!("nothing can be said about the caller: {code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_and_no_other() {
        let own = |refusal: &Refusal| match refusal {
            Refusal::Error(_) => None,
            Refusal::ExpiresWhileKept => Some(refusal.code()),
        };
        let refusals = [
            Refusal::Error(AuthError::TokenExpired { advice: "" }.into()),
            Refusal::ExpiresWhileKept,
        ];
        let codes: Vec<_> = refusals.iter().filter_map(own).collect();
        assert_eq!(codes, Refusal::CODES);
        assert_eq!(
            [AuthorizerError::NOT_AN_AUTHORIZER_EVENT.code()],
            AuthorizerError::CODES
        );
    }
}
