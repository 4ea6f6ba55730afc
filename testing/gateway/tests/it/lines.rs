//! The lines for the terminal.

use crate::test_gateway::{Folder, TEMPLATE, TestGateway, wait_for};

/// The line of the latest request to `path`.
fn line_of(gateway: &TestGateway, path: &str) -> String {
    let of_path = |line: &String| line.contains(&format!(" {path} "));
    wait_for("the line", || gateway.lines().into_iter().rev().find(of_path))
}

fn completed(fields: &str) -> String {
    format!(r#"{{"level":"INFO","message":"request completed","request.id":"REQUEST"{fields}}}"#)
}

#[test]
fn each_request_is_a_line_without_its_query() {
    let gateway = TestGateway::start(TEMPLATE);

    gateway.get("/echo/7?token=secret");

    let line = line_of(&gateway, "/echo/7");
    let parts: Vec<&str> = line.split(' ').collect();
    let [time, "GET", "/echo/7", "200", milliseconds, "ms"] = parts[..] else {
        panic!("{line}");
    };
    let clock: Vec<&str> = time.split(':').collect();
    assert!(clock.len() == 3 && clock.iter().all(|part| part.len() == 2), "{line}");
    assert!(milliseconds.parse::<u32>().is_ok(), "{line}");
}

#[test]
fn the_line_has_the_tenant_that_the_function_named() {
    for (fields, end) in [
        (r#","tenant.id":"8b0d","tenant.slug":"bikes""#, " ms tenant bikes"),
        (r#","tenant.id":"8b0d""#, " ms tenant 8b0d"),
        ("", " ms"),
    ] {
        let gateway = TestGateway::start(TEMPLATE);

        gateway.post("/log", &completed(fields));

        let line = line_of(&gateway, "/log");
        assert!(line.ends_with(end), "{line}");
        assert_eq!(gateway.lines().len(), 1, "{:?}", gateway.lines());
    }
}

#[test]
fn the_tenant_of_another_request_is_not_taken() {
    let gateway = TestGateway::start(TEMPLATE);

    gateway.post(
        "/log",
        &completed(r#","tenant.slug":"bikes""#).replace("REQUEST", "another"),
    );

    assert!(line_of(&gateway, "/log").ends_with(" ms"));
}

#[test]
fn what_functions_write_is_shown_unless_it_is_for_information() {
    let gateway = TestGateway::start(TEMPLATE);
    for (written, shown) in [
        (
            r#"{"timestamp":"2026-01-01T00:00:00Z","level":"WARN","message":"refresh failed","error":"no answer"}"#,
            Some(r#"WARN echo: refresh failed error="no answer""#),
        ),
        (r#"{"level":"ERROR","message":"oh"}"#, Some("ERROR echo: oh")),
        (
            r#"{"level":"DEBUG","message":"asked for"}"#,
            Some("DEBUG echo: asked for"),
        ),
        (r#"{"level":"INFO","message":"hidden one"}"#, None),
        (
            r#"{"level":"WARN","message":"request completed","request.id":"hidden","status":503}"#,
            None,
        ),
        (r#"{"_aws":{"hidden":2}}"#, None),
        (" INFO hidden three", None),
        (" WARN in text", Some(" WARN in text")),
        ("a line of println", Some("a line of println")),
        (r#"{"its":"own"}"#, Some(r#"{"its":"own"}"#)),
    ] {
        gateway.post("/log", written);
        if let Some(shown) = shown {
            wait_for(shown, || gateway.lines().iter().any(|line| line == shown).then_some(()));
        }
    }
    let lines = gateway.lines();
    assert!(lines.iter().all(|line| !line.contains("hidden")), "{lines:?}");
}

#[test]
fn everything_is_shown_where_it_is_asked_for() {
    let folder = Folder::new();
    folder.write("web/app.js", "");
    let gateway = TestGateway::start_with(folder, TEMPLATE, |options| {
        options.web = Some(options.root.join("web"));
        options.is_verbose = true;
    });

    gateway.post("/log", r#"{"level":"INFO","message":"one"}"#);
    gateway.post("/log", " INFO two");
    gateway.get("/app.js");

    for shown in ["INFO echo: one", " INFO two"] {
        wait_for(shown, || gateway.lines().iter().any(|line| line == shown).then_some(()));
    }
    assert!(line_of(&gateway, "/app.js").contains("GET /app.js 200"));
}
