//! Errors that any function may have, whatever it does.

use std::borrow::Cow;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::Problem;

/// An error of what every function is made of: its services, its configuration, its requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// Secret, token endpoint or key set are out of reach.
    PlatformUnavailable {
        /// Time until another attempt may help.
        retry_after: Duration,
    },
    /// Our own variables are wrong.
    Misconfigured,
    /// The platform refuses our credentials.
    CredentialsRefused {
        /// Time until another attempt may help.
        retry_after: Duration,
    },
    /// A parameter or the body is not what it should be.
    BadRequest(Cow<'static, str>),
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// The body is of a type that is not read here.
    UnsupportedMediaType,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// There is no such path.
    NoSuchPath,
    /// A defect of ours.
    Internal,
}

impl ApiError {
    /// Every code that one of these is answered with.
    pub const CODES: &[&str] = &[
        "platform_unavailable",
        "misconfigured",
        "credentials_refused",
        "bad_request",
        "too_large",
        "unsupported_media_type",
        "method_not_allowed",
        "no_such_path",
        "internal",
    ];
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::PlatformUnavailable { retry_after } => Self::upstream(
                StatusCode::SERVICE_UNAVAILABLE,
                "platform_unavailable",
                "The platform cannot be reached at the moment; try again shortly.",
            )
            .retry_after(retry_after),
            ApiError::Misconfigured => Self::ours(
                StatusCode::SERVICE_UNAVAILABLE,
                "misconfigured",
                "This service is not configured completely; its operator finds the reason in the log.",
            )
            .retry_after(A_MINUTE),
            ApiError::CredentialsRefused { retry_after } => Self::ours(
                StatusCode::SERVICE_UNAVAILABLE,
                "credentials_refused",
                "The platform refuses this service's credentials; its operator has to replace them.",
            )
            .retry_after(retry_after),
            ApiError::BadRequest(detail) => Self::client(StatusCode::BAD_REQUEST, "bad_request", detail),
            ApiError::TooLarge(limit) => Self::client(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The body is larger than {limit} bytes."),
            ),
            ApiError::UnsupportedMediaType => Self::client(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be sent as Content-Type: application/json.",
            ),
            ApiError::MethodNotAllowed => Self::client(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "The path does not take this method.",
            ),
            ApiError::NoSuchPath => Self::client(StatusCode::NOT_FOUND, "no_such_path", "There is no such path here."),
            ApiError::Internal => Self::ours(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong here; the log has it under this request id.",
            ),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

/// The time a mended configuration takes to be deployed, at the least.
const A_MINUTE: Duration = Duration::from_mins(1);

#[cfg(test)]
mod tests {
    use super::*;

    /// The one after `error`, each variant once: one that is new has no place here until somebody
    /// gives it one.
    fn next(error: &ApiError) -> Option<ApiError> {
        let retry_after = A_MINUTE;
        Some(match error {
            ApiError::PlatformUnavailable { .. } => ApiError::Misconfigured,
            ApiError::Misconfigured => ApiError::CredentialsRefused { retry_after },
            ApiError::CredentialsRefused { .. } => ApiError::BadRequest("".into()),
            ApiError::BadRequest(_) => ApiError::TooLarge(1),
            ApiError::TooLarge(_) => ApiError::UnsupportedMediaType,
            ApiError::UnsupportedMediaType => ApiError::MethodNotAllowed,
            ApiError::MethodNotAllowed => ApiError::NoSuchPath,
            ApiError::NoSuchPath => ApiError::Internal,
            ApiError::Internal => return None,
        })
    }

    #[test]
    fn every_code_is_listed_and_no_other() {
        let first = ApiError::PlatformUnavailable { retry_after: A_MINUTE };
        let all = std::iter::successors(Some(first), next);
        let codes: std::collections::BTreeSet<_> = all.map(|error| Problem::from(error).code).collect();
        assert_eq!(codes, ApiError::CODES.iter().copied().collect());
    }
}
