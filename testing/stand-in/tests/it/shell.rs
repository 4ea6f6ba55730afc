use std::{env, fs, net::TcpListener, path::PathBuf};

use serde_json::{Value, json};
use stand_in::{FrontEnd, StandIn, TENANTS};

use crate::client::{Client, Reply};

#[tokio::test]
async fn the_front_page_offers_every_tenant_by_a_readable_name() {
    let stand_in = StandIn::start().await;

    let page = Client::of(&stand_in).get("/", &[]);

    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for tenant in TENANTS {
        assert!(page.text().contains(&format!("<option value=\"{}\">", tenant.slug)));
    }
    assert!(page.text().contains("<option value=\"edge-cases\">Edge cases</option>"));
}

#[tokio::test]
async fn the_page_and_all_its_parts_are_served_under_a_policy_that_needs_nothing_inline() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let page = client.get("/", &[]);
    let mut paths: Vec<String> = quoted(page.text(), "=\"/shell/");
    for script in ["shell", "frame"] {
        let script = client.get(&format!("/shell/{script}.js"), &[]);
        paths.extend(quoted(script.text(), "from './").into_iter());
    }

    assert!(paths.len() > 8, "{paths:?}");
    for part in paths {
        let answer = client.get(&format!("/shell/{part}"), &[]);
        assert_eq!(answer.status, 200, "{part}");
        assert_is_under_the_policy(&answer);
    }
    assert_is_under_the_policy(&page);
    assert!(!page.text().contains("<style") && !page.text().contains(" style="));
    assert!(!page.text().contains(" onclick=") && page.text().matches("<script").count() == 1);
}

fn assert_is_under_the_policy(answer: &Reply) {
    let policy = answer.header("content-security-policy").unwrap();
    let directives: Vec<&str> = policy.split("; ").collect();
    assert_eq!(
        directives,
        [
            "default-src 'self'",
            "frame-src http://localhost:* http://127.0.0.1:*",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    );
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
}

/// What stands in quotes behind `start`.
fn quoted(text: &str, start: &str) -> Vec<String> {
    let behind = text.split(start).skip(1);
    behind
        .map(|rest| rest.split(['"', '\'']).next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_shell_knows_whether_the_app_answers() {
    let app = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}", app.local_addr().unwrap().port());
    let stand_in = StandIn::with_front_end(FrontEnd::new(&url, None)).await;
    let client = Client::of(&stand_in);
    let state = || client.get("/shell/state", &[]).json();

    assert_eq!(state()["app"], json!({ "url": url, "answers": true }));
    drop(app);
    assert_eq!(state()["app"], json!({ "url": url, "answers": false }));
    assert_eq!(
        (&state()["manifest"], &state()["mistake"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn the_manifest_is_read_at_each_request_and_a_mistake_in_it_is_named() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("app-{}.json", std::process::id()));
    let stand_in = StandIn::with_front_end(FrontEnd::new(FrontEnd::QUICK_START, Some(path.clone()))).await;
    let client = Client::of(&stand_in);
    let state = || client.get("/shell/state", &[]).json();
    let mistake = || state()["mistake"].as_str().unwrap().to_owned();

    assert!(mistake().contains("cannot be read"), "{}", mistake());
    fs::write(&path, "{ \"version\": ").unwrap();
    assert!(mistake().contains("is not JSON"), "{}", mistake());
    fs::write(&path, "{ \"version\": \"1.0.0\" }").unwrap();
    assert_eq!(state()["manifest"], json!({ "version": "1.0.0" }));
    assert_eq!(state()["mistake"], Value::Null);
    fs::remove_file(&path).unwrap();
}

#[test]
fn only_an_origin_of_this_machine_can_be_framed() {
    for (text, origin) in [
        ("http://localhost:5273", Some("http://localhost:5273")),
        ("http://127.0.0.1:3000/", Some("http://127.0.0.1:3000")),
        ("http://localhost", Some("http://localhost")),
        ("https://localhost:5273", None),
        ("http://localhost:5273/erp", None),
        ("http://localhost:99999", None),
        ("http://localhost.example:80", None),
        ("http://[::1]:5273", None),
        ("localhost:5273", None),
        ("", None),
    ] {
        assert_eq!(FrontEnd::origin(text).ok().as_deref(), origin, "{text}");
    }
}
