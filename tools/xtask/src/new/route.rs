//! A route as it is given: `"GET /api/orders/{id}"`.

use std::collections::BTreeSet;
use std::fmt;

#[derive(Debug, PartialEq)]
pub(crate) struct Route {
    pub(crate) method: String,
    pub(crate) path: String,
}

impl Route {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let malformed = || {
            format!(
                "{text:?} is no route: one of {}, a space and a path such as /api/orders/{{id}}",
                METHODS.join(", ")
            )
        };
        let (method, path) = text.split_once(' ').ok_or_else(malformed)?;
        let parts = path.strip_prefix('/').ok_or_else(malformed)?;
        let parameters: Vec<&str> = parts.split('/').filter_map(parameter).collect();
        let is_unique = parameters.iter().collect::<BTreeSet<_>>().len() == parameters.len();
        if METHODS.contains(&method) && parts.split('/').all(is_part) && is_unique {
            return Ok(Self {
                method: method.to_owned(),
                path: path.to_owned(),
            });
        }
        Err(malformed())
    }

    /// Whether API Gateway could not tell the two apart: parameters may be called differently.
    pub(crate) fn is_same(&self, method: &str, path: &str) -> bool {
        let blank = |part| parameter(part).map_or(part, |_| "{}");
        self.method == method && self.path.split('/').map(blank).eq(path.split('/').map(blank))
    }

    /// The names of the path's parameters.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(parameter)
    }

    /// The path with a value for each parameter.
    pub(crate) fn concrete(&self) -> String {
        crate::e2e::generic::concrete(&self.path)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}

/// What may stand between two slashes: unreserved characters (RFC 3986, section 2.3), or a parameter.
fn is_part(part: &str) -> bool {
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    match parameter(part) {
        Some(name) => {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        }
        None => !part.is_empty() && part != "." && part != ".." && is_plain(part),
    }
}

fn parameter(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_a_method_and_a_path() {
        for good in [
            "GET /api/orders",
            "DELETE /api/orders/{id}/lines/{line_2}",
            "PATCH /.well-known/x.json",
        ] {
            assert_eq!(Route::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "GET",
            "/api/orders",
            "get /a",
            "ANY /a",
            "HEAD /a",
            "GET a",
            "GET /",
            "GET /a/",
            "GET //a",
            "GET /a b",
            "GET /a?b",
            "GET /{}",
            "GET /{1}",
            "GET /{a+}",
            "GET /a{b}",
            "GET /{a}/{a}",
            "GET  /a",
            "GET /ä",
            "GET /..",
            "GET /\"a",
            "GET /a\n",
        ] {
            assert!(Route::parse(bad).unwrap_err().contains("is no route"), "{bad}");
        }
    }

    #[test]
    fn a_parameter_by_another_name_is_no_other_route() {
        let route = Route::parse("GET /api/products/{sku}").unwrap();
        assert!(route.is_same("GET", "/api/products/{id}"));
        assert!(!route.is_same("POST", "/api/products/{id}"));
        assert!(!route.is_same("GET", "/api/products/id"));
        assert!(!route.is_same("GET", "/api/products/{id}/x"));
    }
}
