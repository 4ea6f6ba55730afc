//! The requests in `events/`, as API Gateway hands them to a function.

use std::collections::BTreeSet;

use serde_json::{Value, json};

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

/// The names of a function's events: `orders`, and all that begin with `orders-` and not with the
/// longer name of another function. In order.
pub(crate) fn of_function(workspace: &Workspace, function: &str) -> Result<Vec<String>, Failure> {
    let mut own = all(workspace)?;
    own.retain(|name| owner(name, &workspace.functions) == Some(function));
    Ok(own)
}

/// The names of all events, in order.
pub(crate) fn all(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let folder = workspace.root.join("events");
    let files = std::fs::read_dir(&folder).map_err(|error| Failure::said(format!("events: {error}")))?;
    let names = files.flatten().filter_map(|file| file.file_name().into_string().ok());
    let names = names.filter_map(|name| name.strip_suffix(".json").map(ToOwned::to_owned));
    let mut all: Vec<String> = names.collect();
    all.sort_unstable();
    Ok(all)
}

/// The placeholders of an event's file, each once.
pub(crate) fn placeholders(workspace: &Workspace, name: &str) -> Result<Vec<String>, Failure> {
    let path = workspace.root.join("events").join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).map_err(|error| Failure::said(format!("events/{name}.json: {error}")))?;
    Ok(named(&text).into_iter().map(str::to_owned).collect())
}

fn named(text: &str) -> BTreeSet<&str> {
    let openings = text.split("{{").skip(1);
    openings
        .filter_map(|rest| rest.split_once("}}").map(|(name, _)| name))
        .collect()
}

/// The function whose event this is: the longest name that it begins with.
fn owner<'a>(event: &str, functions: &'a [String]) -> Option<&'a str> {
    let is_of = |function: &&String| match event.strip_prefix(function.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with('-'),
        None => false,
    };
    let owner = functions.iter().filter(is_of).max_by_key(|function| function.len());
    owner.map(String::as_str)
}

/// The event of a file, filled with those of `values` that it has a placeholder for.
pub(crate) fn filled_as_needed(workspace: &Workspace, name: &str, values: &[(&str, &str)]) -> Result<Value, Failure> {
    let path = workspace.root.join("events").join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).map_err(|error| Failure::said(format!("events/{name}.json: {error}")))?;
    let is_needed = |(placeholder, _): &&(&str, &str)| text.contains(&format!("{{{{{placeholder}}}}}"));
    let values: Vec<(&str, &str)> = values.iter().filter(is_needed).copied().collect();
    event(workspace, name, &values)
}

/// A request as API Gateway hands it to a function, payload 2.0.
pub(crate) fn request(method: &str, path: &str, bearer: Option<&str>, body: Option<&Value>) -> Value {
    let mut headers = json!({ "host": "app.example", "user-agent": "curl/8.5.0" });
    if let Some(bearer) = bearer {
        headers["authorization"] = format!("Bearer {bearer}").into();
    }
    if body.is_some() {
        headers["content-type"] = "application/json".into();
    }
    json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "app.example",
            "domainPrefix": "app",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": format!("{method} {path}"),
            "stage": "$default",
            "time": "21/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1_795_262_400_000_u64,
        },
        "isBase64Encoded": false,
        "body": body.map(Value::to_string),
    })
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
    use super::{filled, owner};

    #[test]
    fn an_event_is_that_of_the_longest_name_that_it_begins_with() {
        let functions = ["orders", "orders-archive", "order"].map(String::from);
        for (event, function) in [
            ("orders", Some("orders")),
            ("orders-no-token", Some("orders")),
            ("orders-archive-list", Some("orders-archive")),
            ("orderly", None),
            ("session-me", None),
        ] {
            assert_eq!(owner(event, &functions), function, "{event}");
        }
    }

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
