//! The outcome of a run: whether each operation has succeeded, and failures in short lines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;

/// What was answered: operation, status, how often.
pub(super) type Answers = BTreeMap<String, BTreeMap<u16, u64>>;

/// Number of cases, once every selected operation has succeeded at least once: refusals alone prove little.
pub(super) fn judged(document: &Value, answers: &Answers, selected: [&str; 2]) -> Result<String, Failure> {
    let [how, tag] = selected;
    let items = document["paths"].as_object().into_iter().flatten();
    let operations = items.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let operations = operations.map(|(_, operation)| operation);
    let selected = operations.filter(|operation| (operation["tags"][0] == tag) == (how == "--include-tag"));
    let ids: Vec<&str> = selected
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    let succeeded = |id: &&str| {
        let statuses = answers.get(*id).into_iter().flatten();
        statuses.into_iter().any(|(status, _)| (200..300).contains(status))
    };
    let failed: Vec<&str> = ids.iter().copied().filter(|id| !succeeded(id)).collect();
    if ids.is_empty() || !failed.is_empty() {
        return Err(Failure::said(format!(
            "of {} operations these never succeeded, so that nothing is proved of their answers: {}; give \
             schemathesis a request that does in tools/xtask/src/contract/requests.rs",
            ids.len(),
            failed.join(", ")
        )));
    }
    let cases: u64 = answers.values().flat_map(BTreeMap::values).sum();
    Ok(format!("{cases} cases, each of {} operations succeeded", ids.len()))
}

pub(super) fn answered(path: &Path) -> Result<Answers, Failure> {
    let text = fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::said(format!("{} cannot be read: {error}", path.display())))
}

/// Failures as schemathesis prints them, operation, check and a line for curl: without what precedes them, and
/// without the numbers by which it would repeat them from a report that it was not asked for.
pub(super) fn failures(output: &str) -> String {
    let from = output.find("= ERRORS =").or_else(|| output.find("= FAILURES ="));
    let lines = output[from.unwrap_or_default()..].lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("st replay "));
    lines.map(shortened).collect::<Vec<_>>().join("\n")
}

/// A line of a body may be of any length.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

pub(super) fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(format!("cannot use {}: {error}", path.display()))
}

/// Characters of a line of a failure.
const LONGEST_LINE: usize = 500;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_failure_is_told_without_what_surrounds_it_and_in_short_lines() {
        let output = format!(
            "progress\n= FAILURES =\nGET /a\n    {}\n    st replay x1\n",
            "0".repeat(2_000)
        );
        let told = failures(&output);
        assert!(told.starts_with("= FAILURES =\nGET /a\n"), "{told}");
        assert!(!told.contains("replay") && told.len() < 600, "{told}");
        assert_eq!(failures("it cannot start"), "it cannot start");
    }

    #[test]
    fn an_operation_that_never_succeeded_is_named() {
        let document = json!({ "paths": { "/a": {
            "get": { "operationId": "one", "tags": ["here"] },
            "post": { "operationId": "two", "tags": ["there"] },
        } } });
        let answers = |statuses: &[(&str, u16)]| -> Answers {
            let of = |(id, status): &(&str, u16)| ((*id).to_owned(), BTreeMap::from([(*status, 3)]));
            statuses.iter().map(of).collect()
        };
        let here = ["--include-tag", "here"];
        let passed = judged(&document, &answers(&[("one", 201)]), here).unwrap();
        assert_eq!(passed, "3 cases, each of 1 operations succeeded");
        for refused in [answers(&[("one", 401)]), answers(&[("two", 200)]), Answers::new()] {
            assert!(judged(&document, &refused, here).is_err());
        }
        assert!(judged(&document, &answers(&[("two", 200)]), ["--exclude-tag", "here"]).is_ok());
        assert!(judged(&document, &answers(&[("one", 200)]), ["--include-tag", "nowhere"]).is_err());
    }
}
