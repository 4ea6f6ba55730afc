//! The program itself, given the credentials and endpoints of AWS by its environment alone.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use stand_in::{Endpoint, SessionClaims, StandIn};
use test_app::{AWS_CREDENTIALS, run_program};
use tokio::net::TcpListener;

#[tokio::test]
async fn an_endpoint_of_one_service_goes_before_that_of_all() {
    let (stand_in, another) = (recording().await, recording().await);
    let variables = [
        ("AWS_ENDPOINT_URL", another.url()),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", stand_in.url()),
    ];
    let (response, log) = ask(&stand_in, &AWS_CREDENTIALS, &variables).await;
    assert_eq!(response["statusCode"], 200, "{response} {log}");
    assert_eq!((reads(&stand_in), reads(&another)), (1, 0));
    let request = &stand_in.received(Endpoint::Secrets)[0];
    assert_eq!(request.header("x-amz-security-token"), ["a-session-token-of-aws"]);
    assert!(signature(&stand_in).contains("Credential=an-access-key-id/"));
    assert!(signature(&stand_in).contains("/eu-central-1/secretsmanager/"));
}

#[tokio::test]
async fn credentials_of_the_container_are_read_by_the_one_client() {
    let stand_in = recording().await;
    let (url, asked) = container().await;
    let variables = [
        ("AWS_ENDPOINT_URL", stand_in.url()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", TOKEN),
    ];
    let (response, log) = ask(&stand_in, &[], &variables).await;
    assert_eq!(response["statusCode"], 200, "{response} {log}");
    assert!(signature(&stand_in).contains("Credential=a-key-of-the-container/"));
    let request = &stand_in.received(Endpoint::Secrets)[0];
    assert_eq!(request.header("x-amz-security-token"), [OF_THE_CONTAINER]);
    let agents = asked.lock().unwrap().clone();
    assert_eq!(agents.len(), 1, "{agents:?}");
    assert!(agents[0].starts_with("jtl-cloud-functions/"), "{agents:?}");
    for secret in [TOKEN, OF_THE_CONTAINER, "a-secret-of-the-container"] {
        assert!(!log.contains(secret), "the program logged {secret}");
    }

    // The variables go before the container.
    let (response, log) = ask(&stand_in, &AWS_CREDENTIALS, &variables).await;
    assert_eq!(response["statusCode"], 200, "{response} {log}");
    assert!(signature(&stand_in).contains("Credential=an-access-key-id/"));
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn without_usable_credentials_of_aws_it_is_503_and_no_secret_is_asked_for() {
    let stand_in = recording().await;
    let (url, asked) = container().await;
    // An address that the SDK would take, as it is the one of EKS, and our client does not.
    let in_clear = "http://169.254.170.23/v1/credentials";
    for (variables, logged) in [
        (vec![], "no credentials found in chain"),
        (vec![("AWS_ACCESS_KEY_ID", "alone")], "no credentials found in chain"),
        (vec![("AWS_CONTAINER_CREDENTIALS_FULL_URI", &*url)], "403"),
        (
            vec![("AWS_CONTAINER_CREDENTIALS_FULL_URI", in_clear)],
            "in clear on this machine only",
        ),
    ] {
        let mut all = vec![("AWS_ENDPOINT_URL", stand_in.url())];
        all.extend(&variables);
        let (response, log) = ask(&stand_in, &[], &all).await;
        assert_eq!(response["statusCode"], 503, "{variables:?}: {response} {log}");
        let body: Value = serde_json::from_str(response["body"].as_str().unwrap_or_default()).unwrap();
        assert_eq!(body["code"], "platform_unavailable", "{variables:?}: {log}");
        assert!(log.contains(logged), "{variables:?}: {log}");
    }
    assert_eq!(reads(&stand_in), 0);
    assert_eq!(asked.lock().unwrap().len(), 0);
}

async fn recording() -> StandIn {
    let stand_in = StandIn::start().await;
    stand_in.record(true);
    stand_in
}

/// Answer of the program to a list of products, and its log. Its secret is wherever `variables` say.
async fn ask(stand_in: &StandIn, credentials: &[(&str, &str)], variables: &[(&str, &str)]) -> (Value, String) {
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let event = include_str!("../../../../events/product-proxy-list.json").replace("{{session-token}}", &token);
    let event = serde_json::from_str(&event).expect("an event is JSON");
    let mut all = credentials.to_vec();
    all.extend([("JTL_AUTH_URL", stand_in.url()), ("JTL_API_URL", stand_in.url())]);
    all.extend(variables);
    let (mut responses, log) = run_program(env!("CARGO_BIN_EXE_product-proxy"), &all, &[event]).await;
    (responses.remove(0), log)
}

fn reads(stand_in: &StandIn) -> u64 {
    stand_in.calls(Endpoint::Secrets)
}

/// Signature of the last read.
fn signature(stand_in: &StandIn) -> String {
    let received = stand_in.received(Endpoint::Secrets);
    received.last().expect("it was read").header("authorization").concat()
}

/// Endpoint that hands out credentials to whoever knows its token, and notes by which client.
async fn container() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/credentials", listener.local_addr().expect("it is bound"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let answer = async move |headers: HeaderMap| {
        let header = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        if header("authorization") != TOKEN {
            return Err(StatusCode::FORBIDDEN);
        }
        noted
            .lock()
            .expect("nobody panics with it")
            .push(header("user-agent").to_owned());
        Ok(Json(json!({
            "AccessKeyId": "a-key-of-the-container",
            "SecretAccessKey": "a-secret-of-the-container",
            "Token": OF_THE_CONTAINER,
            "Expiration": "2100-01-01T00:00:00Z",
        })))
    };
    let router = Router::new().route("/credentials", get(answer));
    tokio::spawn(async { axum::serve(listener, router).await });
    (url, asked)
}

const TOKEN: &str = "a-token-for-the-container";
const OF_THE_CONTAINER: &str = "a-session-token-of-the-container";
