//! The workspace's `Cargo.toml`, edited so that its comments stay.

use toml_edit::{Array, DocumentMut, InlineTable, Table, Value};

use crate::failure::Failure;

/// The text with this route to `function` in the table of the local server.
pub(crate) fn with_route(text: &str, method: &str, path: &str, function: &str) -> Result<String, Failure> {
    let mut manifest = parsed(text)?;
    let mut target = InlineTable::new();
    target.insert("method", method.into());
    target.insert("function", function.into());
    let router = router(&mut manifest)?;
    if let Some(targets) = router.get_mut(path).and_then(toml_edit::Item::as_array_mut) {
        targets.push(target);
    } else {
        let targets = Array::from_iter([Value::from(target)]);
        router.insert(path, toml_edit::value(targets));
    }
    Ok(manifest.to_string())
}

/// The text without the routes to `function`, and without it among the workspace's dependencies.
pub(crate) fn without_function(text: &str, function: &str) -> Result<String, Failure> {
    let mut manifest = parsed(text)?;
    let router = router(&mut manifest)?;
    let is_of = |target: &Value| {
        let target = target.as_inline_table().and_then(|target| target.get("function"));
        target.and_then(Value::as_str) == Some(function)
    };
    let mut emptied = Vec::new();
    for (path, targets) in router.iter_mut() {
        if let Some(targets) = targets.as_array_mut() {
            targets.retain(|target| !is_of(target));
            if targets.is_empty() {
                emptied.push(path.get().to_owned());
            }
        }
    }
    for path in emptied {
        router.remove(&path);
    }
    if let Some(dependencies) = table(&mut manifest, &["workspace", "dependencies"]) {
        dependencies.remove(function);
    }
    Ok(manifest.to_string())
}

/// Whether a manifest of a package has `package` among its dependencies of any kind.
pub(crate) fn depends_on(text: &str, package: &str) -> Result<bool, Failure> {
    let mut manifest = parsed(text)?;
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    Ok(kinds
        .iter()
        .any(|kind| table(&mut manifest, &[kind]).is_some_and(|table| table.contains_key(package))))
}

fn parsed(text: &str) -> Result<DocumentMut, Failure> {
    text.parse()
        .map_err(|error| Failure::said(format!("a Cargo.toml cannot be read: {error}")))
}

fn router(manifest: &mut DocumentMut) -> Result<&mut Table, Failure> {
    table(manifest, &["workspace", "metadata", "lambda", "watch", "router"])
        .ok_or_else(|| Failure::said("Cargo.toml has no table [workspace.metadata.lambda.watch.router]"))
}

fn table<'a>(manifest: &'a mut DocumentMut, path: &[&str]) -> Option<&'a mut Table> {
    let mut table = manifest.as_table_mut();
    for name in path {
        table = table.get_mut(name)?.as_table_mut()?;
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"# The workspace.
[workspace.dependencies]
session = { path = "functions/session" }
tokio = "1" # kept

# The routes.
[workspace.metadata.lambda.watch.router]
"/api/me" = [{ method = "GET", function = "session" }]
"/health" = [{ method = "GET", function = "connect-tenant" }]
"#;

    #[test]
    fn a_route_is_added_and_the_comments_stay() {
        let added = with_route(MANIFEST, "GET", "/api/orders/{id}", "orders").unwrap();
        let line = "\"/api/orders/{id}\" = [{ method = \"GET\", function = \"orders\" }]\n";
        assert_eq!(added, format!("{MANIFEST}{line}"));
        let second = with_route(MANIFEST, "POST", "/api/me", "orders").unwrap();
        let both = r#"[{ method = "GET", function = "session" }, { method = "POST", function = "orders" }]"#;
        assert!(second.contains(both), "{second}");
        assert_eq!(without_function(&second, "orders").unwrap(), MANIFEST);
        assert_eq!(without_function(&added, "orders").unwrap(), MANIFEST);
    }

    #[test]
    fn a_function_leaves_neither_routes_nor_a_dependency() {
        let without = without_function(MANIFEST, "session").unwrap();
        assert!(
            !without.contains("session") && without.contains("tokio = \"1\" # kept"),
            "{without}"
        );
        assert!(
            without.contains("# The routes.") && without.contains("/health"),
            "{without}"
        );
    }

    #[test]
    fn a_dependency_of_any_kind_is_seen() {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let text = format!("[{kind}]\naccount.workspace = true\n");
            assert!(depends_on(&text, "account").unwrap(), "{kind}");
            assert!(!depends_on(&text, "session").unwrap(), "{kind}");
        }
    }
}
