//! The program itself, with no root certificate to check anybody's with: it starts and says so.
//!
//! No file is asked where the system itself checks certificates (macOS, Windows).
#![cfg(target_os = "linux")]

use serde_json::{Value, json};

use test_app::run_program;

#[tokio::test]
async fn without_a_root_certificate_the_program_starts_and_says_what_to_set() {
    let directory = std::env::temp_dir();
    let empty = directory.join(format!("no-roots-{}.pem", std::process::id()));
    std::fs::write(&empty, "").expect("a file can be written there");
    let missing = directory.join("no-such-directory").join("roots.pem");
    for path in [&missing, &empty] {
        let path = path.to_str().expect("paths of tests are Unicode");
        let events = [event("/health"), event("/api/products"), event("/health")];
        // A mistake besides is named beside it, not instead.
        for (leeway, missing) in [
            ("5", json!(["SSL_CERT_FILE"])),
            ("61", json!(["TOKEN_LEEWAY_SECONDS", "SSL_CERT_FILE"])),
        ] {
            let variables = [("SSL_CERT_FILE", path), ("TOKEN_LEEWAY_SECONDS", leeway)];
            let (responses, log) = run_program(env!("CARGO_BIN_EXE_product-proxy"), &variables, &events).await;

            for health in [&responses[0], &responses[2]] {
                assert_eq!(health["statusCode"], 200, "{health} {log}");
                let body = body(health);
                assert_eq!((&body["status"], &body["missing"]), (&json!("misconfigured"), &missing));
                let mistake = body["mistakes"]
                    .as_array()
                    .and_then(|mistakes| mistakes.last()?.as_str());
                assert!(
                    mistake.is_some_and(|text| text
                        .starts_with("set SSL_CERT_FILE to the path of a PEM file with root certificates; none")),
                    "{body}"
                );
            }
            assert_eq!(responses[1]["statusCode"], 503, "{log}");
            assert_eq!(body(&responses[1])["code"], "misconfigured");
            let lines = log.lines().filter(|line| line.contains("SSL_CERT_FILE"));
            let lines: Vec<Value> = lines.filter_map(|line| serde_json::from_str(line).ok()).collect();
            assert_eq!(lines.len(), 1, "{log}");
            assert_eq!(lines[0]["level"], "ERROR");
            let cause = lines[0]["error"].as_str().unwrap_or_default();
            assert!(cause.contains("No CA certificates"), "{log}");
        }
    }
    std::fs::remove_file(empty).expect("it was written above");
}

/// A request with a token that nobody looks at.
fn event(path: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"host": "api.example", "authorization": "Bearer a.b.c"},
        "requestContext": {"stage": "$default", "http": {"method": "GET", "path": path}},
        "isBase64Encoded": false,
    })
}

fn body(response: &Value) -> Value {
    serde_json::from_str(response["body"].as_str().unwrap_or_default()).expect("every body is JSON")
}
