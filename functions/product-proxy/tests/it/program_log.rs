//! The program itself, asked to log everything, at once or crate by crate, behind a runtime of this
//! test: neither the events that the runtime hands it nor the secret it reads are in its log.

use serde_json::{Value, json};
use stand_in::{Endpoint, Fault, SessionClaims, StandIn};
use test_app::{AWS_CREDENTIALS, run_program};

#[tokio::test]
async fn the_program_logs_neither_its_events_nor_its_secret() {
    let stand_in = StandIn::start().await;
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let secret = json!({"CLIENT_ID": stand_in.client_id(), "CLIENT_SECRET": stand_in.client_secret()}).to_string();
    let mut broken = json!({"Name": "jtl/app", "SecretString": secret}).to_string();
    broken.pop();

    let each_by_its_name = "info,lambda_runtime=trace,lambda_http=trace,aws_smithy_runtime=trace,\
         aws_sdk_secretsmanager=trace,reqwest=trace,hyper=trace,hyper_util=trace,axum=trace";
    for (level, is_broken, status) in [
        ("TRACE", false, 200),
        (each_by_its_name, false, 200),
        ("TRACE", true, 503),
        (each_by_its_name, true, 503),
    ] {
        if is_broken {
            let body = broken.clone();
            stand_in.fault(Endpoint::Secrets, Fault::Answer { status: 200, body });
        }
        let event = include_str!("../../../../events/product-proxy-list.json").replace("{{session-token}}", &token);
        let mut event: Value = serde_json::from_str(&event).expect("an event is JSON");
        event["headers"]["cookie"] = format!("session={COOKIE}").into();
        let mut variables = AWS_CREDENTIALS.to_vec();
        variables.push(("LOG_LEVEL", level));
        variables.extend(["JTL_AUTH_URL", "JTL_API_URL", "AWS_ENDPOINT_URL"].map(|name| (name, stand_in.url())));
        let (responses, log) = run_program(env!("CARGO_BIN_EXE_product-proxy"), &variables, &[event]).await;
        let response = &responses[0];
        assert_eq!(response["statusCode"], status, "{response} {log}");
        let said_at = if is_broken {
            "\"level\":\"WARN\""
        } else {
            "\"level\":\"INFO\""
        };
        for heard in ["\"request completed\"", said_at] {
            assert!(log.contains(heard), "the program did not log {heard}: {log}");
        }
        let mut secrets = vec![stand_in.client_secret(), token.clone(), COOKIE.into()];
        secrets.extend(token.split('.').skip(1).map(ToOwned::to_owned));
        secrets.extend(AWS_CREDENTIALS.map(|(_, secret)| secret.to_owned()));
        for secret in secrets {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "the program logged {secret}");
        }
    }
}

const COOKIE: &str = "a-cookie-of-the-caller";
