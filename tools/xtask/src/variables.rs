//! The variables that functions read: those that `.env.example` names.

use crate::env_file;

/// Each once. A function takes them from where these commands put them alone: one left over in the
/// shell would mix in.
pub(crate) fn of_the_functions() -> impl Iterator<Item = &'static str> {
    env_file::names(EXAMPLE)
}

const EXAMPLE: &str = include_str!("../../../.env.example");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use sam_template::Template;

    use super::*;

    #[test]
    fn the_example_names_every_variable_that_the_code_reads() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut read = BTreeSet::new();
        let functions = fs::read_dir(root.join("functions")).unwrap();
        for package in functions
            .map(|entry| entry.unwrap().path())
            .chain([root.join("shared")])
        {
            let source = package.join("src");
            if source.is_dir() {
                collect(&source, &mut read);
            }
        }
        assert!(read.len() > 12, "{read:?}");
        assert_named(&read);
    }

    #[test]
    fn the_example_names_every_variable_of_the_template() {
        let template = Template::parse(include_str!("../../../template.yaml")).unwrap();
        let functions = template.functions().unwrap();
        let own = functions.iter().map(|function| &function.resource["Properties"]);
        let all = own.chain([&template.as_json()["Globals"]["Function"]]);
        let variables = all.filter_map(|properties| properties["Environment"]["Variables"].as_object());
        let set: BTreeSet<String> = variables.flat_map(|variables| variables.keys().cloned()).collect();
        assert!(set.len() > 12, "{set:?}");
        assert_named(&set);
    }

    fn assert_named(variables: &BTreeSet<String>) {
        let named: BTreeSet<String> = of_the_functions().map(ToOwned::to_owned).collect();
        let missing: Vec<_> = variables.difference(&named).collect();
        assert!(missing.is_empty(), "put these into .env.example: {missing:?}");
    }

    /// The capitals in quotes in every file that reads variables, down to its tests.
    fn collect(folder: &Path, into: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, into);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if path.ends_with("tests.rs") || !READERS.iter().any(|reader| code.contains(reader)) {
                continue;
            }
            let quoted = code.split('"').skip(1).step_by(2);
            into.extend(quoted.filter(|text| is_variable(text)).map(ToOwned::to_owned));
        }
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
}
