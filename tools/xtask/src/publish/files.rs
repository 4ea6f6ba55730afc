//! The files of a front end, by type and by how long they may be kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Files that are uploaded by one command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) content_type: &'static str,
    pub(crate) cache_control: &'static str,
    /// Their paths in the folder, by slashes.
    pub(crate) files: Vec<String>,
}

/// The paths of all files in a folder that are published: not its tests, types and manifests.
pub(crate) fn of(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort_unstable();
    if !files.iter().any(|file| file == INDEX) {
        return Err(Failure::said(format!(
            "there is no {INDEX} in {}; name the folder that your front end is built into by --folder",
            folder.display()
        )));
    }
    if let Some(unknown) = files.iter().find(|file| content_type(file).is_none()) {
        return Err(Failure::said(format!(
            "{unknown} has an extension that no content type is known of; rename it, or add its type to \
             tools/xtask/src/publish/files.rs; nothing was uploaded"
        )));
    }
    Ok(files)
}

/// The same in batches: pages last.
pub(crate) fn batches(files: &[String]) -> Vec<Batch> {
    let mut batches: BTreeMap<(bool, &str, &str), Vec<String>> = BTreeMap::new();
    for file in files {
        let content_type = content_type(file).unwrap_or_default();
        let is_page = content_type.starts_with("text/html");
        let of_batch = batches.entry((is_page, content_type, cache_control(file))).or_default();
        of_batch.push(file.clone());
    }
    let batch = |((_, content_type, cache_control), files)| Batch {
        content_type,
        cache_control,
        files,
    };
    batches.into_iter().map(batch).collect()
}

fn collect(folder: &Path, below: &str, files: &mut Vec<String>) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| Failure::said(format!("cannot read {}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{below}{name}");
        // Names with a dot are an editor's or a system's, such as .DS_Store. Types are read by compilers.
        let is_at_top = below.is_empty();
        if name.starts_with('.') || name.ends_with(".d.ts") || (is_at_top && NOT_PUBLISHED.contains(&name.as_str())) {
            continue;
        }
        if entry.file_type().map_err(unreadable)?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The content type by extension; the AWS CLI would ask the machine, and Windows may call a script text.
fn content_type(file: &str) -> Option<&'static str> {
    let (_, extension) = file.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == extension).map(|(_, of)| *of)
}

/// A file whose name has a hash in it never changes, as bundlers name theirs; of any other CloudFront and
/// browsers ask whether it has.
fn cache_control(file: &str) -> &'static str {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.split('.').next().unwrap_or(name);
    let is_hash = |part: &str| {
        (8..=32).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    let has_hash = file.starts_with("assets/") && stem.rsplit_once('-').is_some_and(|(_, part)| is_hash(part));
    if has_hash {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=0, must-revalidate"
    }
}

const INDEX: &str = "index.html";
/// Of no use to a browser: tests, and what JTL's partner portal is given.
const NOT_PUBLISHED: [&str; 4] = ["tests", "node_modules", "app.json", "listing.json"];
const TYPES: [(&str, &str); 20] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("txt", "text/plain; charset=utf-8"),
    ("xml", "application/xml"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("woff2", "font/woff2"),
    ("woff", "font/woff"),
    ("wasm", "application/wasm"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_front_end_is_published_without_its_tests_types_and_manifests() {
        let files = of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web")).unwrap();
        assert!(files.contains(&"index.html".into()) && files.contains(&"client.js".into()));
        let is_for_others = |file: &String| file.starts_with("tests/") || file.ends_with(".d.ts") || file == "app.json";
        assert!(!files.iter().any(is_for_others), "{files:?}");
        let batches = batches(&files);
        assert_eq!(
            batches.iter().map(|batch| batch.files.len()).sum::<usize>(),
            files.len()
        );
        let last = batches.last().unwrap();
        assert_eq!(
            (last.content_type, &*last.files),
            ("text/html; charset=utf-8", &["index.html".into()][..])
        );
    }

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_long() {
        for file in ["assets/index-B1a2C3d4.js", "assets/fonts/inter-4f5a6b7c.woff2"] {
            assert!(cache_control(file).contains("immutable"), "{file}");
        }
        for file in [
            "index.html",
            "app.js",
            "product-rows.js",
            "assets/product-overview.js",
            "bridge-12345678.js",
        ] {
            assert!(!cache_control(file).contains("immutable"), "{file}");
        }
    }

    #[test]
    fn a_folder_that_is_no_front_end_is_refused() {
        let Err(Failure::Said(sentence)) = of(Path::new(env!("CARGO_MANIFEST_DIR"))) else {
            panic!("it has no index.html");
        };
        assert!(sentence.contains("--folder"), "{sentence}");
    }
}
