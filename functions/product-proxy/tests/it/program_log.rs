//! The program itself, asked to log everything, at once or crate by crate, between a runtime and a Secrets Manager of this
//! test: neither the events that the runtime hands it nor the secret it reads are in its log.

use serde_json::{Value, json};
use stand_in::{SessionClaims, StandIn};

use crate::program::{AWS, run};

#[tokio::test]
async fn the_program_logs_neither_its_events_nor_its_secret() {
    let stand_in = StandIn::start().await;
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let secret = json!({"CLIENT_ID": stand_in.client_id(), "CLIENT_SECRET": stand_in.client_secret()}).to_string();
    let whole = json!({"ARN": "a", "Name": "jtl/app", "SecretString": secret}).to_string();
    let broken = whole[..whole.len() - 1].to_owned();

    let each_by_its_name = "info,lambda_runtime=trace,lambda_http=trace,aws_smithy_runtime=trace,\
         aws_sdk_secretsmanager=trace,reqwest=trace,hyper=trace,hyper_util=trace,axum=trace";
    for (level, answer, status) in [
        ("TRACE", &whole, 200),
        ("TRACE", &broken, 503),
        (each_by_its_name, &whole, 200),
        (each_by_its_name, &broken, 503),
    ] {
        let event = include_str!("../../../../events/product-proxy-list.json").replace("{{session-token}}", &token);
        let mut event: Value = serde_json::from_str(&event).expect("an event is JSON");
        event["headers"]["cookie"] = format!("session={COOKIE}").into();
        let variables = [
            ("JTL_AUTH_URL", stand_in.url()),
            ("JTL_API_URL", stand_in.url()),
            ("AWS_LAMBDA_LOG_LEVEL", level),
        ];
        let (replies, log) = run(&variables, answer.clone(), &[event]).await;
        let reply = &replies[0];
        assert_eq!(reply["statusCode"], status, "{reply} {log}");
        for heard in ["\"answered\"", "\"level\":\"INFO\""] {
            assert!(log.contains(heard), "the program did not log {heard}: {log}");
        }
        let mut secrets = vec![stand_in.client_secret(), token.clone(), COOKIE.into()];
        secrets.extend(token.split('.').skip(1).map(ToOwned::to_owned));
        secrets.extend(AWS.map(|(_, secret)| secret.to_owned()));
        for secret in secrets {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "the program logged {secret}");
        }
    }
}

const COOKIE: &str = "a-cookie-of-the-caller";
