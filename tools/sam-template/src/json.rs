//! YAML with CloudFormation's tags → the JSON that CloudFormation reads the same way.
//!
//! `!Ref X` is `{"Ref": "X"}`, `!Condition X` is `{"Condition": "X"}`, any other `!F x` is
//! `{"Fn::F": x}`; the text of `!GetAtt A.B` is split at its first dot (AWS CloudFormation User
//! Guide, "Intrinsic function reference").

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

use crate::TemplateError;

/// Reads the one document of a template.
pub(crate) fn read(text: &str) -> Result<Value, TemplateError> {
    let documents = Yaml::load_from_str(text).map_err(|error| TemplateError::Yaml(error.to_string()))?;
    let [document] = documents.as_slice() else {
        return Err(TemplateError::Yaml("it must hold one document".into()));
    };
    value(document)
}

fn value(node: &Yaml<'_>) -> Result<Value, TemplateError> {
    match node {
        Yaml::Value(scalar) => Ok(self::scalar(scalar)),
        Yaml::Sequence(items) => items.iter().map(value).collect(),
        Yaml::Mapping(members) => members
            .iter()
            .map(|(key, member)| Ok((self::key(key)?, value(member)?)))
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        Yaml::Tagged(tag, tagged) if tag.handle == "!" => Ok(function(&tag.suffix, value(tagged)?)),
        Yaml::Tagged(tag, _) => Err(TemplateError::Yaml(format!(
            "the tag {tag} is none of CloudFormation's"
        ))),
        Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => {
            Err(TemplateError::Yaml("a value cannot be read".into()))
        }
    }
}

fn scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(flag) => json!(flag),
        Scalar::Integer(number) => json!(number),
        Scalar::FloatingPoint(number) => json!(number.into_inner()),
        Scalar::String(text) => json!(text),
    }
}

/// The text of a key. CloudFormation's are texts; `404:` would be a number to YAML.
fn key(node: &Yaml<'_>) -> Result<String, TemplateError> {
    match node {
        Yaml::Value(Scalar::String(text)) => Ok(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Ok(number.to_string()),
        _ => Err(TemplateError::Yaml("a key is not a text".into())),
    }
}

fn function(name: &str, argument: Value) -> Value {
    match (name, argument) {
        ("Ref" | "Condition", argument) => json!({ name: argument }),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        (name, argument) => json!({ format!("Fn::{name}"): argument }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_the_long_form() {
        let text =
            "a: !Ref B\nc: !If [D, !Sub \"x-${E}\", !Ref AWS::NoValue]\nf: !GetAtt G.H.I\ng: !Not [!Condition J]\n";
        let expected = json!({
            "a": {"Ref": "B"},
            "c": {"Fn::If": ["D", {"Fn::Sub": "x-${E}"}, {"Ref": "AWS::NoValue"}]},
            "f": {"Fn::GetAtt": ["G", "H.I"]},
            "g": {"Fn::Not": [{"Condition": "J"}]},
        });
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn quotes_comments_and_flow_style_change_nothing() {
        let plain = "a:\n  b: text\n  c: [1, \"1\", true, \"true\"]\n";
        let other = "# first\n'a': {\"b\": 'text', c: [1, '1', true, 'true']} # last\n";
        assert_eq!(read(plain).unwrap(), read(other).unwrap());
    }

    #[test]
    fn a_text_that_is_no_yaml_is_an_error() {
        for text in ["a: [", "a: 1\na: 2", "", "a: 1\n---\nb: 2"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
