//! The step that holds our documents against the ERP's published schema, where there is one.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::steps::{self, Steps};

/// Runs the validator over the folder; without one that is a failure if `is_required`, and said
/// otherwise.
pub(crate) fn check(steps: &mut Steps<'_>, is_required: bool) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let folder = match folder(&workspace.root, chosen(), is_required) {
        Ok(Some(folder)) => folder,
        Ok(None) => {
            steps::skip(NAME, "no folder ../shared/erp, and ERP_SCHEMAS is not set");
            return Ok(());
        }
        Err(failure) => return steps.step(NAME, || Err(failure)),
    };
    // All members are selected, so that little is built that the other steps have not built.
    let mut validator = workspace.cargo(&["run", "--quiet", "--features", FEATURE, "--bin", "erp-schemas", "--"]);
    validator.arg(folder);
    steps.judged(NAME, validator, |finished| {
        // Each form says what it was held against; whoever says nothing has checked nothing.
        let said: Vec<&str> = finished.output.lines().filter(|line| line.ends_with(" fit")).collect();
        if finished.succeeded && !said.is_empty() {
            Ok(said.join("; "))
        } else {
            Err(())
        }
    })
}

/// The folder that is named, else the usual one beside the workspace if it is there.
fn folder(root: &Path, chosen: Option<OsString>, is_required: bool) -> Result<Option<PathBuf>, Failure> {
    if let Some(chosen) = chosen {
        let folder = root.join(chosen);
        return if folder.is_dir() {
            Ok(Some(folder))
        } else {
            Err(Failure::said(format!(
                "{} is no folder; set ERP_SCHEMAS to the one that has schema-2.0.graphql and schema-2.1.graphql",
                folder.display()
            )))
        };
    }
    let usual = root.join("../shared/erp");
    if usual.is_dir() {
        return Ok(Some(usual));
    }
    if is_required {
        return Err(Failure::said(
            "the ERP's published schemas are required here; set ERP_SCHEMAS to the folder that has \
             schema-2.0.graphql and schema-2.1.graphql",
        ));
    }
    Ok(None)
}

#[expect(clippy::disallowed_methods, reason = "a command's own variable, read once")]
fn chosen() -> Option<OsString> {
    std::env::var_os("ERP_SCHEMAS").filter(|folder| !folder.is_empty())
}

/// Switches the validator on.
pub(crate) const FEATURE: &str = "erp-schemas/validate";

const NAME: &str = "ERP documents against the published schema";

#[cfg(test)]
mod tests {
    use super::*;

    /// A root without a folder of schemas beside it.
    fn lonely() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
    }

    fn refused(outcome: Result<Option<PathBuf>, Failure>) -> String {
        match outcome {
            Err(Failure::Said(sentence)) => sentence,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn without_schemas_the_step_is_left_out_unless_it_is_required() {
        assert!(matches!(folder(&lonely(), None, false), Ok(None)));
        let sentence = refused(folder(&lonely(), None, true));
        assert!(sentence.contains("set ERP_SCHEMAS"), "{sentence}");
    }

    #[test]
    fn a_folder_that_is_named_must_be_there() {
        let named = folder(&lonely(), Some("e2e".into()), false).expect("it is there");
        assert_eq!(named, Some(lonely().join("e2e")));
        for is_required in [false, true] {
            let sentence = refused(folder(&lonely(), Some("nowhere".into()), is_required));
            assert!(sentence.contains("nowhere is no folder"), "{sentence}");
        }
    }
}
