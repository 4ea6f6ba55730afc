//! `cargo xtask openapi`: `docs/openapi.json`, printed by a program that links every function, and what is
//! made from it.

pub(crate) mod examples;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use sam_template::{Route, Template};
use serde_json::Value;

use crate::api_types;
use crate::arguments::OpenapiOptions;
use crate::cargo::Workspace;
use crate::console::say;
use crate::e2e::local_server;
use crate::edit;
use crate::failure::Failure;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::Steps;
use crate::tools::unwritable;

/// Writes the document, its examples too where that is asked for.
pub(crate) fn run(workspace: &Workspace, options: &OpenapiOptions) -> Result<(), Failure> {
    if options.examples {
        record(workspace)?;
    }
    write(workspace)
}

fn record(workspace: &Workspace) -> Result<(), Failure> {
    let finished = process::run_shown("cargo", workspace.build())?;
    if !finished.succeeded {
        return Err(Failure::said(
            "the functions do not compile; the compiler says above where",
        ));
    }
    let log = |name: &str| process::log_file(&workspace.scratch().join("log").join(name));
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, log("stand-in-of-examples.log")?)?;
    let mut server = local_server::gateway(workspace, &stand_in, log("gateway-of-examples.log")?)?;
    server.first_answer("/health", &[])?;
    examples::write(workspace, &server.url, &stand_in)?;
    say(format!("written into {}", examples::EXAMPLES));
    Ok(())
}

/// Writes the document anew, and the types of `web/client.js`.
pub(crate) fn write(workspace: &Workspace) -> Result<(), Failure> {
    let path = workspace.root.join(DOCUMENT);
    let document = made(workspace)?;
    fs::write(&path, document).map_err(|error| unwritable(&path, &error))?;
    say(format!("written into {DOCUMENT}"));
    api_types::write(workspace)
}

/// Compares the document with the code, and its routes with those of the template.
pub(crate) fn check(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let read = || edit::read(workspace, DOCUMENT).map(|text| text.replace("\r\n", "\n"));
    steps.step("docs/openapi.json, as the code makes it", || {
        if read()? == made(workspace)? {
            return Ok(String::new());
        }
        Err(Failure::said(format!(
            "{DOCUMENT} is not what the code makes; run cargo xtask openapi, and commit what it writes"
        )))
    })?;
    steps.step("docs/openapi.json, routes of the template", || {
        let template = edit::read(workspace, "template.yaml")?;
        let deployed = Template::parse(&template).and_then(|template| template.routes());
        let deployed = deployed.map_err(|error| Failure::said(error.to_string()))?;
        let differences = differences(&deployed, &read()?)?;
        if differences.is_empty() {
            return Ok(format!("{} routes", deployed.len()));
        }
        Err(Failure::said(differences.join("\n")))
    })
}

/// The document as the code makes it.
fn made(workspace: &Workspace) -> Result<String, Failure> {
    let log = workspace.scratch().join("log").join("openapi.log");
    // All members are selected, as by every other build, so that nothing is built twice.
    let features = &workspace.local_features;
    let build = workspace.cargo(&["build", "--features", features, "--bin", PROGRAM]);
    let finished = process::run_quiet("cargo", build, &log)?;
    if !finished.succeeded {
        return Err(Failure::said(finished.output));
    }
    let output = Command::new(workspace.built(PROGRAM)).output();
    let output = output.map_err(|error| Failure::said(format!("{PROGRAM} cannot be started: {error}")))?;
    let (document, said) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    if output.status.success() {
        Ok(document.into_owned())
    } else {
        Err(Failure::said(said.trim_end()))
    }
}

/// Every difference between the routes of the two, one line each. A route's tag is its function.
fn differences(deployed: &BTreeSet<Route>, document: &str) -> Result<Vec<String>, Failure> {
    let document: Value = serde_json::from_str(document)
        .map_err(|error| Failure::said(format!("{DOCUMENT} cannot be read ({error}); run cargo xtask openapi")))?;
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            described.insert(Route {
                method: method.to_uppercase(),
                path: path.clone(),
                function: operation["tags"][0].as_str().unwrap_or_default().to_owned(),
            });
        }
    }
    let missing = deployed.difference(&described).map(|route| {
        format!(
            "{DOCUMENT} lacks {route}: describe its handler, and name it in the ApiDoc of {}",
            route.function
        )
    });
    let unknown = described
        .difference(deployed)
        .map(|route| format!("{DOCUMENT} has {route}, and template.yaml has not"));
    Ok(missing.chain(unknown).collect())
}

pub(crate) const DOCUMENT: &str = "docs/openapi.json";
const PROGRAM: &str = "openapi";

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &str, path: &str, function: &str) -> Route {
        Route {
            method: method.into(),
            path: path.into(),
            function: function.into(),
        }
    }

    #[test]
    fn a_route_that_is_missing_or_of_another_function_is_named() {
        let deployed = [route("GET", "/a", "one"), route("PUT", "/a", "one")];
        let document =
            r#"{"paths":{"/a":{"get":{"tags":["one"]},"put":{"tags":["two"]}},"/b":{"post":{"tags":["one"]}}}}"#;
        let found = differences(&BTreeSet::from(deployed.clone()), document).unwrap();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("lacks PUT /a → one") && found[0].ends_with("the ApiDoc of one"));
        for unknown in ["has POST /b → one", "has PUT /a → two"] {
            assert!(found.iter().any(|line| line.contains(unknown)), "{found:?}");
        }
        let right = r#"{"paths":{"/a":{"get":{"tags":["one"]},"put":{"tags":["one"]}}}}"#;
        assert!(differences(&BTreeSet::from(deployed), right).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_document_says_so() {
        assert!(differences(&BTreeSet::new(), "<html>").is_err());
    }
}
