//! Lines of the program as Lambda and metric filters read them, whatever the level.

use serde_json::{Value, json};
use stand_in::{Endpoint, Fault, SessionClaims, StandIn};
use test_app::{AWS_CREDENTIALS, run_program};

#[tokio::test]
async fn each_line_has_a_level_and_a_time_and_the_one_of_a_request_has_its_status() {
    let completed = of(&lines("info", false).await, "request completed");

    assert_eq!(
        (&completed["level"], &completed["status"]),
        (&json!("INFO"), &json!(200))
    );
    assert_eq!(completed["route"], "/api/connect-tenant");
    assert!(completed["duration_ms"].is_f64(), "{completed}");
}

#[tokio::test]
async fn a_failed_request_and_refresh_are_heard_of_at_warn_and_nothing_else() {
    let lines = lines("warn", true).await;

    let completed = of(&lines, "request completed");
    assert_eq!(
        (&completed["level"], &completed["status"]),
        (&json!("WARN"), &json!(503))
    );
    assert_eq!(of(&lines, "refresh failed")["level"], "WARN");
    assert!(lines.iter().all(|line| line["level"] != "INFO"), "{lines:?}");
    assert!(of_success(&self::lines("warn", false).await).is_empty());
}

/// Lines of one request, at 300 bytes at most, which is what a log costs.
async fn lines(level: &str, is_down: bool) -> Vec<Value> {
    let stand_in = StandIn::start().await;
    // As long as the platform's are.
    let claims = SessionClaims {
        tenant_id: Some("8b0dfb2c-55f5-4f4d-9d4c-0c9a7ac1b7d1".into()),
        tenant_slug: Some("muster-store".into()),
        ..SessionClaims::of("tenant-books")
    };
    let token = stand_in.session_token(&claims);
    let secret = json!({"CLIENT_ID": stand_in.client_id(), "CLIENT_SECRET": stand_in.client_secret()}).to_string();
    let body = json!({"Name": "jtl/app", "SecretString": secret}).to_string();
    stand_in.fault(
        Endpoint::Secrets,
        Fault::Answer {
            status: if is_down { 500 } else { 200 },
            body,
        },
    );
    let event =
        include_str!("../../../../events/connect-tenant-get-session-id.json").replace("{{session-token}}", &token);
    let event = serde_json::from_str(&event).expect("an event is JSON");
    let mut variables = AWS_CREDENTIALS.to_vec();
    variables.push(("LOG_LEVEL", level));
    variables.extend(["JTL_AUTH_URL", "JTL_API_URL", "AWS_ENDPOINT_URL"].map(|name| (name, stand_in.url())));
    let (_, log) = run_program(env!("CARGO_BIN_EXE_connect-tenant"), &variables, &[event]).await;

    let lines: Vec<&str> = log.lines().filter(|line| line.starts_with('{')).collect();
    assert_eq!(lines.len(), log.lines().count(), "{log}");
    let lines = lines.iter().map(|text| {
        let line: Value = serde_json::from_str(text).expect("a line is JSON");
        let time = line["timestamp"].as_str().expect("each line has a time");
        let is_rfc_3339 = time.ends_with('Z') && time.len() > 20 && time.as_bytes()[10] == b'T';
        assert!(is_rfc_3339 && line["level"].is_string(), "{text}");
        assert!(
            line["message"] != "request completed" || text.len() <= 300,
            "{} bytes: {text}",
            text.len()
        );
        line
    });
    lines.collect()
}

fn of(lines: &[Value], message: &str) -> Value {
    let found = lines.iter().find(|line| line["message"] == message);
    found.cloned().unwrap_or_else(|| panic!("no {message} in {lines:?}"))
}

fn of_success(lines: &[Value]) -> Vec<&Value> {
    lines
        .iter()
        .filter(|line| line["message"] == "request completed")
        .collect()
}
