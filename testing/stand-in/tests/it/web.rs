//! The demo front end in `web/`, as far as no browser is needed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web")
}

fn text(name: &str) -> String {
    fs::read_to_string(web().join(name)).unwrap()
}

fn scripts() -> Vec<(String, String)> {
    pages()
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|extension| extension == "js"))
        .collect()
}

/// The files that a browser may load, by name: neither manifests nor types.
fn pages() -> Vec<(String, String)> {
    let files = fs::read_dir(web()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension != "json" && extension != "ts")
    });
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (name, text)
        })
        .collect()
}

#[test]
fn the_page_is_small() {
    let bytes: usize = pages().iter().map(|(_, text)| text.len()).sum();
    let client = text("client.js").len();

    assert!((1..3072).contains(&client), "client.js has {client} bytes");
    assert!((1..=60 * 1024).contains(&bytes), "the page has {bytes} bytes");
}

#[test]
fn nothing_is_inline_and_nothing_is_of_another_host() {
    let page = text("index.html");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains(r#"<script type="module" src="/app.js"></script>"#));
    for inline in ["<style", " style=", " onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
    let named = ["http://www.w3.org/2000/svg", "http://127.0.0.1:7878/"];
    for (name, text) in pages() {
        let text = named.iter().fold(text, |text, url| text.replace(url, ""));
        assert!(!text.contains("://"), "{name}");
        for store in ["localStorage", "sessionStorage", "indexedDB", "document.cookie"] {
            assert!(!text.contains(store), "{name} keeps something in {store}");
        }
    }
}

#[test]
fn each_module_that_is_imported_is_there() {
    let mut imports = 0;
    for (name, text) in scripts() {
        for import in text.split("from '").skip(1) {
            let module = import.split('\'').next().unwrap();
            let module = module.strip_prefix("./").unwrap_or_else(|| panic!("{name}: {module}"));
            assert!(web().join(module).is_file(), "{name}: {module}");
            imports += 1;
        }
    }
    assert!(imports > 20, "{imports}");
}

#[test]
fn each_text_of_the_pages_is_there_in_german() {
    let german = text("texts-de.js");
    let is_known = |text: &str| {
        let quoted = [format!("'{text}':"), format!("\"{text}\":"), format!("\n  {text}:")];
        quoted.iter().any(|key| german.contains(key.as_str()))
    };
    let page = text("index.html");
    let of_page = page.split(" data-t").skip(1).map(|rest| {
        let (attributes, rest) = rest.split_once('>').unwrap();
        match attributes.strip_prefix("-placeholder=\"") {
            Some(placeholder) => placeholder.strip_suffix('"').unwrap(),
            None => rest.split('<').next().unwrap(),
        }
    });
    let scripts = scripts();
    let of_scripts = scripts.iter().flat_map(|(_, text)| {
        let behind = text
            .match_indices("t('")
            .filter(|(place, _)| !text[..*place].ends_with(char::is_alphanumeric));
        behind.map(|(place, start)| text[place + start.len()..].split('\'').next().unwrap())
    });

    let texts: Vec<&str> = of_page.chain(of_scripts).collect();
    assert!(texts.len() > 50, "{}", texts.len());
    for text in texts {
        assert!(is_known(text), "{text}");
    }
}

#[test]
fn the_manifest_has_the_members_that_jtl_reads() {
    let manifest: Value = serde_json::from_str(&text("app.json")).unwrap();
    let capabilities = &manifest["capabilities"];
    let item = &capabilities["erp"]["menuItems"][0];
    for (address, path) in [
        (&manifest["lifecycle"]["configurationUrl"], "setup"),
        (&capabilities["hub"]["appLauncher"]["redirectUrl"], "hub"),
        (&item["url"], "erp"),
    ] {
        assert_eq!(address, &format!("http://localhost:5273/{path}"));
    }
    assert!(item["id"].is_string() && item["name"].is_string());
    assert_eq!(capabilities["erp"]["api"]["scopes"][0], "items.read");
    // Without webhooks nobody calls an app at the end; these two are gone from the newest form.
    assert_eq!(manifest["lifecycle"].as_object().unwrap().len(), 1);

    let listing: Value = serde_json::from_str(&text("listing.json")).unwrap();
    let locale = listing["defaultLocale"].as_str().unwrap();
    assert!(listing["name"][locale]["short"].is_string() && listing["description"][locale]["full"].is_string());
    for right in ["request", "delete"] {
        assert!(listing["legal"]["gdpr"][right].is_string(), "{right}");
    }
}
