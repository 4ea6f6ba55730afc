// <product-proxy>
//! Words of the platform as they may be printed.

use serde_json::Value;
use shared::verify::log_value::Excerpt;

/// A name or a code: at most 64 characters, none of which ends a line or turns it round.
pub(crate) fn word(value: &Value) -> String {
    match value {
        Value::Null => "none".into(),
        Value::String(text) if is_word(text) => text.clone(),
        Value::String(_) => "a text that is no name".into(),
        Value::Number(number) => number.to_string(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => "no text".into(),
    }
}

/// Words one after the other.
pub(crate) fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = texts.into_iter().map(|text| word(&Value::from(text))).collect();
    if words.is_empty() {
        "none".into()
    } else {
        words.join(", ")
    }
}

/// An id as it stands, escaped; none that is as long as a token, of which a part would tell too much.
pub(crate) fn id(text: &str) -> String {
    match text.chars().count() {
        0..=64 => format!("{:?}", Excerpt(text)),
        length => format!("one of {length} characters"),
    }
}

fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte))
}
// </product-proxy>
