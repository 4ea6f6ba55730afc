//! The variables that functions read: those that `.env.example` names.

use crate::env_file;

/// Each once. A function takes them from where these commands put them alone: one left over in the
/// shell would mix in.
pub(crate) fn of_the_functions() -> impl Iterator<Item = &'static str> {
    env_file::names(EXAMPLE)
}

/// The name among `known` that differs least, if it differs little: in case, or in a few letters.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let distances = known.map(|known| (strsim::levenshtein(&name, &known.to_ascii_lowercase()), known));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= name.len()).then_some(nearest)
}

const EXAMPLE: &str = include_str!("../../../.env.example");

// <product-proxy>
#[cfg(test)]
pub(crate) use tests::read_below;
// </product-proxy>

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use sam_template::Template;

    use super::*;

    #[test]
    fn the_example_names_the_variables_that_the_code_reads_and_no_other() {
        let read = read_by_the_code();
        same(&read, &of_the_example(), ".env.example");
    }

    #[test]
    fn the_page_names_the_variables_that_the_code_reads_and_no_other() {
        let page = include_str!("../../../docs/configuration.md");
        let quoted = page.split('`').skip(1).step_by(2);
        let named: BTreeSet<String> = quoted.filter(|text| is_variable(text)).map(ToOwned::to_owned).collect();
        let mut read = read_by_the_code();
        read.extend(READ_OTHERWISE.map(ToOwned::to_owned));
        same(&read, &named, "docs/configuration.md");
    }

    #[test]
    fn the_template_sets_no_variable_that_nothing_reads() {
        let template = Template::parse(include_str!("../../../template.yaml")).unwrap();
        let functions = template.functions().unwrap();
        let own = functions.iter().map(|function| &function.resource["Properties"]);
        let all = own.chain([&template.as_json()["Globals"]["Function"]]);
        let variables = all.filter_map(|properties| properties["Environment"]["Variables"].as_object());
        let set: BTreeSet<String> = variables.flat_map(|variables| variables.keys().cloned()).collect();
        assert!(set.len() > 8, "{set:?}");
        let unread: Vec<_> = set.difference(&of_the_example()).cloned().collect();
        assert!(unread.is_empty(), "take these out of template.yaml: {unread:?}");
    }

    fn same(read: &BTreeSet<String>, named: &BTreeSet<String>, file: &str) {
        let missing: Vec<_> = read.difference(named).collect();
        assert!(missing.is_empty(), "put these into {file}: {missing:?}");
        let unread: Vec<_> = named.difference(read).collect();
        assert!(unread.is_empty(), "take these out of {file}: {unread:?}");
    }

    fn of_the_example() -> BTreeSet<String> {
        of_the_functions().map(ToOwned::to_owned).collect()
    }

    fn read_by_the_code() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let functions = fs::read_dir(root.join("functions")).unwrap();
        let packages = functions
            .map(|entry| entry.unwrap().path())
            .chain([root.join("shared")]);
        let sources = packages
            .map(|package| package.join("src"))
            .filter(|source| source.is_dir());
        let mut read: BTreeSet<String> = sources.flat_map(|source| read_below(&source)).collect();
        assert!(read.len() > 12, "{read:?}");
        // By the log, before any configuration is.
        read.insert("LOG_LEVEL".to_owned());
        read
    }

    /// The capitals in quotes in every file of a folder that reads variables, down to its tests.
    pub(crate) fn read_below(folder: &Path) -> BTreeSet<String> {
        let mut read = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read.append(&mut read_below(&path));
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if path.ends_with("tests.rs") || !READERS.iter().any(|reader| code.contains(reader)) {
                continue;
            }
            let quoted = code.split('"').skip(1).step_by(2);
            read.extend(quoted.filter(|text| is_variable(text)).map(ToOwned::to_owned));
        }
        read
    }

    fn is_variable(text: &str) -> bool {
        let is_of_capitals = text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        is_of_capitals
            && text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.contains('_')
            && !["AWS_", "CARGO_"].iter().any(|prefix| text.starts_with(prefix))
    }

    /// The types through which code reads a variable.
    const READERS: [&str; 2] = ["Variables", "Env"];
    /// Before any configuration is read: by the log, and by TLS.
    const READ_OTHERWISE: [&str; 2] = ["RUST_LOG", "SSL_CERT_FILE"];
}
