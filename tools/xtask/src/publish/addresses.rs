//! `app.json` and `listing.json` with the addresses of a deployment, for JTL's partner portal.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::tools::unwritable;

/// The manifests of an app.
pub(crate) const MANIFESTS: [&str; 2] = ["app.json", "listing.json"];

/// Writes a manifest of `folder` into `target`, its addresses on this machine replaced by those below `url`.
/// None where the folder has none of that name.
pub(crate) fn write(folder: &Path, name: &str, url: &str, target: &Path) -> Result<Option<PathBuf>, Failure> {
    let Ok(text) = fs::read_to_string(folder.join(name)) else {
        return Ok(None);
    };
    let path = target.join(name);
    fs::create_dir_all(target).map_err(|error| unwritable(target, &error))?;
    fs::write(&path, at(&text, url)).map_err(|error| unwritable(&path, &error))?;
    Ok(Some(path))
}

fn at(manifest: &str, url: &str) -> String {
    manifest.replace(LOCAL, url)
}

/// The front end of `cargo xtask dev`.
const LOCAL: &str = "http://localhost:5273";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_this_machine_is_left() {
        for manifest in [
            include_str!("../../../../web/app.json"),
            include_str!("../../../../web/listing.json"),
        ] {
            let written = at(manifest, "https://d1.cloudfront.net");
            assert!(written.contains("https://d1.cloudfront.net/hub"), "{written}");
            assert!(
                !written.contains("localhost") && !written.contains("http://"),
                "{written}"
            );
        }
    }
}
