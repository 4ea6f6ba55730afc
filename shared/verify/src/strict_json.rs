//! A JSON object without duplicate members, at any depth.
//!
//! Two members of one name are read differently by different parsers, so a check of the
//! first may hand on the second (RFC 8725, section 2.4; RFC 7515, section 4).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The object in `bytes`; `None` for anything else: not UTF-8, not JSON, not an object, a
/// duplicate member, a number beyond the finite, or anything behind the object.
pub fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// `bytes` without the U+FEFF before the JSON that is a whole file, answer or body: some editors and
/// PowerShell 5 put it there, and a parser may skip it (RFC 8259, section 8.1). No part of a token
/// has one.
pub fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON without duplicate members")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Strict)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate member"));
            }
        }
        Ok(Value::Object(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_whole() {
        let read = object(br#"{"a":[1,-2,3.5,"x",null,true],"b":{"a":{}}}"#).unwrap();
        assert_eq!(
            Value::Object(read),
            serde_json::json!({"a":[1,-2,3.5,"x",null,true],"b":{"a":{}}})
        );
    }

    #[test]
    fn one_byte_order_mark_may_stand_before_the_whole_and_is_no_part_of_an_object() {
        assert_eq!(without_bom(b"\xef\xbb\xbf{}"), b"{}");
        assert_eq!(without_bom(b"{\xef\xbb\xbf}"), b"{\xef\xbb\xbf}");
        assert_eq!(object(without_bom(b"\xef\xbb\xbf\xef\xbb\xbf{}")), None);
        assert_eq!(object(b"\xef\xbb\xbf{}"), None);
    }

    #[test]
    fn anything_ambiguous_is_no_object() {
        let deep = "[".repeat(10_000);
        for bytes in [
            br#"{"a":1,"a":1}"#.as_slice(),
            br#"{"a":{"b":1,"b":2}}"#,
            br#"{"a":[{"b":1,"\u0062":2}]}"#,
            b"{}{}",
            b"{} x",
            b"[]",
            b"",
            b"\xef\xbb\xbf{}",
            b"{\"a\":\"\xff\"}",
            br#"{"a":1e999}"#,
            br#"{"a":"\ud800"}"#,
            format!("{{\"a\":{deep}").as_bytes(),
        ] {
            assert_eq!(object(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
