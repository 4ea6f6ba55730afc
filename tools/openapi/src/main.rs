//! Prints `docs/openapi.json`: the parts of all functions as one document. `cargo xtask openapi` runs it.

mod document;
mod finish;
mod functions;
#[cfg(test)]
mod tests;

use std::io::{Write, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    match document::of(functions::parts()) {
        Ok(document) => match writeln!(stdout(), "{:#}", finish::finished(&document)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(sentence) => {
            let _ = writeln!(std::io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}
