//! The program itself, with a table of its own kind of endpoint.

use serde_json::Value;
use stand_in::{Endpoint, Fault, SessionClaims, StandIn};
use test_app::{AWS_CREDENTIALS, run_program};

#[tokio::test]
async fn a_table_may_have_an_endpoint_of_its_own() {
    let (stand_in, table) = (StandIn::start().await, StandIn::start().await);
    table.record(true);
    let body = "{}".to_owned();
    table.fault(Endpoint::Secrets, Fault::Answer { status: 200, body });
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let event = include_str!("../../../../events/connect-tenant-get-session-id.json");
    let event: Value = serde_json::from_str(&event.replace("{{session-token}}", &token)).expect("an event is JSON");
    let mut variables = AWS_CREDENTIALS.to_vec();
    variables.extend(["JTL_AUTH_URL", "JTL_API_URL", "AWS_ENDPOINT_URL"].map(|name| (name, stand_in.url())));
    variables.extend([
        ("AWS_ENDPOINT_URL_DYNAMODB", table.url()),
        ("CONNECTIONS_STORE", "dynamodb:connections"),
    ]);
    let (responses, log) = run_program(env!("CARGO_BIN_EXE_connect-tenant"), &variables, &[event]).await;
    assert_eq!(responses[0]["statusCode"], 200, "{} {log}", responses[0]);
    assert_eq!(
        stand_in.calls(Endpoint::Secrets),
        1,
        "its secret is asked for elsewhere: {log}"
    );
    let received = table.received(Endpoint::Secrets);
    let [request] = &received[..] else {
        panic!("{received:?} {log}")
    };
    assert_eq!(request.header("x-amz-target"), ["DynamoDB_20120810.UpdateItem"]);
    assert!(
        request
            .header("authorization")
            .concat()
            .contains("Credential=an-access-key-id/")
    );
}
