//! Pure: an answer without data → the error, by who is at fault.

use std::borrow::Cow;
use std::time::Duration;

use crate::request::problem::ApiError;
use axum::http::StatusCode;
use serde_json::Value;

use super::graphql_error::{Cause, cost, name, page_size, trace_id};
use super::{CallError, DocumentError, DocumentOrigin, ErpError};

/// By an error's code: the author of the document answers for it, and the platform for the rest.
/// `error` is the one among `errors` that tells the cause.
pub(super) fn by_cause(
    cause: Cause,
    error: &Value,
    errors: &[Value],
    retry_after: Option<Duration>,
    origin: DocumentOrigin,
) -> CallError {
    let of_erp = |kind| failed(kind, errors.to_vec());
    let of_document = |kind, detail: Cow<'static, str>| CallError::Document {
        kind,
        detail,
        errors: errors.to_vec(),
    };
    match (cause, origin) {
        (Cause::NotAuthenticated, _) => of_erp(by_status(StatusCode::UNAUTHORIZED, retry_after)),
        (Cause::NotAuthorized, _) => of_erp(ErpError::Forbidden),
        (Cause::TimedOut, _) => of_erp(ErpError::TimedOut),
        (Cause::InvalidDocument, DocumentOrigin::Caller) => of_document(
            DocumentError::Invalid,
            "The ERP does not take the query or its variables; the errors say why.".into(),
        ),
        (Cause::InvalidCursor, DocumentOrigin::Caller) => {
            let argument = name(error, "argument").unwrap_or("after or before");
            let detail = format!("{argument} must be a cursor of an earlier answer.");
            of_document(DocumentError::Invalid, detail.into())
        }
        (Cause::PageSize, DocumentOrigin::Caller) => {
            let field = name(error, "coordinate").unwrap_or("a list");
            let size = page_size(error).unwrap_or_else(|| TOO_MANY.into());
            let detail = format!("first or last of {field} asks for {size}.");
            of_document(DocumentError::Invalid, detail.into())
        }
        (Cause::TooExpensive, DocumentOrigin::Caller) => {
            let cost = cost(error).unwrap_or_else(|| TOO_MUCH.into());
            let detail = format!("The query asks for more than the ERP takes at once: {cost}.");
            of_document(DocumentError::TooExpensive, detail.into())
        }
        (Cause::InvalidCursor, DocumentOrigin::List) => bad_cursor().into(),
        (Cause::PageSize, DocumentOrigin::List) => {
            let size = page_size(error).unwrap_or_else(|| TOO_MANY.into());
            ApiError::BadRequest(format!("first asks for {size}.").into()).into()
        }
        (Cause::TooExpensive, DocumentOrigin::List) => {
            let cost = cost(error).unwrap_or_else(|| TOO_MUCH.into());
            let detail = format!("first asks for more than the ERP takes at once: {cost}.");
            ApiError::BadRequest(detail.into()).into()
        }
        // The caller's value in a document of ours: an id of another form is nothing's.
        (Cause::InvalidDocument, DocumentOrigin::Item) if has_bad_value(error, "id") => of_erp(ErpError::NotFound),
        (Cause::InvalidDocument, DocumentOrigin::List) if has_bad_value(error, "after") => bad_cursor().into(),
        (Cause::InvalidDocument, DocumentOrigin::List) if has_bad_value(error, "search") => {
            ApiError::BadRequest("search is no text that the ERP looks for.".into()).into()
        }
        (Cause::InvalidDocument, DocumentOrigin::List | DocumentOrigin::Item)
        | (Cause::InvalidCursor | Cause::PageSize | Cause::TooExpensive, DocumentOrigin::Item) => {
            of_erp(ErpError::Failed)
        }
    }
}

/// The value of this variable is of a form that its type does not take.
fn has_bad_value(error: &Value, variable: &str) -> bool {
    let extensions = &error["extensions"];
    extensions["code"] == "HC0016" && extensions["variable"] == variable
}

/// Every other cause with this answer is the platform's.
pub(super) fn is_our_defect(cause: Cause, answer: &CallError) -> bool {
    let is_of_document = match cause {
        Cause::InvalidDocument | Cause::InvalidCursor | Cause::PageSize | Cause::TooExpensive => true,
        Cause::NotAuthenticated | Cause::NotAuthorized | Cause::TimedOut => false,
    };
    is_of_document && !answer.is_client_error()
}

/// By the status, which decides where no code does.
pub(super) fn by_status(status: StatusCode, retry_after: Option<Duration>) -> ErpError {
    match status {
        StatusCode::UNAUTHORIZED => ErpError::Unauthorized,
        StatusCode::FORBIDDEN => ErpError::Forbidden,
        StatusCode::NOT_FOUND => ErpError::NotFound,
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => ErpError::Refused { status },
        StatusCode::TOO_MANY_REQUESTS => ErpError::RateLimited {
            retry_after: retry_after.unwrap_or(DOCUMENTED_INTERVAL),
        },
        _ => ErpError::Failed,
    }
}

/// An error that the ERP has said nothing about.
pub(super) fn refused(kind: ErpError) -> CallError {
    failed(kind, Vec::new())
}

pub(super) fn failed(kind: ErpError, errors: Vec<Value>) -> CallError {
    CallError::Erp {
        kind,
        trace_id: trace_id(&errors),
        errors,
    }
}

/// The refusal of a cursor that is none.
pub fn bad_cursor() -> ApiError {
    ApiError::BadRequest("after must be an endCursor of an earlier answer.".into())
}

/// JTL's documented example allows 10 calls in 45 s.
pub(super) const DOCUMENTED_INTERVAL: Duration = Duration::from_secs(45);
const TOO_MANY: &str = "another number of items than the ERP gives";
const TOO_MUCH: &str = "it does not say how much";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_without_a_time_lasts_as_long_as_the_documented_one() {
        for (asked, expected) in [(None, 45), (Some(7), 7)] {
            let retry_after = Duration::from_secs(expected);
            assert_eq!(
                by_status(StatusCode::TOO_MANY_REQUESTS, asked.map(Duration::from_secs)),
                ErpError::RateLimited { retry_after }
            );
        }
    }
}
