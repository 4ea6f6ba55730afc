//! The routes of a template: every event of type `HttpApi`.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::{Function, METHODS, Template, TemplateError};

/// A route of an HTTP API and the function that answers it. Its order is that of its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The method, in capitals.
    pub method: String,
    /// The path, with `{parameters}`.
    pub path: String,
    /// The name of the function's package.
    pub function: String,
}

impl Template {
    /// The routes, each once.
    pub fn routes(&self) -> Result<BTreeSet<Route>, TemplateError> {
        let mut routes = BTreeSet::new();
        for function in self.functions()? {
            for route in of_function(&function)? {
                let shown = format!("{} {}", route.method, route.path);
                let is_known = routes
                    .iter()
                    .any(|known: &Route| (&known.method, &known.path) == (&route.method, &route.path));
                if is_known {
                    return Err(TemplateError::Twice(shown));
                }
                routes.insert(route);
            }
        }
        Ok(routes)
    }
}

fn of_function(function: &Function<'_>) -> Result<Vec<Route>, TemplateError> {
    let events = function.resource["Properties"]["Events"]
        .as_object()
        .into_iter()
        .flatten();
    let of_api = events.filter(|(_, event)| event["Type"] == "HttpApi");
    let routes = of_api.map(|(name, event)| {
        route(&event["Properties"], function.binary).ok_or_else(|| TemplateError::Event {
            function: function.logical_id.to_owned(),
            event: name.clone(),
        })
    });
    routes.collect()
}

/// A misspelt `Methud` is no route: SAM would take its absence for `ANY` or `$default`.
fn route(properties: &Value, function: &str) -> Option<Route> {
    let known = ["ApiId", "Path", "Method", "PayloadFormatVersion"];
    let is_known = |name: &String| known.contains(&name.as_str());
    let method = properties["Method"]
        .as_str()
        .filter(|method| METHODS.contains(method))?;
    let path = properties["Path"].as_str().filter(|path| path.starts_with('/'))?;
    properties.as_object()?.keys().all(is_known).then(|| Route {
        method: method.to_owned(),
        path: path.to_owned(),
        function: function.to_owned(),
    })
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} → {}", self.method, self.path, self.function)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
Resources:
  ListFunction:
    Type: AWS::Serverless::Function
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
        Write: {Type: HttpApi, Properties: {Method: POST, Path: /a, ApiId: !Ref Api}}
        Nightly:
          Type: Schedule
  LogGroup:
    Type: AWS::Logs::LogGroup
";

    fn routes(template: &str) -> Result<Vec<String>, TemplateError> {
        let routes = Template::parse(template)?.routes()?;
        Ok(routes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_events_of_an_http_api_are_routes() {
        assert_eq!(routes(TEMPLATE).unwrap(), ["GET /a/{id} → list", "POST /a → list"]);
        assert_eq!(routes("Resources: {}").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_misspelt_event_is_an_error_and_not_a_missing_route() {
        for (right, wrong) in [
            ("Method: GET", "Methud: GET"),
            ("Method: GET", "Method: GTE"),
            ("Method: GET", "Method: GET\n            Auth: x"),
            (", Path: /a", ""),
            (
                "Path: /a/{id}\n            Method: GET",
                "Path: /a\n            Method: POST",
            ),
            ("        Binary: list\n", "        Other: list\n"),
        ] {
            let template = TEMPLATE.replace(right, wrong);
            assert_ne!(template, TEMPLATE, "{wrong:?}");
            assert!(routes(&template).is_err(), "{wrong:?}");
        }
    }
}
