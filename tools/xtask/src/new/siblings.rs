//! The part of the template that `new` writes, held key by key against a function that came with
//! the project: whatever is added to that one later must be added to `made/resource.yaml` too.

use sam_template::Template;
use serde_json::{Map, Value};

use super::name::pascal_case;
use super::package::Package;
use super::route::Route;
use crate::edit::template;

#[test]
fn the_log_group_of_a_made_function_is_written_like_any() {
    for calls_erp in [false, true] {
        assert_eq!(made(calls_erp)["LogGroup"], written("connect-tenant")["LogGroup"]);
    }
}

// <session>
#[test]
fn a_made_function_is_written_like_session() {
    assert_eq!(made(false), written("session"));
}
// </session>

// <product-proxy>
#[test]
fn a_made_function_that_calls_the_erp_is_written_like_product_proxy() {
    let mut sibling = written("product-proxy");
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/src");
    let everybodys = crate::variables::read_below(shared.as_ref());
    let variables = &mut sibling["Function"]["Properties"]["Environment"]["Variables"];
    let variables = variables.as_object_mut().expect("it has variables of its own");
    variables.retain(|name, _| everybodys.contains(name));
    assert_eq!(made(true), sibling);
}
// </product-proxy>

fn made(calls_erp: bool) -> Value {
    let route = Route::parse("PUT /api/my-orders/{id}").unwrap();
    let package = Package {
        name: "my-orders",
        route: &route,
        calls_erp,
    };
    let text = template::with_function(TEMPLATE, &package.resource(), "PUT").unwrap();
    part(&Template::parse(&text).unwrap(), "my-orders")
}

fn written(function: &str) -> Value {
    part(&Template::parse(TEMPLATE).unwrap(), function)
}

/// Every resource that is named after a function or names it, without what no two functions share.
fn part(template: &Template, function: &str) -> Value {
    let id = pascal_case(function);
    let own = [format!("{id}Function"), format!("{id}LogGroup")];
    let resources = template.as_json()["Resources"].as_object().unwrap();
    let mut part = Map::new();
    for (name, resource) in resources {
        let names_it = own.iter().any(|id| resource.to_string().contains(id));
        if name.starts_with(&id) || names_it {
            part.insert(name.replace(&id, ""), renamed(resource, &id, function));
        }
    }
    assert!(
        part.contains_key("Function") && part.contains_key("LogGroup"),
        "{part:?}"
    );
    let properties = part["Function"]["Properties"].as_object_mut().unwrap();
    let description = properties.remove("Description").unwrap();
    assert!(description.is_string(), "{description}");
    let events = properties["Events"].as_object().unwrap().values().cloned();
    let mut events: Vec<Value> = events.map(without_route).collect();
    events.dedup();
    properties["Events"] = events.into();
    part.into()
}

fn renamed(resource: &Value, id: &str, function: &str) -> Value {
    let text = resource.to_string().replace(id, "NAME").replace(function, "name");
    serde_json::from_str(&text).unwrap()
}

fn without_route(mut event: Value) -> Value {
    for own in ["Path", "Method"] {
        let properties = event["Properties"].as_object_mut().unwrap();
        assert!(properties.remove(own).is_some_and(|value| value.is_string()), "{own}");
    }
    event
}

const TEMPLATE: &str = include_str!("../../../../template.yaml");
