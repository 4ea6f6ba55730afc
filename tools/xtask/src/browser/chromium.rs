//! Chromium or Chrome, where this machine has it.

use std::env;
use std::path::{Path, PathBuf};

/// The program, or why none can be used.
pub(super) fn find() -> Result<PathBuf, String> {
    chosen_or_usual(variable(CHOSEN), &usual_places(), Path::is_file)
}

/// What the variable names; else the first of these places that is taken.
fn chosen_or_usual(
    chosen: Option<PathBuf>,
    usual: &[PathBuf],
    is_there: impl Fn(&Path) -> bool,
) -> Result<PathBuf, String> {
    if let Some(chosen) = chosen {
        return if is_there(&chosen) {
            Ok(chosen)
        } else {
            Err(format!(
                "no browser: {CHOSEN} names {}, which is no file",
                chosen.display()
            ))
        };
    }
    let found = usual.iter().find(|place| is_there(place));
    found
        .cloned()
        .ok_or_else(|| format!("no browser: install Chromium or Chrome, or set {CHOSEN} to its program"))
}

/// Every place where the system's own packages and installers put it.
fn usual_places() -> Vec<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let on_the_path = env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))));
    let applications = FOLDERS_OF_APPLICATIONS.iter().filter_map(|variable_or_root| {
        if variable_or_root.starts_with('/') {
            return Some(PathBuf::from(variable_or_root));
        }
        variable(variable_or_root)
    });
    let applications: Vec<PathBuf> = applications.collect();
    let below = BELOW_APPLICATIONS
        .iter()
        .flat_map(|program| applications.iter().map(move |folder| folder.join(program)));
    on_the_path.chain(below).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a command's own variable, and the system's folders"
)]
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Variable that chooses the program, as other tools call it too.
const CHOSEN: &str = "CHROME_PATH";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Folders, or variables that name them.
const FOLDERS_OF_APPLICATIONS: &[&str] = if cfg!(windows) {
    &["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"]
} else if cfg!(target_os = "macos") {
    &["/Applications", "HOME"]
} else {
    &[]
};

const BELOW_APPLICATIONS: &[&str] = if cfg!(windows) {
    &[
        "Google/Chrome/Application/chrome.exe",
        "Chromium/Application/chrome.exe",
    ]
} else {
    &[
        "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Chromium.app/Contents/MacOS/Chromium",
        "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "Applications/Chromium.app/Contents/MacOS/Chromium",
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    fn found(chosen: Option<&str>, there: &[&str]) -> Result<PathBuf, String> {
        let usual = ["/usr/bin/chromium", "/usr/bin/google-chrome"].map(PathBuf::from);
        let there: Vec<&Path> = there.iter().map(Path::new).collect();
        chosen_or_usual(chosen.map(PathBuf::from), &usual, |place| there.contains(&place))
    }

    #[test]
    fn the_first_place_that_is_taken_is_used() {
        assert_eq!(
            found(None, &["/usr/bin/google-chrome"]),
            Ok("/usr/bin/google-chrome".into())
        );
        let both = ["/usr/bin/google-chrome", "/usr/bin/chromium"];
        assert_eq!(found(None, &both), Ok("/usr/bin/chromium".into()));
    }

    #[test]
    fn a_chosen_program_outweighs_the_usual_ones_and_is_not_replaced_by_them() {
        let there = ["/usr/bin/chromium", "/opt/chrome"];
        assert_eq!(found(Some("/opt/chrome"), &there), Ok("/opt/chrome".into()));
        let refused = found(Some("/opt/gone"), &there).unwrap_err();
        assert!(refused.contains("CHROME_PATH names /opt/gone"), "{refused}");
    }

    #[test]
    fn without_one_the_sentence_says_what_to_do() {
        let sentence = found(None, &[]).unwrap_err();
        assert!(
            sentence.starts_with("no browser: ") && sentence.contains("CHROME_PATH"),
            "{sentence}"
        );
    }
}
