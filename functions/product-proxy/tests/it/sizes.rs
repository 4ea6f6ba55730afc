//! Bytes of a warm list of 50 products, which `cargo xtask cost` computes with.

use serde_json::{Value, json};
use stand_in::{SessionClaims, StandIn};
use test_app::{AWS_CREDENTIALS, assert_sizes};

#[tokio::test]
async fn a_warm_list_costs_the_bytes_that_the_docs_compute_with() {
    let stand_in = StandIn::start().await;
    let token = stand_in.session_token(&SessionClaims::of("tenant-bikes"));
    let event = include_str!("../../../../events/product-proxy-list.json").replace("{{session-token}}", &token);
    let mut event: Value = serde_json::from_str(&event).expect("an event is JSON");
    event["rawQueryString"] = "first=50".into();
    event["queryStringParameters"] = json!({"first": "50"});
    let mut variables = AWS_CREDENTIALS.to_vec();
    variables.extend(["JTL_AUTH_URL", "JTL_API_URL", "AWS_ENDPOINT_URL"].map(|name| (name, stand_in.url())));
    assert_sizes("product-proxy", env!("CARGO_BIN_EXE_product-proxy"), &variables, &event).await;
}
