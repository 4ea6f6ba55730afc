//! The rooms of `shared`: one uses only those above it in the table of `lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn a_room_uses_only_the_rooms_above_it() {
    let rooms = rooms(include_str!("../../src/lib.rs"), "//! | [`");
    let (mut imports, mut upward) = (0, Vec::new());
    for (number, room) in rooms.iter().enumerate() {
        for (path, code) in sources(&source().join(room)) {
            let used = used(&code, depth(&path));
            let above = used
                .iter()
                .filter_map(|used| rooms.iter().position(|known| known == used));
            for above in above.filter(|above| *above != number) {
                imports += 1;
                if above > number {
                    upward.push(format!("{}: crate::{}", path.display(), rooms[above]));
                }
            }
        }
    }
    assert!(imports > 30, "only {imports} imports were found");
    assert!(upward.is_empty(), "against the order of {rooms:?}: {upward:#?}");
}

#[test]
fn the_table_has_every_room_and_the_architecture_has_the_same() {
    let lib = include_str!("../../src/lib.rs");
    let mut listed = rooms(lib, "//! | [`");
    let page = include_str!("../../../docs/architecture.md");
    let (_, page) = page
        .split_once("\n## Rooms of `shared`\n")
        .expect("the page has this part");
    let (page, _) = page.split_once("\n## ").expect("it is not the last part");
    assert_eq!(rooms(page, "| `"), listed);
    let modules = lib.lines().filter_map(|line| {
        let module = line
            .strip_prefix("pub mod ")
            .or_else(|| line.strip_prefix("pub use "))?;
        module.strip_suffix(';')
    });
    let mut modules: Vec<&str> = modules.collect();
    modules.sort_unstable();
    listed.sort_unstable();
    assert_eq!(modules, listed);
}

#[test]
fn an_import_is_seen_in_every_form() {
    let code = "// crate::auth\nuse crate::{erp::{Erp, web}, start};\nlet x = crate::cache::Ttl;\n\
                use super::super::http::Pool;\nuse super::request::X;\nmy_crate::web::y();\n";
    assert_eq!(used(code, 2), ["erp", "start", "cache", "http"]);
}

/// The first column of a table, in order.
fn rooms<'a>(text: &'a str, row: &str) -> Vec<&'a str> {
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix(row)?.split('`').next());
    names.collect()
}

/// Every source file of a room; `verify` is a crate of its own and has none here.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder that is open can be read").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            let code = fs::read_to_string(&path).expect("a source file is text");
            let below = path.strip_prefix(source()).expect("it lies below src").to_owned();
            found.push((below, code));
        }
    }
    found
}

/// Number of modules around the code of a file: `super` repeated so often is the crate.
fn depth(path: &Path) -> usize {
    path.components().count() - usize::from(path.ends_with("mod.rs"))
}

/// What stands behind `crate::`, or behind as many `super::`, in code that is no comment.
fn used(code: &str, depth: usize) -> Vec<String> {
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut used = Vec::new();
    for root in ["crate::".to_owned(), "super::".repeat(depth)] {
        for (start, _) in code.match_indices(&root) {
            let is_longer = code[..start].ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before));
            if !is_longer {
                used.extend(names(&code[start + root.len()..]));
            }
        }
    }
    used
}

/// The name at the start of a path, or each of a group's: `a::b` has `a`, `{a::{b, c}, d}` has `a` and `d`.
fn names(path: &str) -> Vec<String> {
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    let first = |text: &str| text.trim_start().chars().take_while(is_part).collect::<String>();
    let Some(group) = path.strip_prefix('{') else {
        return vec![first(path)];
    };
    let (mut open, mut members) = (1, vec![String::new()]);
    for c in group.chars() {
        open += usize::from(c == '{');
        open -= usize::from(c == '}');
        match (open, c) {
            (0, _) => break,
            (1, ',') => members.push(String::new()),
            _ => members.last_mut().expect("there is one").push(c),
        }
    }
    let members = members.iter().map(|member| first(member));
    members.filter(|name| !name.is_empty()).collect()
}

fn source() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}
