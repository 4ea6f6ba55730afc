//! [`ApiError`] → status and body; the only place where an error status is chosen.

mod registry_fault;

use std::borrow::Cow;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;

pub use registry_fault::RegistryFault;

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
    /// Its claims are missing or of the wrong form.
    TokenClaims,
    /// The session has no tenant, and the request needs one.
    TenantMissing,
    /// Secret, token endpoint or key set are out of reach.
    PlatformUnavailable {
        /// When asking again may help.
        retry_after: Duration,
    },
    /// Our own variables are wrong.
    Misconfigured,
    /// The platform refuses our credentials.
    CredentialsRefused {
        /// When asking again may help.
        retry_after: Duration,
    },
    /// The ERP refused or failed.
    Erp {
        /// How.
        fault: ErpFault,
        /// The platform's own name for the call.
        trace_id: Option<String>,
        /// What the ERP's engine says of the caller's own document.
        errors: Vec<Value>,
    },
    /// The registry of connected tenants failed, or has nothing.
    Registry(RegistryFault),
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

/// How a call to the ERP went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErpFault {
    /// 401, also with a fresh access token.
    Unauthorized,
    /// 403: a scope is missing.
    Forbidden,
    /// 404, or nothing under that id.
    NotFound,
    /// 429.
    RateLimited {
        /// When it takes calls again.
        retry_after: Duration,
    },
    /// Any other status, nonsense, or errors without data.
    Failed,
    /// No answer in time.
    TimedOut,
}

/// What of an error goes into its answer.
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
            Self::TokenClaims => (
                StatusCode::UNAUTHORIZED,
                "token_claims",
                "The token's claims are incomplete or of the wrong form.",
            ),
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
            Self::Registry(fault) => fault.terms(),
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

    /// The plain sentence that the quick start's front end shows.
    fn sentence(&self, detail: &str) -> String {
        match self {
            Self::TokenMissing { .. } => "Session token is required".into(),
            Self::TokenMalformed
            | Self::TokenSignature
            | Self::TokenExpired
            | Self::TokenNotYetValid
            | Self::TokenClaims => "Failed to verify session token".into(),
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
            Self::Misconfigured => Some(Duration::from_mins(1)),
            _ => None,
        }
    }

    fn errors(&self) -> &[Value] {
        match self {
            Self::Erp { errors, .. } => errors,
            _ => &[],
        }
    }

    fn trace_id(&self) -> Option<&str> {
        match self {
            Self::Erp { trace_id, .. } => trace_id.as_deref(),
            _ => None,
        }
    }
}

impl ErpFault {
    fn terms(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthorized => (
                StatusCode::BAD_GATEWAY,
                "erp_unauthorized",
                "The ERP does not accept this app for the tenant.",
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "erp_forbidden",
                "The ERP does not permit this; the app may lack a scope.",
            ),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "The ERP has nothing under this id."),
            Self::RateLimited { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "erp_rate_limited",
                "The ERP takes no more calls for the moment.",
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

/// RFC 9457, and `error` besides.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'static str,
    request_id: &'a str,
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Value],
}

impl IntoResponse for ApiError {
    /// The status, and the error itself for [`complete`], which knows the request.
    fn into_response(self) -> Response {
        let mut response = self.terms().status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives an answer that carries an [`ApiError`] its body and headers.
pub fn complete(mut response: Response, request_id: &str) -> Response {
    let Some(error) = response.extensions_mut().remove::<ApiError>() else {
        return response;
    };
    let Terms { status, code, detail } = error.terms();
    let problem = Problem {
        r#type: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: &detail,
        code,
        request_id,
        error: &error.sentence(&detail),
        trace_id: error.trace_id(),
        errors: error.errors(),
    };
    let body = serde_json::to_vec(&problem).expect("a struct of texts and numbers is always JSON");

    let mut complete = Response::new(body.into());
    *complete.status_mut() = status;
    *complete.headers_mut() = std::mem::take(response.headers_mut());
    let mut set = |name: HeaderName, value: HeaderValue| complete.headers_mut().insert(name, value);
    set(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(wait) = error.retry_after() {
        // Whole seconds, rounded up: a client that comes back early is refused again.
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        set(
            RETRY_AFTER,
            HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX)),
        );
    }
    if status == StatusCode::UNAUTHORIZED {
        set(WWW_AUTHENTICATE, HeaderValue::from_static(challenge(&error)));
    }
    complete
}

/// RFC 6750, section 3: without a token nothing is said of an error.
fn challenge(error: &ApiError) -> &'static str {
    match error {
        ApiError::TokenMissing { .. } => "Bearer",
        _ => r#"Bearer error="invalid_token""#,
    }
}

const MISSING: &str = "Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID.";
