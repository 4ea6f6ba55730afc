//! `cargo xtask fuzz`: far more cases of the property tests than `cargo test` has time for.

use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::graphql_js;
use crate::node;
use crate::process;
use crate::steps;

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let tokens = workspace.cargo(&["test", "--package", "verify", "--test", "it", "token_properties"]);
    hold(tokens, TOKENS)?;
    if !workspace.has("product-proxy") {
        steps::skip("documents", "there is no product-proxy");
        return Ok(());
    }
    let documents = match node::is_missing(node::OLDEST_NODE) {
        None => graphql_js::test(workspace)?,
        Some(reason) => {
            steps::skip("documents as graphql-js reads them", &reason);
            workspace.cargo(&["test", "--package", "product-proxy", "--test", "it", "printed::"])
        }
    };
    hold(documents, DOCUMENTS)
}

fn hold(mut tests: Command, cases: &str) -> Result<(), Failure> {
    tests.env("PROPTEST_CASES", cases);
    if process::run_shown("cargo", tests)?.succeeded {
        return Ok(());
    }
    Err(Failure::said(
        "a property does not hold; the case is shown above, make it a test of its own",
    ))
}

/// Of each of the eight properties: a million in all.
const TOKENS: &str = "125000";
/// Generated, as many damaged, and as many of either for both parsers.
const DOCUMENTS: &str = "100000";
