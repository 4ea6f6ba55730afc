//! graphql-js for the tests of `product-proxy`: how the language's reference implementation reads
//! what the function sends.

use std::process::Command;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::node::Package;

/// The test that compares documents, with graphql-js handed over. Node must be there.
pub(crate) fn test(workspace: &Workspace) -> Result<Command, Failure> {
    let package = Package::install(workspace, "graphql-js", SOURCE)?;
    let mut test = workspace.cargo(&["test", "--package", "product-proxy", "--test", "it", "printed::"]);
    test.env(FOLDER, package.folder_with("compare.mjs")?);
    Ok(test)
}

const SOURCE: &str = "functions/product-proxy/tests/graphql-js";
/// Variable that the test reads.
const FOLDER: &str = "GRAPHQL_JS_FOLDER";
