use serde_json::Value;
use stand_in::{Endpoint, StandIn};

use crate::client::{Client, Reply};

fn list(client: &Client, query: &str) -> Reply {
    list_of(client, "tenant-books", query)
}

fn list_of(client: &Client, tenant: &str, query: &str) -> Reply {
    let bearer = format!("Bearer {}", client.access_token());
    let headers = [("authorization", bearer.as_str()), ("x-tenant-id", tenant)];
    client.get(&format!("/erp/v2/items{query}"), &headers)
}

#[tokio::test]
async fn a_list_comes_page_by_page_with_its_digits() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let first = list(&client, "?pageNumber=1&pageSize=200");
    let edge_cases = list_of(&client, "edge-cases", "?pageSize=2");
    assert!(edge_cases.text().contains(r#""salesPriceNet":12345678901234.567890,"#));
    let last = list(&client, "?pageNumber=3&pageSize=200").json();

    assert_eq!(first.json()["totalItems"], 500);
    assert_eq!(first.json()["totalPages"], 3);
    assert_eq!(first.json()["hasNextPage"], true);
    assert_eq!(last["hasNextPage"], false);
    assert_eq!(last["hasPreviousPage"], true);
    assert_eq!(last["items"].as_array().unwrap().len(), 100);
    assert_eq!(last["items"][99]["sku"], "BOOKS-00499");
}

#[tokio::test]
async fn a_bad_page_is_refused_in_the_platforms_form() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    for query in ["?pageNumber=0", "?pageSize=0", "?pageSize=1001", "?pageSize=x"] {
        let response = list(&client, query);
        assert_eq!(response.status, 400, "{query}");
        assert_eq!(response.json()["errorCode"], "ValidationError");
        assert!(response.json()["stacktrace"].is_string());
    }
}

#[tokio::test]
async fn every_answer_counts_down_to_429() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.set_rate_limit(2, 3600);

    let responses: Vec<_> = (0..3).map(|_| list(&client, "?pageSize=1")).collect();

    let statuses: Vec<_> = responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [200, 200, 429]);
    let remaining: Vec<_> = responses
        .iter()
        .map(|response| response.header("x-ratelimit-remaining"))
        .collect();
    assert_eq!(remaining, [Some("1"), Some("0"), Some("0")]);
    assert_eq!(responses[2].header("x-ratelimit-limit"), Some("2"));
    assert_eq!(responses[2].header("x-ratelimit-interval-length-seconds"), Some("3600"));
    assert_eq!(responses[2].header("retry-after"), None);
    assert_eq!(stand_in.calls(Endpoint::Items), 3);
}

#[tokio::test]
async fn a_refused_caller_is_told_the_limit_too() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let response = client.get("/erp/v2/items", &[]);

    assert_eq!(response.status, 401);
    assert_ne!(response.json()["message"], Value::Null);
    assert!(response.header("x-ratelimit-limit").is_some());
}
