//! Translates errors of the SDK into faults of the store.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::store::{Cause, StoreErrorKind};

pub(super) fn fault<E, R>(error: SdkError<E, R>) -> StoreErrorKind
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let code = code_of(&error).unwrap_or_default().to_owned();
    let is_late = matches!(error, SdkError::TimeoutError(_));
    let cause: Cause = error.into();
    match code.as_str() {
        "ResourceNotFoundException" => StoreErrorKind::Missing(cause),
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException" => StoreErrorKind::Denied(cause),
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "TransactionConflictException" => StoreErrorKind::Busy(cause),
        _ if is_late => StoreErrorKind::TimedOut,
        _ => StoreErrorKind::Failed(cause),
    }
}

/// Returns whether the condition of a write did not hold.
pub(super) fn is_refusal<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    code_of(error) == Some("ConditionalCheckFailedException")
}

fn code_of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    error.as_service_error().and_then(ProvideErrorMetadata::code)
}
