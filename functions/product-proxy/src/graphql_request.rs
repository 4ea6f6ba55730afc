//! Pure: the body of a caller's GraphQL request, read strictly, its variables printed anew.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use shared::request::problem::ApiError;
use shared::verify::strict_json;

/// Members of a caller's body that are read; `extensions` and the like stay here.
#[derive(Debug)]
pub struct CallersRequest {
    /// The document.
    pub query: String,
    /// Name of the operation to execute.
    pub operation_name: Option<String>,
    /// Empty where there are none.
    pub variables: Map<String, Value>,
    /// The same, digit by digit as they came.
    pub printed_variables: Option<Box<RawValue>>,
}

impl CallersRequest {
    /// Reads one JSON object without duplicate members; a list, even of one request, is none.
    pub fn read(bytes: &[u8]) -> Result<Self, ApiError> {
        let bytes = strict_json::without_bom(bytes);
        let mut body = strict_json::object(bytes).ok_or(ApiError::BadRequest(NOT_A_REQUEST.into()))?;
        let (Some(Value::String(query)), operation_name) = (body.remove("query"), body.remove("operationName")) else {
            return Err(ApiError::BadRequest(NOT_A_REQUEST.into()));
        };
        let operation_name = match operation_name {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(ApiError::BadRequest("operationName must be a string.".into())),
        };
        let variables = match body.remove("variables") {
            None | Some(Value::Null) => return Ok(Self::without_variables(query, operation_name)),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Err(ApiError::BadRequest("variables must be an object.".into())),
        };
        Ok(Self {
            query,
            operation_name,
            variables,
            printed_variables: Some(printed_variables(bytes)?),
        })
    }

    fn without_variables(query: String, operation_name: Option<String>) -> Self {
        Self {
            query,
            operation_name,
            variables: Map::new(),
            printed_variables: None,
        }
    }
}

/// The variables of a body that [`strict_json`] has read: a parsed number has no digits any more.
fn printed_variables(bytes: &[u8]) -> Result<Box<RawValue>, ApiError> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        variables: &'a RawValue,
    }
    let body: Body<'_> = serde_json::from_slice(bytes).map_err(|_| ApiError::Internal)?;
    let printed = printed(body.variables.get()).ok_or(ApiError::Internal)?;
    RawValue::from_string(printed).map_err(|_| ApiError::Internal)
}

/// Valid JSON, each string written from its value and every other sign as it is, without blanks.
fn printed(json: &str) -> Option<String> {
    let mut printed = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('"') {
        printed.extend(without_blanks(&rest[..at]));
        let (string, behind) = rest[at..].split_at(length_of_string(&rest[at..])?);
        let value: String = serde_json::from_str(string).ok()?;
        printed.push_str(&serde_json::to_string(&value).ok()?);
        rest = behind;
    }
    printed.extend(without_blanks(rest));
    Some(printed)
}

fn without_blanks(json: &str) -> impl Iterator<Item = char> {
    json.chars().filter(|sign| !matches!(sign, ' ' | '\t' | '\n' | '\r'))
}

/// Length in bytes of the string that `json` begins with, its quotes included.
fn length_of_string(json: &str) -> Option<usize> {
    let mut is_escaped = false;
    let closing = json.bytes().skip(1).position(|byte| {
        let is_closing = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_closing
    })?;
    Some(closing + 2)
}

const NOT_A_REQUEST: &str = r#"The body must be one JSON object, {"query": "…", "variables": {…}, "operationName": "…"}, no member twice; batches are not taken."#;

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(written: &str) -> String {
        let body = format!(r#"{{"query":"{{a}}","variables":{written}}}"#);
        let request = CallersRequest::read(body.as_bytes()).unwrap();
        let printed = request.printed_variables.unwrap().get().to_owned();
        assert_eq!(
            serde_json::from_str::<Value>(&printed).unwrap(),
            Value::Object(request.variables)
        );
        printed
    }

    #[test]
    fn numbers_keep_their_digits_and_strings_are_written_anew() {
        for (written, printed) in [
            ("{}", "{}"),
            (
                "{ \"price\" : 1.10 ,\r\n\t\"id\":9007199254740993, \"e\":-0.0E+2 }",
                r#"{"price":1.10,"id":9007199254740993,"e":-0.0E+2}"#,
            ),
            (
                r#"{"\u0061": "\u00e4\/\ud83d\ude00\\\"", "b": ["\\", " : \" , ", true, null]}"#,
                r#"{"a":"ä/😀\\\"","b":["\\"," : \" , ",true,null]}"#,
            ),
            (
                r#"{"a":{"b":[[],{},"\u2028\u007f"]}}"#,
                "{\"a\":{\"b\":[[],{},\"\u{2028}\u{7f}\"]}}",
            ),
        ] {
            assert_eq!(variables(written), printed);
        }
    }

    #[test]
    fn what_is_not_one_strict_object_is_refused() {
        for body in [
            "",
            "null",
            "[]",
            r#"["{ a }",null,null]"#,
            r#"[{"query":"{a}"}]"#,
            "{}",
            r#"{"query":null}"#,
            r#"{"query":{}}"#,
            r#"{"query":"{a}","query":"{b}"}"#,
            r#"{"query":"{a}","\u0071uery":"{b}"}"#,
            r#"{"query":"{a}","variables":{"a":1,"a":2}}"#,
            r#"{"query":"{a}","variables":{"a":[{"b":1,"b":2}]}}"#,
            r#"{"query":"{a}","variables":{},"variables":{}}"#,
            r#"{"query":"{a}","variables":{"a":"\ud83d"}}"#,
            r#"{"query":"{a}","variables":{"a":1e999}}"#,
            r#"{"query":"{a}","variables":{"a":01}}"#,
            r#"{"query":"{a}","variables":[]}"#,
            r#"{"query":"{a}","variables":"{}"}"#,
            r#"{"query":"{a}","operationName":1}"#,
            r#"{"query":"{a}"}{"query":"{a}"}"#,
            "\u{feff}\u{feff}{\"query\":\"{a}\"}",
            "\u{feff}",
        ] {
            let refused = CallersRequest::read(body.as_bytes()).unwrap_err();
            assert!(matches!(refused, ApiError::BadRequest(_)), "{body}: {refused:?}");
        }
    }

    #[test]
    fn null_is_as_good_as_nothing() {
        let body = br#"{"query":"{a}","variables":null,"operationName":null,"extensions":{"x":[1]}}"#;
        let request = CallersRequest::read(body).unwrap();
        assert!(request.printed_variables.is_none() && request.operation_name.is_none());
    }
}
