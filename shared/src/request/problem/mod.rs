//! [`ApiError`] → status and body; the only place where an error status is chosen.

mod account_fault;
mod document_fault;
mod erp_fault;
mod problem;
mod registry_fault;

use std::borrow::Cow;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::Value;

pub use account_fault::AccountFault;
pub use document_fault::DocumentFault;
pub use erp_fault::ErpFault;
pub use problem::{Besides, complete};
pub use registry_fault::RegistryFault;

use verify::session::MadeFor;

/// Everything a caller can be answered instead of what it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No carrier holds a token; `asked_for` where the token is the request's whole content.
    TokenMissing {
        /// Connect answers 400, as the quick start does; everything else 401.
        asked_for: bool,
    },
    /// Two carriers hold different tokens.
    TokenConflict,
    /// Refused by its form.
    TokenMalformed,
    /// No key of the issuer has signed it.
    TokenSignature,
    /// Its time is over.
    TokenExpired,
    /// Its time has not begun.
    TokenNotYetValid,
    /// Its claims are not those of a session here.
    TokenClaims(ClaimsFault),
    /// The session has no tenant, and the request needs one.
    TenantMissing,
    /// Secret, token endpoint or key set are out of reach.
    PlatformUnavailable {
        /// Time until asking again may help.
        retry_after: Duration,
    },
    /// Our own variables are wrong.
    Misconfigured,
    /// The platform refuses our credentials.
    CredentialsRefused {
        /// Time until asking again may help.
        retry_after: Duration,
    },
    /// The ERP refused or failed.
    Erp {
        /// Failure, which decides status and code.
        fault: ErpFault,
        /// The platform's own name for the call.
        trace_id: Option<String>,
        /// Errors that the ERP reports; empty where there are none.
        errors: Vec<Value>,
    },
    /// The caller's own GraphQL document has no answer.
    Document {
        /// Reason, which decides status and code.
        fault: DocumentFault,
        /// The same as a sentence, with the numbers and names it is about.
        detail: Cow<'static, str>,
        /// The errors of the ERP's engine, if it was asked.
        errors: Vec<Value>,
    },
    /// The registry of connected tenants failed, or has nothing.
    Registry(RegistryFault),
    /// An account, or the way to one, is not as the request would have it.
    Account(AccountFault),
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

/// Fault of a token's claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimsFault {
    /// They are incomplete or of the wrong form.
    Malformed,
    /// Nobody who is trusted here has issued it.
    Issuer,
    /// It was made for somebody else.
    Audience(MadeFor),
}

/// Parts of an error that go into its answer.
struct Terms {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
}

impl ApiError {
    fn terms(&self) -> Terms {
        let (status, code, detail) = match self {
            Self::TokenMissing { asked_for: true } => (StatusCode::BAD_REQUEST, "token_missing", MISSING),
            Self::TokenMissing { asked_for: false } => (StatusCode::UNAUTHORIZED, "token_missing", MISSING),
            Self::TokenConflict => (
                StatusCode::BAD_REQUEST,
                "token_conflict",
                "The request carries two different tokens; send one.",
            ),
            Self::TokenMalformed => (
                StatusCode::UNAUTHORIZED,
                "token_malformed",
                "The token is not a token of the expected form.",
            ),
            Self::TokenSignature => (
                StatusCode::UNAUTHORIZED,
                "token_signature",
                "No published key of the issuer has signed the token.",
            ),
            Self::TokenExpired => (
                StatusCode::UNAUTHORIZED,
                "token_expired",
                "The token has expired; ask the shell for a new one.",
            ),
            Self::TokenNotYetValid => (
                StatusCode::UNAUTHORIZED,
                "token_not_yet_valid",
                "The token is not valid yet.",
            ),
            Self::TokenClaims(fault) => (StatusCode::UNAUTHORIZED, "token_claims", fault.detail()),
            Self::TenantMissing => (
                StatusCode::FORBIDDEN,
                "tenant_missing",
                "The session belongs to no tenant.",
            ),
            Self::PlatformUnavailable { .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "platform_unavailable",
                "The platform cannot be reached at the moment; try again shortly.",
            ),
            Self::Misconfigured => (
                StatusCode::SERVICE_UNAVAILABLE,
                "misconfigured",
                "This service is not configured completely; its operator finds the reason in the log.",
            ),
            Self::CredentialsRefused { .. } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "credentials_refused",
                "The platform refuses this service's credentials; its operator has to replace them.",
            ),
            Self::Erp { fault, .. } => fault.terms(),
            Self::Document { fault, detail, .. } => {
                let (status, code) = fault.terms();
                return Terms {
                    status,
                    code,
                    detail: detail.clone(),
                };
            }
            Self::Registry(fault) => fault.terms(),
            Self::Account(fault) => {
                let (status, code, detail) = fault.terms();
                return Terms { status, code, detail };
            }
            Self::BadRequest(detail) => {
                return Terms {
                    status: StatusCode::BAD_REQUEST,
                    code: "bad_request",
                    detail: detail.clone(),
                };
            }
            Self::TooLarge(limit) => {
                return Terms {
                    status: StatusCode::PAYLOAD_TOO_LARGE,
                    code: "too_large",
                    detail: format!("The body is larger than {limit} bytes.").into(),
                };
            }
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be sent as Content-Type: application/json.",
            ),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "The path does not take this method.",
            ),
            Self::NoSuchPath => (StatusCode::NOT_FOUND, "no_such_path", "There is no such path here."),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong here; the log has it under this request id.",
            ),
        };
        Terms {
            status,
            code,
            detail: detail.into(),
        }
    }

    /// The stable name of the error.
    pub fn code(&self) -> &'static str {
        self.terms().code
    }

    /// Returns whether the caller brought it about; everything else is the platform's fault or ours,
    /// and says nothing about the caller.
    pub fn is_callers_fault(&self) -> bool {
        match self {
            Self::TokenMissing { .. }
            | Self::TokenConflict
            | Self::TokenMalformed
            | Self::TokenSignature
            | Self::TokenExpired
            | Self::TokenNotYetValid
            | Self::TokenClaims(_)
            | Self::TenantMissing
            | Self::Document { .. }
            | Self::BadRequest(_)
            | Self::TooLarge(_)
            | Self::UnsupportedMediaType
            | Self::MethodNotAllowed
            | Self::NoSuchPath => true,
            Self::PlatformUnavailable { .. }
            | Self::Misconfigured
            | Self::CredentialsRefused { .. }
            | Self::Internal => false,
            Self::Erp { fault, .. } => fault.is_callers(),
            Self::Registry(fault) => fault.is_callers(),
            Self::Account(fault) => fault.is_callers(),
        }
    }

    /// The plain sentence that the quick start's front end shows.
    fn sentence(&self, detail: &str) -> String {
        match self {
            Self::TokenMissing { .. } => "Session token is required".into(),
            Self::TokenMalformed
            | Self::TokenSignature
            | Self::TokenExpired
            | Self::TokenNotYetValid
            | Self::TokenClaims(_) => "Failed to verify session token".into(),
            _ => detail.trim_end_matches('.').into(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::PlatformUnavailable { retry_after }
            | Self::CredentialsRefused { retry_after }
            | Self::Registry(RegistryFault::Unavailable { retry_after })
            | Self::Erp {
                fault: ErpFault::RateLimited { retry_after },
                ..
            } => Some(*retry_after),
            Self::Account(fault) => fault.retry_after(),
            Self::Misconfigured => Some(Duration::from_mins(1)),
            _ => None,
        }
    }

    fn errors(&self) -> &[Value] {
        match self {
            Self::Erp { errors, .. } | Self::Document { errors, .. } => errors,
            _ => &[],
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Account(fault) => fault.field(),
            _ => None,
        }
    }

    fn trace_id(&self) -> Option<&str> {
        match self {
            Self::Erp { trace_id, .. } => trace_id.as_deref(),
            _ => None,
        }
    }
}

impl ClaimsFault {
    fn detail(self) -> &'static str {
        match self {
            Self::Malformed => "The token's claims are incomplete or of the wrong form.",
            Self::Issuer => "The token is of an issuer that is not trusted here.",
            Self::Audience(_) => "The token was made for another app.",
        }
    }
}

impl IntoResponse for ApiError {
    /// The status, and the error itself for [`complete`], which knows the request.
    fn into_response(self) -> Response {
        let mut response = self.terms().status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

const MISSING: &str = "Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID.";
