//! The tests of the front end in a real browser: `web/tests/*.test.js`, each file before a stand-in
//! and a gateway of its own.

mod chromium;
mod outcome;
mod pair;
mod pictures;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

use crate::arguments::{Requirement, TestOptions};
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::node::{self, Package};
use crate::steps::{self, Steps};
use crate::tools::unwritable;

pub(crate) use pictures::run as pictures;

/// Runs the tests, or says in a line why they are not run.
pub(crate) fn check(steps: &mut Steps<'_>, options: &TestOptions) -> Result<(), Failure> {
    let workspace = steps.workspace;
    if !options.only.is_empty() {
        steps::skip(NAME, "--only");
        return Ok(());
    }
    if let Some(reason) = has_no_front_end(workspace) {
        steps::skip(NAME, &reason);
        return Ok(());
    }
    let browser = match needs() {
        Ok(browser) => browser,
        Err(lack) if lack.needed.iter().any(|needed| options.requires(*needed)) => {
            return steps.step(NAME, || Err(Failure::said(lack.reason)));
        }
        Err(lack) => {
            steps::skip(NAME, &lack.reason);
            return Ok(());
        }
    };
    steps.program("debug build", build(workspace))?;
    let files = files(workspace)?;
    let react = Package::install(workspace, "react", REACT)?;
    let mut node = node(workspace, &browser, &files)?;
    // Two files at a time, since their pages mostly wait.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
        .args(files.iter().map(|file| format!("{TESTS}/{file}")))
        .env("REACT", react.folder());
    steps.judged(NAME, node, |finished| outcome::judged(finished, files.len()))
}

/// What this machine lacks.
struct Lack {
    needed: &'static [Requirement],
    reason: String,
}

/// The browser, where Node is there too.
fn needs() -> Result<PathBuf, Lack> {
    let browser = chromium::find().map_err(|reason| Lack {
        needed: &[Requirement::Browser],
        reason,
    })?;
    match node::is_missing(OLDEST_NODE) {
        None => Ok(browser),
        Some(reason) => Err(Lack {
            needed: &[Requirement::Browser, Requirement::Node],
            reason: format!("no Node: {reason}"),
        }),
    }
}

/// Returns why there is nothing to look at: the pages call these functions.
fn has_no_front_end(workspace: &Workspace) -> Option<String> {
    if !workspace.root.join(TESTS).is_dir() {
        return Some(format!("there is no {TESTS}"));
    }
    let gone = CALLED.iter().find(|function| !workspace.has(function))?;
    Some(format!("there is no {gone}"))
}

/// The programs that a browser talks to, and the one that shows the registry.
fn build(workspace: &Workspace) -> Command {
    let mut build = workspace.build();
    build.args(["--bin", "admin"]);
    build
}

/// `node`, told all that these files need to start servers and a browser.
fn node(workspace: &Workspace, browser: &Path, files: &[String]) -> Result<Command, Failure> {
    let packages = Package::install(workspace, "browser", TESTS)?;
    let results = workspace.scratch().join(RESULTS);
    let mut pairs = Map::new();
    for file in files {
        let folder = results.join(file);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        pairs.insert(file.clone(), pair::described(workspace, &folder)?);
    }
    let mut node = node::program();
    node.current_dir(&workspace.root)
        .env("PACKAGES", packages.folder())
        .env("BROWSER", browser)
        .env("RESULTS", &results)
        .env("SERVERS", Value::Object(pairs).to_string());
    Ok(node)
}

/// The files with tests.
fn files(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let folder = workspace.root.join(TESTS);
    let entries =
        fs::read_dir(&folder).map_err(|error| Failure::said(format!("cannot read {}: {error}", folder.display())))?;
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let mut files: Vec<String> = names.filter(|name| name.ends_with(".test.js")).collect();
    files.sort();
    Ok(files)
}

/// The oldest that Vite runs on.
const OLDEST_NODE: node::Version = (20, 19);
const NAME: &str = "the front end in a browser";
const TESTS: &str = "web/tests";
/// The packages of the front end that `docs/front-end.md` makes.
const REACT: &str = "docs/examples/react";
/// Folder of logs, screenshots and what the functions keep, below the scratch folder.
const RESULTS: &str = "browser";
/// Functions whose routes the pages call.
pub(crate) const CALLED: [&str; 4] = ["account", "connect-tenant", "product-proxy", "session"];
