//! Input of `cargo xtask new` that is refused by one sentence, which changes nothing.

use std::fs;

use super::clone::Clone;
use crate::failure::Failure;

pub(super) fn try_out(clone: &Clone<'_>) -> Result<String, Failure> {
    for (name, route, said) in REFUSED {
        refused(clone, name, route, said)?;
        must_be_as_it_was(clone, "")?;
    }
    let changelog = clone.root.join("CHANGELOG.md");
    let written = fs::OpenOptions::new().append(true).open(&changelog);
    written
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"\nA line that is not committed.\n"))
        .map_err(|error| Failure::said(format!("cannot write {}: {error}", changelog.display())))?;
    refused(
        clone,
        "made-refused",
        "GET /api/made-refused",
        "commit or stash the changes of CHANGELOG.md first",
    )?;
    must_be_as_it_was(clone, " M CHANGELOG.md")?;
    clone.git(&["checkout", "--quiet", "CHANGELOG.md"])?;
    Ok(format!("{} mistakes", REFUSED.len() + 1))
}

fn refused(clone: &Clone<'_>, name: &str, route: &str, said: &str) -> Result<(), Failure> {
    let finished = clone.run(clone.xtask_command(&["new", name, "--route", route])?)?;
    let output = finished.output.trim();
    let is_one_sentence = output.starts_with("error: ") && output.lines().count() == 1;
    if !finished.succeeded && is_one_sentence && output.contains(said) {
        return Ok(());
    }
    Err(Failure::said(format!(
        "new {name:?} --route {route:?} should say {said:?}, and said: {output}"
    )))
}

fn must_be_as_it_was(clone: &Clone<'_>, expected: &str) -> Result<(), Failure> {
    let status = clone.git(&["status", "--porcelain"])?;
    if status.trim_end() == expected {
        return Ok(());
    }
    Err(Failure::said(format!("a refused new has changed files:\n{status}")))
}

const REFUSED: [(&str, &str, &str); 6] = [
    ("connect-tenant", "GET /api/made-refused", "is taken"),
    ("tokio", "GET /api/made-refused", "is taken"),
    (
        "connect-tenant-2",
        "GET /api/made-refused",
        "begins with connect-tenant-",
    ),
    ("My_Orders", "GET /api/made-refused", "is no name for a function"),
    ("made-refused", "GET api/made-refused", "is no route"),
    (
        "made-refused",
        "GET /api/connect-tenant",
        "there is the route GET /api/connect-tenant",
    ),
];
