//! The tool that prints `docs/openapi.json`: a function among its dependencies and in its list, both in
//! marked lines, with which they go again.

use crate::failure::Failure;

pub(crate) const MANIFEST: &str = "tools/openapi/Cargo.toml";
pub(crate) const LIST: &str = "tools/openapi/src/functions.rs";

/// The manifest with the function among the dependencies, which are its last table.
pub(crate) fn with_dependency(manifest: &str, function: &str) -> String {
    format!(
        "{}\n# <{function}>\n{function} = {{ path = \"../../functions/{function}\" }}\n# </{function}>\n",
        manifest.trim_end()
    )
}

/// The list with the function's part at its end.
pub(crate) fn with_part(list: &str, function: &str) -> Result<String, Failure> {
    let end = "    ]\n";
    let at = list
        .rfind(end)
        .ok_or_else(|| Failure::said(format!("{LIST} has no list; nothing was changed")))?;
    let (before, after) = list.split_at(at);
    let krate = function.replace('-', "_");
    Ok(format!(
        "{before}        // <{function}>\n        (\"{function}\", {krate}::ApiDoc::openapi()),\n        // </{function}>\n{after}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::marks;

    #[test]
    fn a_function_comes_and_goes_without_a_trace() {
        let manifest = include_str!("../../../openapi/Cargo.toml");
        let list = include_str!("../../../openapi/src/functions.rs");
        let added = with_dependency(manifest, "my-orders");
        assert!(
            added.contains("\nmy-orders = { path = \"../../functions/my-orders\" }\n"),
            "{added}"
        );
        assert_eq!(marks::without(&added, "my-orders").as_deref(), Some(manifest));
        let added = with_part(list, "my-orders").unwrap();
        assert!(
            added.contains("(\"my-orders\", my_orders::ApiDoc::openapi()),"),
            "{added}"
        );
        assert_eq!(marks::without(&added, "my-orders").as_deref(), Some(list));
        assert!(with_part("fn parts() {}\n", "my-orders").is_err());
    }
}
