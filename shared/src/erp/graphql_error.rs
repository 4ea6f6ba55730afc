//! Pure: the errors of the ERP's engine, and what they mean.
//!
//! The engine is HotChocolate, as the published schema's directives tell. The codes are those of
//! its `ErrorCodes`; the forms of its errors are from its own test snapshots.

use serde_json::{Map, Number, Value};

/// The reason for an answer without data, as an error's code tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The access token is refused.
    NotAuthenticated,
    /// The access token lacks a scope.
    NotAuthorized,
    /// The document does not parse, or it or its variables do not fit the schema.
    InvalidDocument,
    /// The document costs more than the engine takes.
    TooExpensive,
    /// A cursor is none.
    InvalidCursor,
    /// A page is longer than the engine gives, or shorter than nothing.
    PageSize,
    /// The engine gave up.
    TimedOut,
}

impl Cause {
    /// The first of the errors that tells one. `is_unexecuted` where the engine answers without a
    /// member `data`: only then has an error without a code stopped the document itself.
    pub fn among(errors: &[Value], is_unexecuted: bool) -> Option<(Self, &Value)> {
        errors
            .iter()
            .find_map(|error| Some((Self::from_error(error, is_unexecuted)?, error)))
    }

    fn from_error(error: &Value, is_unexecuted: bool) -> Option<Self> {
        let code = match &error["extensions"]["code"] {
            Value::String(code) => code.as_str(),
            _ => return is_unexecuted.then_some(Self::InvalidDocument),
        };
        match code {
            "AUTH_NOT_AUTHENTICATED" => Some(Self::NotAuthenticated),
            "AUTH_NOT_AUTHORIZED" => Some(Self::NotAuthorized),
            // Twice used: for a variable, and with a path for a null within the data, which is no
            // mistake of the document.
            "HC0018" if error["path"].is_array() => None,
            // Syntax (two), a variable (two), introspection, and not exactly one of first and last.
            "HC0011" | "HC0014" | "HC0016" | "HC0018" | "HC0046" | "HC0082" => Some(Self::InvalidDocument),
            "HC0047" => Some(Self::TooExpensive),
            "HC0078" => Some(Self::InvalidCursor),
            "HC0051" | "HC0079" => Some(Self::PageSize),
            "HC0045" => Some(Self::TimedOut),
            // HC0049 among them: the ERP cancelled a call that was still awaited here.
            _ => None,
        }
    }
}

/// The cost of a document and the most that is taken, as the end of a sentence.
pub fn cost(error: &Value) -> Option<String> {
    [
        ("field", "fieldCost", "maxFieldCost"),
        ("type", "typeCost", "maxTypeCost"),
    ]
    .into_iter()
    .find_map(|(kind, cost, most)| {
        let (cost, most) = (number(error, cost)?, number(error, most)?);
        Some(format!("a {kind} cost of {cost}, where {most} is the most"))
    })
}

/// The number of items that were asked for and the most that are given, likewise.
pub fn page_size(error: &Value) -> Option<String> {
    let asked = number(error, "requestedItems")?;
    Some(match number(error, "maxAllowedItems") {
        Some(most) => format!("{asked} items, where {most} is the most"),
        None => format!("{asked} items, where 0 is the least"),
    })
}

/// A member of the extensions that is the name of an argument, or of a field and its type.
pub fn name<'a>(error: &'a Value, member: &str) -> Option<&'a str> {
    let name = error["extensions"][member].as_str()?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    ((1..=80).contains(&name.len()) && name.bytes().all(is_name)).then_some(name)
}

/// The members of an error that are passed on, each only in the form that GraphQL gives it: a
/// `stacktrace` stays here, beside the members or within them.
pub fn sanitize_error(error: &Value) -> Value {
    let path = error["path"]
        .as_array()
        .map(|path| path.iter().filter_map(plain).collect());
    let locations = error["locations"].as_array().map(|locations| {
        let locations = locations.iter().map(|location| members(location, &["line", "column"]));
        locations.collect()
    });
    let mut passed = members(error, &["message"]);
    passed["path"] = path.unwrap_or_default();
    passed["locations"] = locations.unwrap_or_default();
    if error["extensions"].is_object() {
        passed["extensions"] = members(&error["extensions"], EXTENSIONS);
    }
    if let Some(members) = passed.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    passed
}

/// The first one, if it is short and plain enough for a log line and a header.
pub fn trace_id(errors: &[Value]) -> Option<String> {
    let mut ids = errors
        .iter()
        .filter_map(|error| error["extensions"]["traceId"].as_str());
    ids.find(|id| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic()))
        .map(ToOwned::to_owned)
}

/// Those of the members that hold nothing else.
fn members(object: &Value, names: &[&str]) -> Value {
    let kept = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), object.get(name).and_then(plain)?)));
    Value::Object(kept.collect::<Map<_, _>>())
}

fn plain(value: &Value) -> Option<Value> {
    (value.is_string() || value.is_number() || value.is_boolean()).then(|| value.clone())
}

fn number<'a>(error: &'a Value, member: &str) -> Option<&'a Number> {
    match &error["extensions"][member] {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Members that the engine's codes carry. The cursor that it quotes is the caller's own, and stays here.
const EXTENSIONS: &[&str] = &[
    "code",
    "traceId",
    "fieldCost",
    "maxFieldCost",
    "typeCost",
    "maxTypeCost",
    "argument",
    "coordinate",
    "requestedItems",
    "maxAllowedItems",
    "variable",
    "field",
    "type",
    "responseName",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_short_and_plain_is_passed_on_as_a_name_or_a_trace() {
        let error = |text: &str| json!({"extensions": {"traceId": text, "argument": text}});
        for (length, is_trace, is_name) in [(1, true, true), (64, true, true), (80, false, true), (81, false, false)] {
            let text = "a".repeat(length);
            assert_eq!(trace_id(&[error(&text)]).is_some(), is_trace, "{length}");
            assert_eq!(name(&error(&text), "argument").is_some(), is_name, "{length}");
        }
        for text in ["a b", "a\n", "ä"] {
            assert_eq!(trace_id(&[error(text)]), None);
            assert_eq!(name(&error(text), "argument"), None);
        }
    }
}
