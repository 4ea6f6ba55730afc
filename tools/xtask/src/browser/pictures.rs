//! `cargo xtask pictures`: docs/images of the shell and the app, taken by the tests' own means.

use super::{build, needs, node};
use crate::cargo::Workspace;
use crate::console::say;
use crate::failure::Failure;
use crate::process;

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let browser = needs().map_err(|lack| Failure::said(lack.reason))?;
    if !process::run_shown("cargo", build(workspace))?.succeeded {
        return Err(Failure::said(
            "the build failed; the compiler's message above says where",
        ));
    }
    let mut node = node(workspace, &browser, &[SCRIPT.to_owned()])?;
    node.arg(format!("{}/{SCRIPT}", super::TESTS)).arg(FOLDER);
    if !process::run_shown("node", node)?.succeeded {
        return Err(Failure::said("the pictures were not taken; the lines above say why"));
    }
    say(format!("look at the pictures in {FOLDER} before you commit them"));
    Ok(())
}

const SCRIPT: &str = "pictures.js";
const FOLDER: &str = "docs/images";
