//! `cargo xtask new`: a function of one's own, complete.

mod name;
mod package;
mod route;
#[cfg(test)]
mod siblings;

use std::process::Command;

use sam_template::Template;

use crate::arguments::NewOptions;
use crate::cargo::Workspace;
use crate::console::say;
use crate::edit::behavior::with_behavior;
use crate::edit::{self, Edits, committed, manifest, openapi, template};
use crate::failure::Failure;
use package::Package;
use route::Route;

pub(crate) fn run(workspace: &Workspace, options: &NewOptions) -> Result<(), Failure> {
    let route = Route::parse(&options.route).map_err(Failure::Said)?;
    let package = Package {
        name: &options.name,
        route: &route,
        calls_erp: options.erp,
    };
    let edits = edits(workspace, &package)?;
    committed::must_be(workspace, &EDITED)?;
    edits.apply(workspace)?;
    // A long name or path may need another line break; without rustfmt it compiles as well.
    let _ = Command::new("cargo")
        .args(["fmt", "--package", &options.name])
        .current_dir(&workspace.root)
        .status();
    say(format!(
        "made functions/{name}: {route} answers in cargo xtask dev\n\
         its handler is functions/{name}/src/{handler}.rs; cargo test -p {name} tests it",
        name = options.name,
        handler = package.handler(),
    ));
    describe()
}

/// Takes the change into the document of all routes, which is made from the code.
pub(crate) fn describe() -> Result<(), Failure> {
    say("building the functions to describe their routes …");
    // As it is after the change: a function that is gone has no feature to build with.
    let workspace = Workspace::here()?;
    crate::openapi::write(&workspace).map_err(|failure| match failure {
        Failure::Said(sentence) => Failure::said(format!(
            "{sentence}\n\nall else is done: mend this, and run cargo xtask openapi"
        )),
        Failure::Interrupted => failure,
    })
}

/// All that is written, once it is certain that nothing is in its way.
fn edits(workspace: &Workspace, package: &Package<'_>) -> Result<Edits, Failure> {
    let name = package.name;
    let text = edit::read(workspace, "template.yaml")?;
    let template = Template::parse(&text).map_err(|error| Failure::said(error.to_string()))?;
    name::check(name, &taken(workspace, &template)?).map_err(Failure::Said)?;
    if let Some(known) = workspace
        .functions
        .iter()
        .find(|known| name.starts_with(&format!("{known}-")))
    {
        return Err(Failure::said(format!(
            "{name} begins with {known}-, as the events of {known} do; choose another name"
        )));
    }
    let routes = template.routes().map_err(|error| Failure::said(error.to_string()))?;
    if let Some(known) = routes
        .iter()
        .find(|known| package.route.is_same(&known.method, &known.path))
    {
        return Err(Failure::said(format!("there is the route {known} already")));
    }

    let mut edits = Edits::default();
    let manifest_text = edit::read(workspace, "Cargo.toml")?;
    let Route { method, path } = package.route;
    edits.write("Cargo.toml", manifest::with_route(&manifest_text, method, path, name)?);
    edits.write(
        "template.yaml",
        template::with_function(&with_behavior(&text, path, name), &package.resource(), method)?,
    );
    let changelog = edit::read(workspace, "CHANGELOG.md")?;
    edits.write("CHANGELOG.md", with_line(&changelog, &package.changelog_line())?);
    let of_tool = edit::read(workspace, openapi::MANIFEST)?;
    edits.write(openapi::MANIFEST, openapi::with_dependency(&of_tool, name));
    let list = edit::read(workspace, openapi::LIST)?;
    edits.write(openapi::LIST, openapi::with_part(&list, name)?);
    for (path, text) in package.files() {
        if workspace.root.join(&path).exists() {
            return Err(Failure::said(format!("{path} is there already; nothing was changed")));
        }
        edits.write(path, text);
    }
    Ok(edits)
}

/// Names that something in the workspace has: packages, all that is in `Cargo.lock` and, as
/// `AbFunction`, resources of the template.
fn taken(workspace: &Workspace, template: &Template) -> Result<Vec<String>, Failure> {
    let lock = edit::read(workspace, "Cargo.lock")?;
    let locked = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let resources = template.as_json()["Resources"].as_object().into_iter().flatten();
    let resources = resources.map(|(id, _)| id.as_str());
    let own = workspace.functions.iter().map(String::as_str);
    Ok(locked.chain(resources).chain(own).map(ToOwned::to_owned).collect())
}

/// The changelog with a line more at the end of what was added since the last version.
fn with_line(changelog: &str, line: &str) -> Result<String, Failure> {
    let heading = "### Added\n";
    let start = changelog
        .find(heading)
        .ok_or_else(|| Failure::said("CHANGELOG.md has no heading ### Added; nothing was changed"))?;
    let after = start + heading.len();
    let length = changelog[after..].find("\n#").unwrap_or(changelog.len() - after);
    let (before, rest) = changelog.split_at(after + length);
    Ok(format!("{}\n{line}\n{rest}", before.trim_end()))
}

/// The files that are there before.
const EDITED: [&str; 8] = [
    "Cargo.lock",
    "Cargo.toml",
    "CHANGELOG.md",
    "template.yaml",
    openapi::MANIFEST,
    openapi::LIST,
    crate::openapi::DOCUMENT,
    "web/client.d.ts",
];

#[cfg(test)]
mod tests {
    use super::with_line;

    #[test]
    fn the_changelog_names_it_last_of_what_was_added() {
        let text = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A.\n\n### Changed\n\n- B.\n";
        let expected = text.replace("- A.\n", "- A.\n- C.\n");
        assert_eq!(with_line(text, "- C.").unwrap(), expected);
        assert_eq!(
            with_line("### Added\n\n- A.\n", "- C.").unwrap(),
            "### Added\n\n- A.\n- C.\n"
        );
        assert!(with_line("# Changelog\n", "- C.").is_err());
    }
}
