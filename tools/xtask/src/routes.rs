//! The routes: in `template.yaml` for API Gateway, and in `Cargo.toml` for the local server.

use std::collections::BTreeSet;

use sam_template::{Route, Template};
use serde_json::Value;

/// Every difference between the two, one line each; none if they agree.
pub(crate) fn differences(template: &str, watch_router: &Value) -> Result<Vec<String>, String> {
    let deployed = Template::parse(template)
        .and_then(|template| template.routes())
        .map_err(|error| error.to_string())?;
    if deployed.is_empty() {
        return Err("template.yaml has no route".into());
    }
    let local = of_watch_router(watch_router)?;
    let only_deployed = deployed
        .difference(&local)
        .map(|route| format!("only in template.yaml: {route}"));
    let only_local = local
        .difference(&deployed)
        .map(|route| format!("only in Cargo.toml: {route}"));
    Ok(only_deployed.chain(only_local).collect())
}

/// The routes of the table `[workspace.metadata.lambda.watch.router]`.
pub(crate) fn of_watch_router(table: &Value) -> Result<BTreeSet<Route>, String> {
    let unreadable = || "Cargo.toml: [workspace.metadata.lambda.watch.router] is missing or of another form".to_owned();
    let mut routes = BTreeSet::new();
    for (path, targets) in table.as_object().ok_or_else(unreadable)? {
        for target in targets.as_array().ok_or_else(unreadable)? {
            let text = |name: &str| target[name].as_str().map(ToOwned::to_owned).ok_or_else(unreadable);
            routes.insert(Route {
                method: text("method")?,
                path: path.clone(),
                function: text("function")?,
            });
        }
    }
    Ok(routes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEMPLATE: &str = "\
Resources:
  ListFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: list}}
    Properties:
      Events:
        Read: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: '/a/{id}', Method: GET}}
        Write: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /a, Method: POST}}
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
    fn a_template_or_a_router_without_routes_is_an_error() {
        assert!(differences("Resources: {}\n", &router()).is_err());
        assert!(differences(TEMPLATE, &Value::Null).is_err());
        assert!(differences(&TEMPLATE.replace("Method: GET", "Methud: GET"), &router()).is_err());
    }
}
