//! Types of `web/client.js`: openapi-typescript makes them from the document of the API, and TypeScript's
//! compiler takes and refuses calls by them.

mod calls;
mod compiler;
mod pages;

use std::fs;

use crate::cargo::Workspace;
use crate::console::say;
use crate::edit;
use crate::failure::Failure;
use crate::node::{self, Package};
use crate::openapi::DOCUMENT;
use crate::steps::Steps;
use crate::tools::unwritable;
use compiler::Compiler;

/// Makes `web/client.d.ts` from `docs/openapi.json`, or says why it does not: that needs Node.
pub(crate) fn write(workspace: &Workspace) -> Result<(), Failure> {
    if let Some(reason) = node::is_missing(node::OLDEST_NODE) {
        say(format!("{TYPES} was not made: {reason}"));
        return Ok(());
    }
    let path = workspace.root.join(TYPES);
    let types = made(workspace, &install(workspace)?)?;
    fs::write(&path, types).map_err(|error| unwritable(&path, &error))?;
    say(format!("written into {TYPES}"));
    Ok(())
}

/// Compares what is committed with what would be made, and compiles calls with it.
pub(crate) fn check(steps: &mut Steps<'_>, is_required: bool) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.with_node(NAME, is_required, || {
        let package = install(workspace)?;
        let committed = edit::read(workspace, TYPES)?.replace("\r\n", "\n");
        if committed != made(workspace, &package)? {
            return Err(Failure::said(format!(
                "{TYPES} is not what {DOCUMENT} and {SOURCE} make; run cargo xtask openapi, and commit what it writes"
            )));
        }
        let compiler = Compiler::with(workspace, &package, &committed)?;
        Ok([calls::check(&compiler)?, pages::check(&compiler)?].join(", "))
    })
}

fn install(workspace: &Workspace) -> Result<Package, Failure> {
    Package::install(workspace, "api-types", SOURCE)
}

fn made(workspace: &Workspace, package: &Package) -> Result<String, Failure> {
    let mut node = package.node(&["client.mjs", "client.tail.d.ts"])?;
    let output = node.arg(workspace.root.join(DOCUMENT)).output();
    let output = output.map_err(|error| Failure::said(format!("Node cannot be started: {error}")))?;
    if output.status.success() {
        // Where git writes lines as Windows does, a part of it has them.
        return Ok(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::said(format!("{TYPES} cannot be made: {said}")))
}

const NAME: &str = "types of web/client.js";
const TYPES: &str = "web/client.d.ts";
const SOURCE: &str = "tools/xtask/types";
