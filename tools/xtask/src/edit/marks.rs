//! Marked lines: what stands between `// <account>` and `// </account>` goes with the function
//! `account`; so does what stands between `# <account>` and `# </account>`, or, in a document,
//! `<!-- <account> -->` and `<!-- </account> -->`.

/// The text without what is marked for `function`; `None` where nothing is.
pub(crate) fn without(text: &str, function: &str) -> Option<String> {
    let (opening, closing) = (format!("<{function}>"), format!("</{function}>"));
    let mut kept: Vec<&str> = Vec::new();
    let (mut is_marked, mut is_changed, mut is_after) = (false, false, false);
    for line in text.lines() {
        let mark = comment(line.trim());
        if mark == opening && mark != line {
            (is_marked, is_changed) = (true, true);
        } else if mark == closing && is_marked {
            (is_marked, is_after) = (false, true);
        } else if !is_marked {
            // The empty line on one side of what is gone is enough.
            let is_second = line.is_empty() && kept.last().is_none_or(|last| last.is_empty());
            if !(is_after && is_second) {
                kept.push(line);
            }
            is_after = false;
        }
    }
    while kept.last().is_some_and(|last| last.is_empty()) {
        kept.pop();
    }
    let text: String = kept.iter().flat_map(|line| [line, "\n"]).collect();
    is_changed.then_some(text)
}

/// The text of a line that is a comment; any other line as it is.
fn comment(line: &str) -> &str {
    let of_document = line.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    of_document
        .unwrap_or_else(|| line.trim_start_matches(['/', '#']))
        .trim()
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn what_is_marked_goes_and_nothing_else() {
        let text = "a: 1\n\n  # <account>\nb: 2\n  # </account>\n\nc: 3\n# <session>\nd: 4\n# </session>\n";
        assert_eq!(
            without(text, "account").as_deref(),
            Some("a: 1\n\nc: 3\n# <session>\nd: 4\n# </session>\n")
        );
        assert_eq!(
            without(text, "session").as_deref(),
            Some("a: 1\n\n  # <account>\nb: 2\n  # </account>\n\nc: 3\n")
        );
        assert_eq!(without(text, "authorizer"), None);
    }

    #[test]
    fn a_document_is_marked_by_comments_that_nobody_sees() {
        let text = "# A\n\n<!-- <account> -->\n## B\n<!-- </account> -->\n\n## C\n<account>\n";
        assert_eq!(without(text, "account").as_deref(), Some("# A\n\n## C\n<account>\n"));
    }

    #[test]
    fn a_file_that_is_marked_as_a_whole_is_empty_then() {
        let text = "// <account>\n//! Keys.\n\nfn f() {}\n// </account>\n";
        assert_eq!(without(text, "account").as_deref(), Some(""));
    }
}
