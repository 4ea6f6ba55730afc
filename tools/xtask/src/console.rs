//! The one place that writes to the terminal.

use std::io::Write as _;

/// Prints a line. A closed terminal or pipe is no reason to leave processes behind, so it is ignored.
pub(crate) fn say(line: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", line.as_ref());
    let _ = out.flush();
}

/// Prints a line about something that went wrong.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "error: {line}");
}
