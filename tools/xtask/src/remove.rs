//! `cargo xtask remove`: takes a function out, with all that belongs to it alone.

use std::path::Path;

use crate::cargo::Workspace;
use crate::console::say;
use crate::edit::{Edits, committed, manifest, marks, template};
use crate::event;
use crate::failure::Failure;

pub(crate) fn run(workspace: &Workspace, name: &str) -> Result<(), Failure> {
    if !workspace.has(name) {
        return Err(Failure::said(format!(
            "there is no function {name}, only {}",
            workspace.functions.join(", ")
        )));
    }
    committed::must_be(workspace, &["."])?;
    edits(workspace, name)?.apply(workspace)?;
    // What is ignored or not known to git.
    let _ = std::fs::remove_dir(workspace.root.join("functions").join(name));
    say(format!(
        "removed functions/{name}; documents may still name it: git grep {name}"
    ));
    Ok(())
}

fn edits(workspace: &Workspace, name: &str) -> Result<Edits, Failure> {
    let mut edits = Edits::default();
    let folder = format!("functions/{name}/");
    let events = event::of_function(workspace, name)?;
    for path in committed::files(workspace)? {
        let is_event = events.iter().any(|event| path == format!("events/{event}.json"));
        if path.starts_with(&folder) || is_event {
            edits.remove(path);
            continue;
        }
        // A file that is no text holds no mark.
        let Ok(text) = std::fs::read_to_string(workspace.root.join(&path)) else {
            continue;
        };
        let rest = without(name, &path, &text)?;
        if rest.is_empty() && !text.is_empty() {
            edits.remove(path);
        } else if rest != text {
            edits.write(path, rest);
        }
    }
    Ok(edits)
}

/// What remains of a file.
fn without(function: &str, path: &str, text: &str) -> Result<String, Failure> {
    let rest = marks::without(text, function).unwrap_or_else(|| text.to_owned());
    match path {
        "template.yaml" => template::without_function(&rest, function),
        "Cargo.toml" => manifest::without_function(&rest, function),
        "CHANGELOG.md" => Ok(without_line(&rest, function)),
        _ if is_manifest(path) && manifest::depends_on(&rest, function)? => Err(Failure::said(format!(
            "{function} stays, because {path} depends on it; nothing was changed"
        ))),
        _ => Ok(rest),
    }
}

fn is_manifest(path: &str) -> bool {
    Path::new(path).file_name().is_some_and(|name| name == "Cargo.toml")
}

/// The changelog without the line that `cargo xtask new` put there.
fn without_line(changelog: &str, function: &str) -> String {
    let beginning = format!("- `{function}`: `");
    let is_made =
        |line: &&str| line.starts_with(&beginning) && line.ends_with("`.\n") && line.matches('`').count() == 4;
    changelog.split_inclusive('\n').filter(|line| !is_made(line)).collect()
}
