//! The requests in `events/`, as API Gateway hands them to a function.

use serde_json::Value;

use crate::cargo::Workspace;
use crate::failure::Failure;

/// The event of a file, each `{{name}}` in it replaced.
pub(crate) fn event(workspace: &Workspace, name: &str, values: &[(&str, &str)]) -> Result<Value, Failure> {
    let path = workspace.root.join("events").join(format!("{name}.json"));
    let fault = |error: &dyn std::fmt::Display| Failure::said(format!("events/{name}.json: {error}"));
    let text = std::fs::read_to_string(path).map_err(|error| fault(&error))?;
    let text = filled(text, values).map_err(|error| fault(&error))?;
    serde_json::from_str(&text).map_err(|error| fault(&error))
}

fn filled(mut text: String, values: &[(&str, &str)]) -> Result<String, String> {
    for (name, value) in values {
        let placeholder = format!("{{{{{name}}}}}");
        if !text.contains(&placeholder) {
            return Err(format!("there is no {placeholder}"));
        }
        text = text.replace(&placeholder, value);
    }
    match text.split_once("{{") {
        Some((_, rest)) => Err(format!(
            "nothing was given for {{{{{}",
            rest.lines().next().unwrap_or_default()
        )),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn every_placeholder_has_a_value_and_every_value_a_placeholder() {
        let text = || r#"{"token":"{{token}}","path":"/{{id}}/{{id}}"}"#.to_owned();
        let full = filled(text(), &[("token", "t"), ("id", "1")]);
        assert_eq!(full.as_deref(), Ok(r#"{"token":"t","path":"/1/1"}"#));
        assert!(filled(text(), &[("token", "t")]).unwrap_err().contains("{{id}}"));
        assert!(
            filled(text(), &[("token", "t"), ("id", "1"), ("user", "u")])
                .unwrap_err()
                .contains("{{user}}")
        );
    }
}
