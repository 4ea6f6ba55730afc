//! The ERP's answer and its result: by an error's code first, then by the status.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use crate::auth::access_token::MayBeUnauthorized;
use crate::http::client::{Answer, HttpError, INTERVAL_HEADER};
use crate::request::context::RequestContext;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use verify::session::TenantSession;
use verify::strict_json::without_bom;

use super::blame::{by_cause, by_status, failed, is_our_defect};
use super::graphql_error::{Cause, sanitize_error, trace_id};
use super::idempotency;
use super::log::Log;
use super::rest_error::RestError;
use super::{CallError, CallsAs, Data, DocumentOrigin, ErpError, Failure};

/// The outcome of one call.
pub struct Outcome {
    reading: Result<Reading, HttpError>,
    may_be_repeated: bool,
}

/// An answer, parsed once.
struct Reading {
    status: StatusCode,
    headers: HeaderMap,
    retry_after: Option<Duration>,
    /// Absent where the engine executed nothing, `null` where nothing came of it.
    data: Option<Box<RawValue>>,
    errors: Vec<Value>,
    idempotency: Option<Box<RawValue>>,
    refusal: Option<RestError>,
}

/// The body of an answer (GraphQL over HTTP: errors come with status 200).
#[derive(Default, Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "present")]
    data: Option<Box<RawValue>>,
    errors: Option<Vec<Value>>,
    extensions: Option<Box<RawValue>>,
}

impl Outcome {
    /// Parses what came of a request that may be repeated, or may not.
    pub fn from_answer(answer: Result<Answer, HttpError>, may_be_repeated: bool) -> Self {
        Self {
            reading: answer.map(Reading::from_answer),
            may_be_repeated,
        }
    }

    /// The data, or what the caller is answered instead.
    pub fn read(
        &self,
        origin: DocumentOrigin,
        calls_as: CallsAs,
        session: &TenantSession,
        context: &RequestContext,
    ) -> Result<Data, Failure> {
        let log = Log { session, context };
        let reading = self.reading.as_ref().map_err(|error| {
            log.failed(None, &error.to_string(), None);
            let kind = match error {
                HttpError::TimedOut => ErpError::TimedOut,
                HttpError::Connection(_) | HttpError::TooLarge(_) | HttpError::CallBudgetExceeded(_) => {
                    ErpError::Failed
                }
            };
            failed(kind, Vec::new())
        })?;
        match reading.cause() {
            Some((cause, error)) => Err(reading.failure(cause, error, origin, calls_as, &log)),
            None => reading.data(calls_as, &log),
        }
    }

    /// Returns whether the ERP failed, or has no time: neither says anything about the tenant or its data.
    pub fn is_outage(&self) -> bool {
        match &self.reading {
            Err(error) => matches!(error, HttpError::TimedOut | HttpError::Connection(_)),
            Ok(reading) => {
                let timed_out = reading.cause().is_some_and(|(cause, _)| cause == Cause::TimedOut);
                let is_refused = reading.status == StatusCode::TOO_MANY_REQUESTS;
                timed_out || is_refused || reading.status.is_server_error()
            }
        }
    }

    /// The data of an answer that is whole, and so may be given again.
    pub fn whole_data(&self) -> Option<&RawValue> {
        let reading = self.reading.as_ref().ok()?;
        let is_whole = reading.status == StatusCode::OK && reading.errors.is_empty();
        let data = reading.data.as_deref().filter(|_| is_whole)?;
        (data.get() != "null" && escaped(data.get()) <= LARGEST_ESCAPED).then_some(data)
    }
}

impl MayBeUnauthorized for Outcome {
    fn is_unauthorized(&self) -> bool {
        let Ok(reading) = &self.reading else { return false };
        // Beside data, even `null`, other fields of a mutation may have been executed.
        let is_refused_whole = reading.status == StatusCode::UNAUTHORIZED || reading.data.is_none();
        match reading.cause() {
            Some((cause, _)) => cause == Cause::NotAuthenticated && (is_refused_whole || self.may_be_repeated),
            None => reading.status == StatusCode::UNAUTHORIZED,
        }
    }
}

impl Reading {
    fn from_answer(answer: Answer) -> Self {
        let Envelope {
            data,
            errors,
            extensions,
        } = serde_json::from_slice(without_bom(&answer.body)).unwrap_or_default();
        let errors: Vec<Value> = errors.unwrap_or_default().iter().map(sanitize_error).collect();
        let is_refusal = answer.status != StatusCode::OK && errors.is_empty();
        Self {
            refusal: is_refusal.then(|| RestError::read(&answer.body)).flatten(),
            status: answer.status,
            headers: answer.headers,
            retry_after: answer.retry_after,
            data,
            errors,
            idempotency: idempotency::from_extensions(extensions.as_deref()),
        }
    }

    /// The reason why no data came, if an error tells one. Where some came, errors stand beside it.
    fn cause(&self) -> Option<(Cause, &Value)> {
        let has_nothing = self.data.as_ref().is_none_or(|data| is_null_throughout(data.get()));
        if !has_nothing {
            return None;
        }
        // An invalid document is answered 200, or 400 by newer engines.
        let is_of_engine = matches!(self.status, StatusCode::OK | StatusCode::BAD_REQUEST);
        Cause::among(&self.errors, self.data.is_none() && is_of_engine)
    }

    fn data(&self, calls_as: CallsAs, log: &Log<'_>) -> Result<Data, Failure> {
        let headers = forwarded_headers(&self.headers);
        match (self.status, &self.data) {
            (StatusCode::OK, Some(data)) if escaped(data.get()) > LARGEST_ESCAPED => {
                log.failed(Some(self.status), "more than Lambda can return", None);
                let error = failed(ErpError::Failed, self.errors.clone());
                Err(Failure { error, headers })
            }
            (StatusCode::OK, Some(data)) if data.get() != "null" => Ok(Data {
                data: data.clone(),
                errors: self.errors.clone(),
                idempotency: self.idempotency.clone(),
                headers,
                is_stale: false,
                copy: None,
            }),
            (status, _) => {
                let code = self
                    .errors
                    .iter()
                    .find_map(|error| error["extensions"]["code"].as_str());
                let cause = self.refusal.as_ref().map(RestError::code).or(code);
                let kind = calls_as.blame(by_status(status, self.retry_after));
                if kind != ErpError::UserUnauthorized {
                    let trace_id = trace_id(&self.errors);
                    log.failed(Some(status), cause.unwrap_or("no data"), trace_id.as_deref());
                }
                let errors = match (kind, &self.refusal) {
                    (ErpError::Refused { .. }, Some(refusal)) => refusal.errors(),
                    _ => self.errors.clone(),
                };
                let error = failed(kind, errors);
                Err(Failure { error, headers })
            }
        }
    }

    fn failure(
        &self,
        cause: Cause,
        error: &Value,
        origin: DocumentOrigin,
        calls_as: CallsAs,
        log: &Log<'_>,
    ) -> Failure {
        let mut answer = by_cause(cause, error, &self.errors, self.retry_after, origin);
        if let CallError::Erp { kind, .. } = &mut answer {
            *kind = calls_as.blame(*kind);
        }
        if is_our_defect(cause, &answer) {
            log.defect(error);
        } else if !answer.is_client_error() {
            let code = error["extensions"]["code"].as_str().unwrap_or_default();
            log.failed(Some(self.status), code, trace_id(&self.errors).as_deref());
        }
        Failure {
            error: answer,
            headers: forwarded_headers(&self.headers),
        }
    }
}

/// `null` itself, or an object of nothing else; the first member that is not ends the parsing.
#[expect(clippy::zero_sized_map_values, reason = "an object is not read as a set")]
fn is_null_throughout(data: &str) -> bool {
    data == "null" || serde_json::from_str::<HashMap<Cow<'_, str>, ()>>(data).is_ok()
}

/// A member that is `null` is there all the same.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::deserialize(deserializer).map(Some)
}

/// Length of a text as a JSON string, which is how Lambda returns a body.
fn escaped(text: &str) -> usize {
    let longer = |byte: &u8| matches!(byte, b'"' | b'\\' | b'\n' | b'\r' | b'\t');
    text.len() + text.bytes().filter(longer).count()
}

fn forwarded_headers(headers: &HeaderMap) -> HeaderMap {
    let present = RATE_LIMIT.into_iter().filter_map(|name| {
        let value = headers.get(&name)?.clone();
        Some((name, value))
    });
    present.collect()
}

const RATE_LIMIT: [HeaderName; 3] = [
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static(INTERVAL_HEADER),
];
/// Lambda returns at most 6 MB, 6,291,556 bytes in all; the rest is for headers and errors.
const LARGEST_ESCAPED: usize = 6 * 1024 * 1024 - 64 * 1024;
