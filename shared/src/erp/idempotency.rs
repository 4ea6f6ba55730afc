//! `extensions.idempotency` of the ERP's answer: which changes were made by an earlier request with
//! the same key (ERP 2.1).

use serde::Deserialize;
use serde_json::value::RawValue;

/// The member `idempotency` of an answer's `extensions`, if it is an object. Whatever else is in
/// them stays here.
pub fn from_extensions(extensions: Option<&RawValue>) -> Option<Box<RawValue>> {
    #[derive(Deserialize)]
    struct Extensions {
        idempotency: Box<RawValue>,
    }
    // A list would be read as a struct's members.
    let extensions = extensions?.get();
    let extensions: Extensions = serde_json::from_str(extensions)
        .ok()
        .filter(|_| extensions.starts_with('{'))?;
    let idempotency = extensions.idempotency;
    let is_as_documented = idempotency.get().starts_with('{') && idempotency.get().len() <= LARGEST;
    is_as_documented.then_some(idempotency)
}

/// Twenty root fields have some 40 bytes each, beside their names.
const LARGEST: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(extensions: &str) -> Option<String> {
        let extensions = RawValue::from_string(extensions.to_owned()).unwrap();
        from_extensions(Some(&extensions)).map(|passed| passed.get().to_owned())
    }

    #[test]
    fn the_object_alone_is_passed_on() {
        let replayed = r#"{"a":{"wasReplayed":true}}"#;
        let extensions = format!(r#"{{"operationCost":{{}},"idempotency":{replayed},"stacktrace":"x"}}"#);
        assert_eq!(passed(&extensions).as_deref(), Some(replayed));
    }

    #[test]
    fn anything_else_is_not() {
        let long = format!(r#"{{"idempotency":{{"a":"{}"}}}}"#, "b".repeat(LARGEST));
        for extensions in [
            "{}",
            "null",
            "[{}]",
            "1",
            r#"{"idempotency":null}"#,
            r#"{"idempotency":"x"}"#,
            &long,
        ] {
            assert_eq!(passed(extensions), None);
        }
        assert!(from_extensions(None).is_none());
    }
}
