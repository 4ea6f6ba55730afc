//! The routes, and the choice of one for a request.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use sam_template::Route;

/// The routes of an API.
#[derive(Debug, Default)]
pub(crate) struct RouteTable(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    route: Route,
    parts: Vec<Part>,
}

/// One part of a route's path, in the order of precedence: the more specific one first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Literal(String),
    Parameter(String),
    /// `{proxy+}`: this part and all that follow.
    Greedy(String),
}

/// The route of a request.
#[derive(Debug, PartialEq)]
pub(crate) struct Matched {
    /// `GET /api/products/{id}`.
    pub(crate) route_key: String,
    pub(crate) function: String,
    pub(crate) path_parameters: BTreeMap<String, String>,
}

/// No route takes the request.
#[derive(Debug, PartialEq)]
pub(crate) enum Unmatched {
    Path,
    /// The path takes other methods.
    Method(BTreeSet<String>),
}

impl RouteTable {
    pub(crate) fn new(routes: impl IntoIterator<Item = Route>) -> Self {
        let entries = routes.into_iter().map(|route| Entry {
            parts: segments(&route.path).map(Part::parse).collect(),
            route,
        });
        Self(entries.collect())
    }

    /// Every route as `GET /path`.
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|entry| key(&entry.route))
    }

    /// The most specific route of a path as it was sent, percent-encoded: a `/` that was sent as `%2F`
    /// parts nothing.
    pub(crate) fn find(&self, method: &str, path: &str) -> Result<Matched, Unmatched> {
        let segments: Vec<String> = segments(path).map(decoded).collect();
        let mut methods = BTreeSet::new();
        let mut best: Option<(&Entry, BTreeMap<String, String>)> = None;
        for entry in &self.0 {
            let Some(parameters) = entry.parameters(&segments) else {
                continue;
            };
            methods.insert(entry.route.method.clone());
            let is_better = best
                .as_ref()
                .is_none_or(|(known, _)| entry.precedence(known) == Ordering::Less);
            if entry.route.method == method && is_better {
                best = Some((entry, parameters));
            }
        }
        match best {
            Some((entry, path_parameters)) => Ok(Matched {
                route_key: key(&entry.route),
                function: entry.route.function.clone(),
                path_parameters,
            }),
            None if methods.is_empty() => Err(Unmatched::Path),
            None => Err(Unmatched::Method(methods)),
        }
    }
}

impl Entry {
    fn parameters(&self, segments: &[String]) -> Option<BTreeMap<String, String>> {
        let mut parameters = BTreeMap::new();
        let mut rest = segments;
        for part in &self.parts {
            let (first, others) = rest.split_first()?;
            match part {
                Part::Literal(text) if text == first => {}
                Part::Parameter(name) if !first.is_empty() => {
                    parameters.insert(name.clone(), first.clone());
                }
                Part::Greedy(name) => {
                    parameters.insert(name.clone(), rest.join("/"));
                    return Some(parameters);
                }
                Part::Literal(_) | Part::Parameter(_) => return None,
            }
            rest = others;
        }
        rest.is_empty().then_some(parameters)
    }

    fn precedence(&self, other: &Self) -> Ordering {
        let rank = |part: &Part| match part {
            Part::Literal(_) => 0,
            Part::Parameter(_) => 1,
            Part::Greedy(_) => 2,
        };
        self.parts.iter().map(rank).cmp(other.parts.iter().map(rank))
    }
}

impl Part {
    fn parse(text: &str) -> Self {
        let Some(name) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
            return Self::Literal(text.to_owned());
        };
        match name.strip_suffix('+') {
            Some(name) => Self::Greedy(name.to_owned()),
            None => Self::Parameter(name.to_owned()),
        }
    }
}

/// A path as API Gateway hands it over: decoded once.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

fn key(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(keys: &[&str]) -> RouteTable {
        RouteTable::new(keys.iter().map(|key| {
            let (method, path) = key.split_once(' ').unwrap();
            Route {
                method: method.into(),
                path: path.into(),
                function: "f".into(),
            }
        }))
    }

    /// Key and parameters, as in `GET /a/{id} id=1`.
    fn found(table: &RouteTable, method: &str, path: &str) -> String {
        match table.find(method, path) {
            Ok(matched) => {
                let parameters = matched.path_parameters.into_iter();
                parameters.fold(matched.route_key, |text, (name, value)| {
                    text + " " + &name + "=" + &value
                })
            }
            Err(Unmatched::Path) => "no path".into(),
            Err(Unmatched::Method(methods)) => methods.into_iter().collect::<Vec<_>>().join(","),
        }
    }

    #[test]
    fn the_most_specific_route_is_taken() {
        let routes = [
            "GET /a/{proxy+}",
            "GET /a/{id}",
            "GET /a/list",
            "GET /a/{id}/lines",
            "POST /a/{proxy+}",
            "GET /",
        ];
        for routes in [routes.to_vec(), routes.iter().rev().copied().collect()] {
            let table = table(&routes);
            for (path, expected) in [
                ("/a/list", "GET /a/list"),
                ("/a/7", "GET /a/{id} id=7"),
                ("/a/7/lines", "GET /a/{id}/lines id=7"),
                ("/a/7/other", "GET /a/{proxy+} proxy=7/other"),
                ("/", "GET /"),
                ("/a", "no path"),
                ("/a/list/", "GET /a/{proxy+} proxy=list/"),
                ("/A/list", "no path"),
            ] {
                assert_eq!(found(&table, "GET", path), expected, "{path}");
            }
            assert_eq!(found(&table, "POST", "/a/list"), "POST /a/{proxy+} proxy=list");
        }
    }

    #[test]
    fn a_parameter_is_decoded_and_one_segment() {
        let table = table(&["GET /a/{id}", "PUT /a/{id}"]);
        assert_eq!(
            found(&table, "GET", "/a/..%2F..%2Fhealth%3Fx=%20%23y"),
            "GET /a/{id} id=../../health?x= #y"
        );
        assert_eq!(found(&table, "GET", "/a/%C3%BC"), "GET /a/{id} id=ü");
        assert_eq!(found(&table, "GET", "/a/"), "no path");
        assert_eq!(found(&table, "GET", "/a/1/"), "no path");
        assert_eq!(found(&table, "POST", "/a/1"), "GET,PUT");
        assert_eq!(found(&table, "HEAD", "/a/1"), "GET,PUT");
    }
}
