//! The result of a call: data, or a failure as the caller is answered.

use std::time::Duration;

use axum::http::header::AGE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use serde_json::value::RawValue;

use super::blame::failed;
use super::reads::Copy;
use super::{CallError, ErpError};
use crate::request::problem::{ApiError, Problem};

/// An answer with data.
#[derive(Debug)]
pub struct Data {
    /// The data, digit by digit as it came; never `null`.
    pub data: Box<RawValue>,
    /// Errors beside the data.
    pub errors: Vec<Value>,
    /// The ERP's `extensions.idempotency`: changes that an earlier call has made.
    pub idempotency: Option<Box<RawValue>>,
    /// Headers for the caller: the ERP's word on its rate limit, or `Age` where the answer was kept.
    pub headers: HeaderMap,
    /// `true` where the answer is kept for longer than it is good for, and served because the ERP fails.
    pub is_stale: bool,
    /// The copy that is kept of it.
    pub(super) copy: Option<Copy>,
}

/// An answer without data.
#[derive(Debug)]
pub struct Failure {
    /// The error, as the caller is answered.
    pub error: CallError,
    /// The ERP's rate-limit headers.
    pub headers: HeaderMap,
}

impl Data {
    /// A kept answer of this age.
    pub(super) fn kept(data: &RawValue, age: Duration, is_stale: bool, copy: Copy) -> Self {
        Self {
            data: data.to_owned(),
            errors: Vec::new(),
            idempotency: None,
            headers: [(AGE, HeaderValue::from(age.as_secs()))].into_iter().collect(),
            is_stale,
            copy: Some(copy),
        }
    }

    /// The failure that it amounts to where the data is not what was asked for. No copy of it is kept.
    pub fn failed(self) -> Failure {
        if let Some(copy) = self.copy {
            copy.discard();
        }
        Failure::with_errors(self.errors, self.headers)
    }
}

impl Failure {
    /// The failure of an answer whose data is not what was asked for, with the errors beside it.
    pub fn with_errors(errors: Vec<Value>, headers: HeaderMap) -> Self {
        Self {
            error: failed(ErpError::Failed, errors),
            headers,
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        CallError::from(error).into()
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self {
            error,
            headers: HeaderMap::new(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

impl From<Failure> for Problem {
    fn from(Failure { error, headers }: Failure) -> Self {
        Self::from(error).headers(&headers)
    }
}
