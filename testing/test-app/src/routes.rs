//! The routes as the local gateway is told them.

use axum::Router;

use crate::Event;

/// The `expected` routes in the code of `function` are those that the local gateway, and so the template,
/// sends to it, and its router takes every one, and answers it with the headers that all answers have.
pub async fn assert_routes(function: &str, router: &Router, expected: &[(&str, &str)]) {
    let mut ours: Vec<(String, String)> = expected
        .iter()
        .map(|(method, path)| ((*method).into(), (*path).into()))
        .collect();
    ours.sort();
    assert_eq!(local_routes(function), ours);
    for (method, path) in expected {
        let response = Event::new(method, &path.replace("{id}", "1")).send(router).await;
        assert!(
            !["no_such_path", "method_not_allowed"].contains(&response.code()),
            "{method} {path}"
        );
        response.assert_common_headers(path);
    }
}

/// Method and path of every route that the workspace's `Cargo.toml` gives to `function`, sorted.
pub fn local_routes(function: &str) -> Vec<(String, String)> {
    let manifest = include_str!("../../../Cargo.toml");
    let manifest: toml::Table = manifest.parse().expect("cargo has read it too");
    let table = ["workspace", "metadata", "lambda", "watch", "router"]
        .iter()
        .try_fold(&manifest, |table, name| table.get(*name)?.as_table())
        .expect("the workspace has a table of routes");
    let mut routes = Vec::new();
    for (path, methods) in table {
        for method in methods.as_array().into_iter().flatten() {
            if method["function"].as_str() == Some(function) {
                let method = method["method"].as_str().expect("every route has a method");
                routes.push((method.to_owned(), path.clone()));
            }
        }
    }
    routes.sort();
    routes
}
