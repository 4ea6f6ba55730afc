//! Files of variables, as `cargo lambda watch --env-file` reads them. Its parser ends the watch
//! without naming the line, and changes some values in silence, so a file is checked here first.

use std::path::Path;

use crate::failure::Failure;

/// Writes variables, each value quoted.
pub(crate) fn write(path: &Path, variables: &[(&str, &str)]) -> Result<(), Failure> {
    let lines: Vec<String> = variables
        .iter()
        .map(|(name, value)| format!("{name}={}\n", quoted(value)))
        .collect();
    std::fs::write(path, lines.concat())
        .map_err(|error| Failure::said(format!("cannot write {}: {error}", path.display())))
}

/// The variables of a file, each name once, in the file's order. Fails with the number and the
/// fault of the first line that `cargo lambda watch` would refuse or change; never with its value.
pub(crate) fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut variables: Vec<(String, String)> = Vec::new();
    // PowerShell 5 begins a file in UTF-8 with it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let at_line = |fault: &str| format!("line {}: {fault}", index + 1);
        let Some((name, value)) = assignment(line).map_err(at_line)? else {
            continue;
        };
        if variables.iter().any(|(known, _)| known == name) {
            return Err(at_line(&format!("{name} is set twice")));
        }
        variables.push((name.to_owned(), value.to_owned()));
    }
    Ok(variables)
}

/// The names that an example file gives, those commented out (`#NAME="value"`) too.
pub(crate) fn names(example: &str) -> impl Iterator<Item = &str> {
    let lines = example.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
    let names = lines.filter_map(|line| line.split_once('=').map(|(name, _)| name));
    names.filter(|name| is_name(name))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn assignment(line: &str) -> Result<Option<(&str, &str)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("there is no NAME=\"value\" here")?;
    let name = name.trim();
    if !is_name(name) {
        return Err("the name may have letters, digits and _ only");
    }
    Ok(Some((name, unquoted(value.trim())?)))
}

fn unquoted(value: &str) -> Result<&str, &'static str> {
    for quote in ['"', '\''] {
        let Some(rest) = value.strip_prefix(quote) else {
            continue;
        };
        let (value, rest) = rest.split_once(quote).ok_or("the quote is not closed")?;
        let rest = rest.trim_start();
        if value.contains("\\n") || value.ends_with('\\') {
            return Err("a backslash before n or before a quote would be changed");
        }
        if !(rest.is_empty() || rest.starts_with('#')) {
            return Err("something follows the closing quote");
        }
        return Ok(value);
    }
    let value = value.split('#').next().unwrap_or_default().trim_end();
    if value.contains(|c: char| c.is_whitespace() || "=\"'\\".contains(c)) {
        return Err("put the value in double quotes");
    }
    Ok(value)
}

fn quoted(value: &str) -> String {
    let quote = if value.contains('"') { '\'' } else { '"' };
    format!("{quote}{value}{quote}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<String, String> {
        parse(line).map(|mut variables| variables.pop().map(|(_, value)| value).unwrap_or_default())
    }

    #[test]
    fn a_value_is_what_stands_between_the_quotes() {
        for (line, value) in [
            (r#"A="two words""#, "two words"),
            (r#"A="x=y#z""#, "x=y#z"),
            (r#"A='say "hi"'"#, r#"say "hi""#),
            (r#"export A="it's"  # a note"#, "it's"),
            ("  A = plain # a note", "plain"),
            ("A=", ""),
            ("A=\"ü\"\r", "ü"),
            (r#"A="back\slash""#, r"back\slash"),
            ("\u{feff}A=\"x\"", "x"),
        ] {
            assert_eq!(one(line).as_deref(), Ok(value), "{line:?}");
        }
    }

    #[test]
    fn the_line_that_would_end_the_watch_is_named_without_its_value() {
        for line in [
            "A=two hushes",
            "A=hush=hush",
            "A=hush\"",
            "A=\"hush",
            "A='hush' hush",
            r#"A="hush\nhush""#,
            r#"A="hush\"""#,
            "hush-hush=1",
            "1A=hush",
            "hush",
        ] {
            let fault = parse(&format!("# first\n\nB=1\n{line}\nC=2\n")).unwrap_err();
            assert!(fault.starts_with("line 4: "), "{line:?}: {fault}");
            assert!(!fault.contains("hush"), "{line:?}: {fault}");
        }
    }

    #[test]
    fn a_name_is_set_once() {
        assert_eq!(parse("A=1\nB=2\nA=3").unwrap_err(), "line 3: A is set twice");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for value in [
            "",
            "plain",
            "two words",
            "x=y",
            "#",
            "it's",
            r#"{"a":1}"#,
            "https://127.0.0.1:1/?a=b&c",
        ] {
            assert_eq!(one(&format!("A={}", quoted(value))).as_deref(), Ok(value));
        }
    }
}
