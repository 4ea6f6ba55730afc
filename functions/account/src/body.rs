//! A body → its fields. Every mistake names the field that is at fault.

use std::fmt::Display;

use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;
use serde_json::{Map, Value};
use shared::request::problem::{ApiError, Problem};
use shared::verify::strict_json;
use shared::web::extract::is_json;

use crate::error::AccountError;

/// The members of a JSON object that are not read yet. Unknown ones are ignored.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body: a JSON object without duplicate members, 4 KiB at most; or nothing, which has
    /// no fields.
    pub async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Problem> {
        let bytes = to_bytes(body, LARGEST).await;
        let bytes = bytes.map_err(|_| ApiError::TooLarge(LARGEST))?;
        if bytes.is_empty() {
            return Ok(Self(Map::new()));
        }
        if !is_json(headers) {
            return Err(invalid("body", "must be sent as Content-Type: application/json").into());
        }
        let object = strict_json::object(strict_json::without_bom(&bytes));
        let rule = "must be one JSON object without duplicate members";
        Ok(Self(object.ok_or_else(|| invalid("body", rule))?))
    }

    /// Returns whether there is such a field.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// Takes a field that must be there, as `parse` understands it.
    pub fn required<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(String) -> Result<T, E>,
    ) -> Result<T, AccountError> {
        self.optional(field, parse)?
            .ok_or_else(|| invalid(field, "must be there"))
    }

    /// Takes a field that may be left out.
    pub fn optional<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(String) -> Result<T, E>,
    ) -> Result<Option<T>, AccountError> {
        match self.0.remove(field) {
            None => Ok(None),
            Some(Value::String(text)) => match parse(text) {
                Ok(value) => Ok(Some(value)),
                Err(rule) => Err(invalid(field, rule)),
            },
            Some(_) => Err(invalid(field, "must be a string")),
        }
    }
}

/// The field is not what `rule` says it must be.
pub(crate) fn invalid(field: &'static str, rule: impl Display) -> AccountError {
    AccountError::FieldInvalid {
        field,
        rule: rule.to_string().into(),
    }
}

/// Twice what the longest fields take, every character of them escaped.
const LARGEST: usize = 4 * 1024;
