//! TypeScript's compiler, in a folder with a copy of `client.d.ts` as a user has it.

use std::fs;
use std::path::PathBuf;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::node::Package;
use crate::process;
use crate::tools::unwritable;

pub(super) struct Compiler<'a> {
    pub(super) workspace: &'a Workspace,
    package: &'a Package,
    folder: PathBuf,
}

/// What the compiler finds at a place.
#[derive(Debug, PartialEq)]
pub(super) struct Error {
    pub(super) file: String,
    /// Counted from 1.
    pub(super) line: usize,
    /// Code, a colon and the sentences.
    pub(super) text: String,
}

impl<'a> Compiler<'a> {
    pub(super) fn with(workspace: &'a Workspace, package: &'a Package, types: &str) -> Result<Self, Failure> {
        let folder = workspace.scratch().join("api-types");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let compiler = Self {
            workspace,
            package,
            folder,
        };
        compiler.add("client.d.ts", types)?;
        compiler.add("package.json", r#"{"type":"module"}"#)?;
        Ok(compiler)
    }

    /// Puts a file into the folder.
    pub(super) fn add(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(|error| unwritable(&path, &error))
    }

    /// Compiles files of the folder, all that they import and `client.d.ts` too.
    pub(super) fn errors(&self, options: &[&str], files: &[&str]) -> Result<Vec<Error>, Failure> {
        let mut tsc = self.package.node(&[])?;
        tsc.arg(self.package.folder().join("node_modules/typescript/bin/tsc"))
            .args(["--noEmit", "--pretty", "false", "--target", "es2023"])
            .args(["--noErrorTruncation", "--skipLibCheck", "false"])
            .args(options)
            .args(files)
            .current_dir(&self.folder);
        let finished = process::run_quiet("tsc", tsc, &self.folder.join("tsc.log"))?;
        let errors = errors(&finished.output);
        // It did not come to compiling: an option that it does not know, or no such file.
        if errors.is_empty() && !finished.succeeded {
            return Err(Failure::said(finished.output));
        }
        Ok(errors)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}, line {}: {}", self.file, self.line, self.text)
    }
}

/// `calls.ts(11,12): error TS2345: …`; lines after it are indented where they belong to it.
fn errors(output: &str) -> Vec<Error> {
    let mut errors: Vec<Error> = Vec::new();
    for line in output.lines() {
        if let Some(error) = beginning(line) {
            errors.push(error);
        } else if let Some(error) = errors.last_mut() {
            error.text.push('\n');
            error.text.push_str(line);
        }
    }
    errors
}

fn beginning(line: &str) -> Option<Error> {
    let (place, text) = line.split_once("): error ")?;
    let (file, position) = place.rsplit_once('(')?;
    let (line, _) = position.split_once(',')?;
    Some(Error {
        file: file.to_owned(),
        line: line.parse().ok()?,
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_all_its_sentences() {
        let output = "bare.ts(3,6): error TS2345: Argument 'a' is wrong.\n  Did you mean 'b'?\n\
                      a(1).ts(40,1): error TS1005: ';' expected.\n";
        let error = |file: &str, line, text: &str| Error {
            file: file.to_owned(),
            line,
            text: text.to_owned(),
        };
        let expected = [
            error("bare.ts", 3, "TS2345: Argument 'a' is wrong.\n  Did you mean 'b'?"),
            error("a(1).ts", 40, "TS1005: ';' expected."),
        ];
        assert_eq!(errors(output), expected);
        assert_eq!(errors("error TS6046: Argument for '--module' option must be: …\n"), []);
    }
}
