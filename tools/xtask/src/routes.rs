//! The routes: in `template.yaml` for API Gateway, and in `Cargo.toml` for the local server.

use std::collections::BTreeSet;

use serde_json::Value;

/// `METHOD path → function`.
type Routes = BTreeSet<String>;

/// Every difference between the two, one line each; none if they agree.
pub(crate) fn differences(template: &str, watch_router: &Value) -> Result<Vec<String>, String> {
    let deployed = of_template(template)?;
    let local = of_watch_router(watch_router)?;
    let only_deployed = deployed
        .difference(&local)
        .map(|route| format!("only in template.yaml: {route}"));
    let only_local = local
        .difference(&deployed)
        .map(|route| format!("only in Cargo.toml: {route}"));
    Ok(only_deployed.chain(only_local).collect())
}

/// The events of type `HttpApi`. The template is read by its indentation, which cfn-lint has
/// found to be proper YAML; an event that is written in another form than ours is an error.
fn of_template(template: &str) -> Result<Routes, String> {
    let mut routes = Routes::new();
    let mut function = None;
    let mut lines = template.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        if indentation(line) == 2 {
            function = None;
        }
        if let Some(name) = line.trim().strip_prefix("Binary: ") {
            function = Some(name);
        }
        if line.trim() != "Type: HttpApi" {
            continue;
        }
        let depth = indentation(line);
        let (mut path, mut method) = (None, None);
        while let Some((_, line)) = lines.next_if(|(_, line)| indentation(line) >= depth) {
            match line.trim().split_once(": ") {
                Some(("Path", value)) => path = Some(value),
                Some(("Method", value)) if METHODS.contains(&value) => method = Some(value),
                Some(("ApiId" | "PayloadFormatVersion", _)) => {}
                None if line.trim() == "Properties:" => {}
                _ => return Err(format!("template.yaml: unexpected in an event: {}", line.trim())),
            }
        }
        let (Some(function), Some(path), Some(method)) = (function, path, method) else {
            return Err(format!(
                "template.yaml: the event at line {} has no Path or Method, or no Binary above it",
                index + 1
            ));
        };
        if !routes.insert(route(method, path, function)) {
            return Err(format!("template.yaml: {method} {path} stands there twice"));
        }
    }
    if routes.is_empty() {
        return Err("template.yaml has no route".into());
    }
    Ok(routes)
}

fn of_watch_router(table: &Value) -> Result<Routes, String> {
    let unreadable = || "Cargo.toml: [workspace.metadata.lambda.watch.router] is missing or of another form".to_owned();
    let mut routes = Routes::new();
    for (path, targets) in table.as_object().ok_or_else(unreadable)? {
        for target in targets.as_array().ok_or_else(unreadable)? {
            let method = target["method"].as_str().ok_or_else(unreadable)?;
            let function = target["function"].as_str().ok_or_else(unreadable)?;
            routes.insert(route(method, path, function));
        }
    }
    Ok(routes)
}

fn route(method: &str, path: &str, function: &str) -> String {
    format!("{method} {path} → {function}")
}

/// The number of leading spaces; an empty line belongs to what precedes it.
fn indentation(line: &str) -> usize {
    if line.trim().is_empty() {
        return 0;
    }
    line.len() - line.trim_start().len()
}

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEMPLATE: &str = "\
Resources:
  ListFunction:
    Metadata:
      BuildProperties:
        Binary: list
    Properties:
      Events:
        Read:
          Type: HttpApi
          Properties:
            ApiId: !Ref Api
            Path: /a/{id}
            Method: GET
            PayloadFormatVersion: \"2.0\"
        Write:
          Type: HttpApi
          Properties:
            ApiId: !Ref Api
            Path: /a
            Method: POST

  LogGroup:
    Type: AWS::Logs::LogGroup
";

    fn router() -> Value {
        json!({
            "/a/{id}": [{ "method": "GET", "function": "list" }],
            "/a": [{ "method": "POST", "function": "list" }],
        })
    }

    #[test]
    fn the_same_routes_in_another_order_agree() {
        assert_eq!(differences(TEMPLATE, &router()), Ok(vec![]));
    }

    #[test]
    fn a_route_on_one_side_only_is_named_with_its_side() {
        let mut router = router();
        router["/b"] = json!([{ "method": "GET", "function": "list" }]);
        router["/a"] = json!([{ "method": "POST", "function": "other" }]);
        let expected = [
            "only in template.yaml: POST /a → list",
            "only in Cargo.toml: GET /b → list",
            "only in Cargo.toml: POST /a → other",
        ];
        assert_eq!(differences(TEMPLATE, &router).unwrap(), expected);
    }

    #[test]
    fn a_misspelt_event_is_an_error_and_not_a_missing_route() {
        for (right, wrong) in [
            ("Method: GET", "Methud: GET"),
            ("Method: GET", "Method: GTE"),
            ("            Path: /a\n", ""),
            (
                "Path: /a/{id}\n            Method: GET",
                "Path: /a\n            Method: POST",
            ),
            ("        Binary: list\n", ""),
        ] {
            let template = TEMPLATE.replace(right, wrong);
            assert!(differences(&template, &router()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_template_or_a_router_without_routes_is_an_error() {
        assert!(differences("Resources:\n", &router()).is_err());
        assert!(differences(TEMPLATE, &Value::Null).is_err());
    }
}
