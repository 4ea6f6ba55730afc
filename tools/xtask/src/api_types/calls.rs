//! Calls that the compiler takes, and calls that it refuses: above each wrong line stands
//! `// @ts-expect-error TS2345 some words … more words`.

use super::SOURCE;
use super::compiler::{Compiler, Error};
use crate::edit;
use crate::failure::Failure;

/// Compiles `right.ts` and `wrong.ts`, and counts their calls.
pub(super) fn check(compiler: &Compiler<'_>) -> Result<String, Failure> {
    let right = copied(compiler, "right.ts")?;
    let wrong = copied(compiler, "wrong.ts")?;
    compiler.add(BARE, &without_directives(&wrong))?;
    // By its directives the compiler notices a wrong line that it takes.
    let in_node = compiler.errors(&[STRICT, NODE].concat(), &["right.ts", "wrong.ts", BARE])?;
    let in_bundler = compiler.errors(&[STRICT, BUNDLER].concat(), &["right.ts", "wrong.ts"])?;
    let (of_bare, others): (Vec<Error>, Vec<Error>) = in_node.into_iter().partition(|error| error.file == BARE);
    if let Some(error) = others.iter().chain(&in_bundler).next() {
        return Err(Failure::said(error.to_string()));
    }
    let refused = compare(&wrong, of_bare).map_err(Failure::Said)?;
    Ok(format!(
        "{} calls taken, {refused} refused",
        right.matches("await client.").count()
    ))
}

fn copied(compiler: &Compiler<'_>, name: &str) -> Result<String, Failure> {
    let text = edit::read(compiler.workspace, &format!("{SOURCE}/{name}"))?;
    let text = text.replace("'../../../web/", "'./");
    compiler.add(name, &text)?;
    Ok(text)
}

/// The calls without directives, each on the line that it had.
fn without_directives(calls: &str) -> String {
    let lines = calls.lines().map(|line| expected(line).map_or(line, |_| ""));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Counts the errors if they are those that the directives name; else says which one is not.
fn compare(calls: &str, mut errors: Vec<Error>) -> Result<usize, String> {
    let mut count = 0;
    for (directive, line) in calls.lines().zip(2..) {
        let Some((code, words)) = expected(directive) else {
            continue;
        };
        let found = errors.iter().position(|error| error.line == line);
        let text = found.map(|at| errors.remove(at).text).unwrap_or_default();
        let has_words = words.split('…').all(|words| text.contains(words.trim()));
        if !has_words || !text.starts_with(&format!("{code}:")) {
            return Err(format!(
                "wrong.ts, line {line}, should be refused by {code} {words}, and is by: {text}"
            ));
        }
        count += 1;
    }
    match errors.first() {
        Some(error) => Err(format!("{error}; wrong.ts has no directive for it")),
        None if count == 0 => Err("wrong.ts has no wrong call".to_owned()),
        None => Ok(count),
    }
}

/// Code and words.
fn expected(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("// @ts-expect-error ")?.split_once(' ')
}

/// The wrong calls, without directives.
const BARE: &str = "bare.ts";
const STRICT: &[&str] = &["--strict"];
const NODE: &[&str] = &["--module", "nodenext"];
const BUNDLER: &[&str] = &["--module", "esnext", "--moduleResolution", "bundler"];

#[cfg(test)]
mod tests {
    use super::*;

    const CALLS: &str = "const id = 1;\n// @ts-expect-error TS2345 'a' … 'b'\ncall('a');\ncall('b');\n";

    fn error(line: usize, text: &str) -> Error {
        Error {
            file: BARE.to_owned(),
            line,
            text: text.to_owned(),
        }
    }

    fn refusal() -> Error {
        error(3, "TS2345: Argument 'a' is wrong.\n  Did you mean 'b'?")
    }

    #[test]
    fn a_directive_goes_and_the_lines_stay_where_they_are() {
        assert_eq!(without_directives(CALLS), "const id = 1;\n\ncall('a');\ncall('b');\n");
    }

    #[test]
    fn what_is_refused_as_it_should_be_is_counted() {
        assert_eq!(compare(CALLS, vec![refusal()]), Ok(1));
    }

    #[test]
    fn a_call_that_is_taken_is_noticed() {
        assert!(compare(CALLS, vec![]).unwrap_err().contains("line 3"));
    }

    #[test]
    fn an_error_for_another_reason_is_noticed() {
        for text in ["TS2554: Argument 'a' is wrong. 'b'", "TS2345: Argument 'a' is wrong."] {
            assert!(compare(CALLS, vec![error(3, text)]).is_err(), "{text}");
        }
    }

    #[test]
    fn an_error_that_no_directive_names_is_noticed() {
        for other in [error(4, "TS1005: ';' expected."), refusal()] {
            assert!(
                compare(CALLS, vec![refusal(), other])
                    .unwrap_err()
                    .contains("no directive")
            );
        }
    }

    #[test]
    fn calls_of_which_none_is_wrong_are_no_test() {
        assert!(compare("call('b');\n", vec![]).is_err());
    }
}
