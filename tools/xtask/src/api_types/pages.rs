//! The calls of `web/` itself: plain modules, of which only the lines with calls are judged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::compiler::{Compiler, Error};
use crate::browser::CALLED;
use crate::edit;
use crate::failure::Failure;

/// Compiles the modules, and counts those with calls.
pub(super) fn check(compiler: &Compiler<'_>) -> Result<String, Failure> {
    if let Some(missing) = CALLED.iter().find(|function| !compiler.workspace.has(function)) {
        return Ok(format!("no pages, as there is no {missing}"));
    }
    let mut pages = BTreeMap::new();
    for name in modules(compiler)? {
        let mut text = edit::read(compiler.workspace, &format!("{WEB}/{name}"))?;
        if is_call(&text) {
            text = format!("// @ts-check\n{text}{WRONG_CALL}\n");
            pages.insert(name.clone(), text.clone());
        }
        compiler.add(&name, &text)?;
    }
    if pages.is_empty() {
        return Ok(format!("no pages in {WEB}"));
    }
    let names: Vec<&str> = pages.keys().map(String::as_str).collect();
    let errors = compiler.errors(&OPTIONS, &names)?;
    judge(&pages, &errors).map_err(Failure::Said)?;
    Ok(format!("{} pages", pages.len()))
}

fn modules(compiler: &Compiler<'_>) -> Result<Vec<String>, Failure> {
    let folder = compiler.workspace.root.join(WEB);
    let entries =
        fs::read_dir(&folder).map_err(|error| Failure::said(format!("cannot read {}: {error}", folder.display())))?;
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let is_module = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "js");
    Ok(names.filter(is_module).collect())
}

/// Says which call of a page is refused, besides the wrong one that each has.
fn judge(pages: &BTreeMap<String, String>, errors: &[Error]) -> Result<(), String> {
    for (name, text) in pages {
        let lines: Vec<&str> = text.lines().collect();
        let of_page = errors.iter().filter(|error| error.file == *name);
        let line_of = |error: &Error| lines.get(error.line - 1).copied().unwrap_or_default();
        let (wrong, right): (Vec<&Error>, Vec<&Error>) = of_page
            .filter(|error| is_call(line_of(error)))
            .partition(|error| line_of(error) == WRONG_CALL);
        if let Some(error) = right.first() {
            // The copy has a line before the first.
            return Err(format!("{WEB}/{name}, line {}: {}", error.line - 1, error.text));
        }
        if wrong.is_empty() {
            return Err(format!("in a copy of {WEB}/{name} the compiler takes {WRONG_CALL}"));
        }
    }
    Ok(())
}

fn is_call(text: &str) -> bool {
    CALLS.iter().any(|call| text.contains(call))
}

const WEB: &str = "web";
const CALLS: [&str; 4] = ["api.get(", "api.call(", "client.get(", "client.call("];
/// Shows that the compiler looks at a page's calls.
const WRONG_CALL: &str = "(/** @type {import('./client.js').Client} */ client) => client.get('/nowhere');";
const OPTIONS: [&str; 7] = [
    "--allowJs",
    "--strict",
    "false",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
];

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "// @ts-check\nconst value = element.value;\nawait api.get('/api/me');\n";

    fn judged(lines: &[usize]) -> Result<(), String> {
        let pages = BTreeMap::from([("page.js".to_owned(), format!("{PAGE}{WRONG_CALL}\n"))]);
        let errors = lines.iter().map(|line| Error {
            file: "page.js".to_owned(),
            line: *line,
            text: "TS2345: wrong".to_owned(),
        });
        judge(&pages, &errors.collect::<Vec<_>>())
    }

    #[test]
    fn only_a_call_is_judged() {
        assert_eq!(judged(&[2, 4]), Ok(()));
        assert_eq!(judged(&[3, 4]).unwrap_err(), "web/page.js, line 2: TS2345: wrong");
    }

    #[test]
    fn a_page_whose_calls_are_not_looked_at_is_noticed() {
        assert!(judged(&[2]).unwrap_err().contains("'/nowhere'"));
    }
}
