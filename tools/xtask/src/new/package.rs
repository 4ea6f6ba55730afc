//! The files of a function that is made, and its part of the template.

use serde_json::json;

use super::name::pascal_case;
use super::route::Route;
use crate::event;

pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    pub(crate) route: &'a Route,
    /// Whether its handler lists items of the caller's tenant.
    pub(crate) calls_erp: bool,
}

impl Package<'_> {
    /// The module of the handler.
    pub(crate) fn handler(&self) -> &'static str {
        if self.calls_erp { "items" } else { "caller" }
    }

    /// Path and text of every file of its own.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let (main, handler, test) = if self.calls_erp {
            (
                include_str!("made/src/main_with_erp.rs"),
                include_str!("made/src/items.rs"),
                include_str!("made/tests/items.rs"),
            )
        } else {
            (
                include_str!("made/src/main.rs"),
                include_str!("made/src/caller.rs"),
                include_str!("made/tests/caller.rs"),
            )
        };
        let handler_file = format!("src/{}.rs", self.handler());
        let sources = [
            ("Cargo.toml", include_str!("made/Cargo.toml.txt")),
            ("src/main.rs", main),
            ("src/lib.rs", include_str!("made/src/lib.rs")),
            (&handler_file, handler),
            ("tests/it/main.rs", test),
        ];
        let sources = sources.map(|(path, text)| (format!("functions/{}/{path}", self.name), self.filled(text)));
        let event = format!("events/{}.json", self.name);
        sources.into_iter().chain([(event, self.event())]).collect()
    }

    /// Its function and log group in the template.
    pub(crate) fn resource(&self) -> String {
        self.filled(include_str!("made/resource.yaml"))
    }

    pub(crate) fn changelog_line(&self) -> String {
        format!("- `{}`: `{}`.", self.name, self.route)
    }

    /// A request to the route with a session token.
    fn event(&self) -> String {
        let mut event = event::request(&self.route.method, &self.route.concrete(), None, None);
        event["routeKey"] = json!(self.route.to_string());
        event["requestContext"]["routeKey"] = json!(self.route.to_string());
        event["headers"]["x-session-token"] = json!("{{session-token}}");
        if let Some(members) = event.as_object_mut() {
            members.remove("body");
        }
        format!("{event:#}\n")
    }

    /// `GET /api/orders` as `GetApiOrders`.
    fn event_name(&self) -> String {
        pascal_case(&format!("{} {}", self.route.method.to_lowercase(), self.route.path))
    }

    fn filled(&self, text: &str) -> String {
        let (about, timeout, seconds, serde_json) = if self.calls_erp {
            (
                "the first items of the caller's tenant",
                WITH_ERP,
                "15",
                "serde_json.workspace = true\n",
            )
        } else {
            ("who is calling", TIMEOUT, "5", "")
        };
        let text = text.replace("{{timeout}}", timeout);
        let text = text.replace("{{seconds}}", seconds);
        let text = text.replace("{{serde_json}}", serde_json);
        let parameters: Vec<String> = self
            .route
            .parameters()
            .map(|name| format!("(\"{name}\" = String, Path)"))
            .collect();
        let params = if parameters.is_empty() {
            String::new()
        } else {
            format!("\n    params({}),", parameters.join(", "))
        };
        // What changes something is taken with a cookie from a page of the app only.
        let (uses, problems) = if self.route.method == "GET" {
            ("ProblemResponses", "Verified<TenantSession>")
        } else {
            (
                "{CookieOfChange, ProblemResponses}",
                "(Verified<TenantSession>, CookieOfChange)",
            )
        };
        let values = [
            ("{{params}}", params),
            ("{{uses}}", uses.to_owned()),
            ("{{problems}}", problems.to_owned()),
            ("{{operation}}", camel_case(self.name)),
            ("{{name}}", self.name.to_owned()),
            ("{{crate}}", self.name.replace('-', "_")),
            ("{{id}}", pascal_case(self.name)),
            ("{{event}}", self.event_name()),
            ("{{about}}", about.to_owned()),
            ("{{handler}}", self.handler().to_owned()),
            ("{{method}}", self.route.method.clone()),
            ("{{axum_method}}", self.route.method.to_lowercase()),
            ("{{path}}", self.route.path.clone()),
        ];
        let mut filled = text;
        for (placeholder, value) in values {
            filled = filled.replace(placeholder, &value);
        }
        filled
    }
}

/// `my-orders` as `myOrders`.
fn camel_case(name: &str) -> String {
    let pascal = pascal_case(name);
    pascal[..1].to_lowercase() + &pascal[1..]
}

const TIMEOUT: &str = "\
# Three hops of at most 2 s each, and the start.
      Timeout: 10";
const WITH_ERP: &str = "\
# The ERP is given the time that the other hops leave; API Gateway itself gives up after 30 s.
      Timeout: 25
      # It waits for the ERP more than it computes.
      MemorySize: 256
      Environment:
        Variables:
          ERP_CALLS_AS: !Ref ErpCallsAs";

#[cfg(test)]
mod tests {
    use sam_template::Template;

    use super::*;
    use crate::edit::template;

    #[test]
    fn its_route_is_one_of_the_template() {
        let template = Template::parse(&made(true)).unwrap();
        let routes = template.routes().unwrap();
        let own: Vec<String> = routes
            .iter()
            .map(ToString::to_string)
            .filter(|route| route.ends_with("my-orders"))
            .collect();
        assert_eq!(own, ["PUT /api/my-orders/{id} → my-orders"]);
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for calls_erp in [false, true] {
            let route = Route::parse("PUT /api/my-orders/{id}").unwrap();
            let package = Package {
                name: "my-orders",
                route: &route,
                calls_erp,
            };
            for (path, text) in package.files() {
                let left = text.replace("{{session-token}}", "");
                assert!(!left.contains("{{"), "{path}: {text}");
            }
        }
    }

    fn made(calls_erp: bool) -> String {
        let route = Route::parse("PUT /api/my-orders/{id}").unwrap();
        let package = Package {
            name: "my-orders",
            route: &route,
            calls_erp,
        };
        let text = include_str!("../../../../template.yaml");
        template::with_function(text, &package.resource(), "PUT").unwrap()
    }
}
