//! A GraphQL answer as bytes, each digit in its place.

use std::collections::BTreeMap;

use async_graphql::{Name, Response, ServerError, Value, indexmap::IndexMap};
use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap},
};
use serde_json::{json, value::RawValue};

/// The JSON of an answer. Each error carries the trace id, as the platform's do; one about the
/// document itself has no code (HotChocolate).
pub(crate) fn json(response: &Response, trace_id: &str) -> Vec<u8> {
    let errors: Vec<_> = response.errors.iter().map(|error| traced(error, trace_id)).collect();
    let body = Body {
        data: Digits(&response.data),
        errors,
        extensions: &response.extensions,
    };
    serde_json::to_vec(&body).expect("names are strings and scalars are written as JSON")
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Digits::is_null")]
    data: Digits<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<serde_json::Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

fn traced(error: &ServerError, trace_id: &str) -> serde_json::Value {
    let mut error = json!(error);
    error["extensions"]["traceId"] = json!(trace_id);
    error
}

/// A value whose scalars of bytes are written as the digits they are.
struct Digits<'a>(&'a Value);

impl Digits<'_> {
    fn is_null(&self) -> bool {
        matches!(self.0, Value::Null)
    }
}

impl Serialize for Digits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Binary(digits) => {
                let digits = String::from_utf8_lossy(digits).into_owned();
                let raw = RawValue::from_string(digits).map_err(S::Error::custom)?;
                raw.serialize(serializer)
            }
            Value::List(values) => serializer.collect_seq(values.iter().map(Digits)),
            Value::Object(members) => serialize_members(members, serializer),
            plain => plain.serialize(serializer),
        }
    }
}

fn serialize_members<S: Serializer>(members: &IndexMap<Name, Value>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(members.len()))?;
    for (name, value) in members {
        map.serialize_entry(name.as_str(), &Digits(value))?;
    }
    map.end()
}
