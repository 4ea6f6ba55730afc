//! The secret in Secrets Manager.

use std::time::Duration;

use serde_json::{Value, json};
use stand_in::{Endpoint, Fault, StandIn};

use crate::client::{Client, Reply};

fn read(client: &Client) -> Reply {
    send(client, "secretsmanager.GetSecretValue")
}

fn send(client: &Client, target: &str) -> Reply {
    client.send("POST", "/", &[("x-amz-target", target)], "{}").unwrap()
}

fn secret(response: &Reply) -> Value {
    serde_json::from_str(response.json()["SecretString"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn it_holds_the_credentials_that_are_accepted_until_another_is_stored() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let accepted = json!({"CLIENT_ID": stand_in.client_id(), "CLIENT_SECRET": stand_in.client_secret()});
    assert_eq!(secret(&read(&client)), accepted);
    // Whoever changes one of the two has not changed the other.
    stand_in.set_credentials("tomorrow", "tomorrows");
    assert_eq!(secret(&read(&client)), accepted);
    stand_in.store_credentials("tomorrow", "tomorrows");
    let stored = json!({"CLIENT_ID": "tomorrow", "CLIENT_SECRET": "tomorrows"});
    assert_eq!(secret(&read(&client)), stored);
    assert_eq!(stand_in.calls(Endpoint::Secrets), 3);
    assert_eq!(client.get("/", &[]).status, 200, "the page is no secret");
    assert_eq!(stand_in.calls(Endpoint::Secrets), 3);
}

#[tokio::test]
async fn its_errors_have_the_form_of_aws() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    for (fault, status, kind) in [
        (Fault::Status(500), 500, "InternalServiceError"),
        (Fault::RateLimited { retry_after: None }, 429, "ThrottlingException"),
        (
            Fault::aws_error(400, "ResourceNotFoundException"),
            400,
            "ResourceNotFoundException",
        ),
    ] {
        stand_in.fault(Endpoint::Secrets, fault);
        let response = read(&client);
        assert_eq!((response.status, &response.json()["__type"]), (status, &json!(kind)));
    }
    stand_in.clear_faults();
    let response = send(&client, "secretsmanager.PutSecretValue");
    let kind = json!("UnknownOperationException");
    assert_eq!((response.status, &response.json()["__type"]), (400, &kind));
}

#[tokio::test]
async fn it_hangs_and_waits_like_any_other_endpoint() {
    let stand_in = StandIn::start().await;
    let client = Client::with_patience(&stand_in, Duration::from_millis(200));
    stand_in.fault(Endpoint::Secrets, Fault::Hang);
    let headers = [("x-amz-target", "secretsmanager.GetSecretValue")];
    assert!(client.send("POST", "/", &headers, "{}").is_err());
    stand_in.clear_faults();
    stand_in.delay(Endpoint::Secrets, Duration::from_mins(10));
    assert!(client.send("POST", "/", &headers, "{}").is_err());
    assert_eq!(stand_in.calls(Endpoint::Secrets), 2);
}
