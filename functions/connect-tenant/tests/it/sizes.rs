//! Bytes of a warm connection, which `cargo xtask cost` computes with.

use serde_json::Value;
use stand_in::{SessionClaims, StandIn};
use test_app::{AWS_CREDENTIALS, assert_sizes};

#[tokio::test]
async fn a_warm_connection_costs_the_bytes_that_the_docs_compute_with() {
    let stand_in = StandIn::start().await;
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let event = include_str!("../../../../events/connect-tenant-get-session-id.json");
    let event: Value = serde_json::from_str(&event.replace("{{session-token}}", &token)).expect("an event is JSON");
    let mut variables = AWS_CREDENTIALS.to_vec();
    variables.extend(["JTL_AUTH_URL", "JTL_API_URL", "AWS_ENDPOINT_URL"].map(|name| (name, stand_in.url())));
    assert_sizes(
        "connect-tenant",
        env!("CARGO_BIN_EXE_connect-tenant"),
        &variables,
        &event,
    )
    .await;
}
