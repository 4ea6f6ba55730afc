//! Errors of DynamoDB's SDK as failures of a store. They are told apart by their codes, so that a
//! function without a store does not link that SDK.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::{Cause, StoreErrorKind};

/// The kind of a failed call.
pub fn kind_of<E, R>(error: SdkError<E, R>) -> StoreErrorKind
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
pub fn is_condition_refused<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    code_of(error) == Some("ConditionalCheckFailedException")
}

fn code_of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    error.as_service_error().and_then(ProvideErrorMetadata::code)
}
