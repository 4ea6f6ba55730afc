//! `cargo xtask remove`: takes a function out, with all that belongs to it alone.

use std::path::Path;

use crate::cargo::Workspace;
use crate::console::say;
use crate::edit::{self, Edits, committed, manifest, marks, openapi, template};
use crate::event;
use crate::failure::Failure;
use crate::new::describe;

pub(crate) fn run(workspace: &Workspace, name: &str) -> Result<(), Failure> {
    if !workspace.has(name) {
        return Err(Failure::said(format!(
            "there is no function {name}, only {}",
            workspace.functions.join(", ")
        )));
    }
    committed::must_be(workspace, &["."])?;
    let is_described = edit::read(workspace, openapi::LIST)?.contains(&format!("// <{name}>"));
    edits(workspace, name)?.apply(workspace)?;
    // What is ignored or not known to git.
    let _ = std::fs::remove_dir(workspace.root.join("functions").join(name));
    say(format!(
        "removed functions/{name}; documents may still name it: git grep {name}"
    ));
    if is_described { describe() } else { Ok(()) }
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
        _ if is_manifest(path) && manifest::depends_on(&rest, function)? => Err(Failure::said(needed(function, path))),
        _ => Ok(rest),
    }
}

/// Sentence for a function that the package of this manifest needs.
fn needed(function: &str, manifest: &str) -> String {
    let package = Path::new(manifest).parent().unwrap_or(Path::new(""));
    let name = package.file_name().unwrap_or_default().to_string_lossy();
    let remedy = if package.starts_with("functions") {
        format!("cargo xtask remove {name} first, or take the dependency and all that uses it out of {name}")
    } else {
        format!("take the dependency and all that uses it out of {name} first")
    };
    format!("{function} stays, because {manifest} depends on it: {remedy}; nothing was changed")
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

#[cfg(test)]
mod tests {
    use super::*;

    const DEPENDS: &str = "[dev-dependencies]\nsession.workspace = true\n";

    #[test]
    fn a_function_that_another_package_needs_stays_and_the_sentence_says_what_to_do() {
        for (path, remedy) in [
            ("functions/account/Cargo.toml", "cargo xtask remove account first"),
            ("tools/admin/Cargo.toml", "out of admin first"),
        ] {
            let Err(Failure::Said(sentence)) = without("session", path, DEPENDS) else {
                panic!("{path}");
            };
            assert!(sentence.contains(path) && sentence.contains(remedy), "{sentence}");
        }
        assert!(without("authorizer", "tools/admin/Cargo.toml", DEPENDS).is_ok());
    }

    #[test]
    fn a_package_that_is_marked_as_a_whole_goes_with_its_function() {
        let marked = format!("# <session>\n{DEPENDS}# </session>\n");
        assert_eq!(without("session", "testing/held/Cargo.toml", &marked).unwrap(), "");
    }

    #[test]
    fn the_changelog_loses_the_line_that_new_wrote_and_no_other() {
        let text = "- `orders`: `GET /api/orders`.\n- `orders`: more.\n- `session`: `GET /api/me`.\n";
        assert_eq!(
            without_line(text, "orders"),
            "- `orders`: more.\n- `session`: `GET /api/me`.\n"
        );
    }
}
