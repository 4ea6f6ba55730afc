use std::collections::HashSet;

use serde_json::{Value, json};
use stand_in::{StandIn, TENANTS};

use crate::client::Client;

const BIKES: &str = "tenant-bikes";
const PAGE: &str = "query($first: Int, $after: String, $last: Int, $before: String) {
    QueryItems(first: $first, after: $after, last: $last, before: $before) {
        totalCount
        nodes { id sku }
        edges { cursor node { sku } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

/// A stand-in that lets nodes and edges be asked for together: with a variable each counts 500 times.
async fn stand_in() -> StandIn {
    let stand_in = StandIn::start().await;
    stand_in.set_cost_limits(1100, 1600);
    stand_in
}

fn page(client: &Client, tenant: &str, variables: &Value) -> Value {
    client.data(tenant, PAGE, variables)["QueryItems"].take()
}

fn skus(page: &Value) -> Vec<&str> {
    let nodes = page["nodes"].as_array().unwrap().iter();
    nodes.map(|node| node["sku"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_catalogue_can_be_walked_through_by_cursor() {
    let stand_in = stand_in().await;
    let client = Client::of(&stand_in);
    let mut ids = HashSet::new();

    for tenant in &TENANTS {
        let mut seen = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = page(&client, tenant.id, &json!({ "first": 499, "after": after }));
            assert_eq!(page["totalCount"], tenant.items);
            assert_eq!(page["pageInfo"]["hasPreviousPage"], !seen.is_empty());
            seen.extend(skus(&page).into_iter().map(str::to_owned));
            let nodes = page["nodes"].as_array().unwrap().iter();
            ids.extend(nodes.filter_map(|node| node["id"].as_str()).map(str::to_owned));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        let all = (0..tenant.items).map(|number| format!("{}-{number:05}", tenant.slug.to_uppercase()));
        assert_eq!(seen, all.collect::<Vec<_>>());
    }
    // One of the edge cases has none.
    let all: usize = TENANTS.iter().map(|tenant| tenant.items).sum();
    assert_eq!(ids.len(), all - 1);
}

#[tokio::test]
async fn a_page_holds_200_items_unless_asked_otherwise() {
    let stand_in = stand_in().await;
    let client = Client::of(&stand_in);

    assert_eq!(skus(&page(&client, BIKES, &json!({}))).len(), 200);
    assert_eq!(skus(&page(&client, BIKES, &json!({ "first": 500 }))).len(), 500);
}

#[tokio::test]
async fn pages_can_be_read_backwards() {
    let stand_in = stand_in().await;
    let client = Client::of(&stand_in);

    let end = page(&client, BIKES, &json!({ "last": 3 }));
    assert_eq!(skus(&end), ["BIKES-01197", "BIKES-01198", "BIKES-01199"]);
    assert_eq!(end["pageInfo"]["hasNextPage"], false);

    let before = &end["pageInfo"]["startCursor"];
    let previous = page(&client, BIKES, &json!({ "last": 2, "before": before }));
    assert_eq!(skus(&previous), ["BIKES-01195", "BIKES-01196"]);
    assert_eq!(previous["pageInfo"]["hasNextPage"], true);
}

#[tokio::test]
async fn edges_carry_the_cursors_of_their_items() {
    let stand_in = stand_in().await;
    let client = Client::of(&stand_in);

    let start = page(&client, BIKES, &json!({ "first": 5 }));
    let edges = start["edges"].as_array().unwrap();
    assert_eq!(edges[0]["cursor"], start["pageInfo"]["startCursor"]);
    assert_eq!(edges[4]["cursor"], start["pageInfo"]["endCursor"]);

    let after_second = page(&client, BIKES, &json!({ "first": 1, "after": edges[1]["cursor"] }));
    assert_eq!(skus(&after_second)[0], edges[2]["node"]["sku"]);
}

#[tokio::test]
async fn sizes_beyond_the_limit_and_broken_cursors_are_errors() {
    let stand_in = stand_in().await;
    let client = Client::of(&stand_in);
    let extensions = |variables: Value| {
        let answer = client.query(BIKES, PAGE, &variables).json();
        assert_eq!(answer["data"], json!({ "QueryItems": null }));
        assert_eq!(answer["errors"][0]["path"], json!(["QueryItems"]));
        let mut extensions = answer["errors"][0]["extensions"].clone();
        extensions.as_object_mut().unwrap().remove("traceId");
        extensions
    };
    let size = |asked: i32| json!({ "code": "HC0051", "coordinate": "Query.QueryItems", "requestedItems": asked, "maxAllowedItems": 500 });
    let cursor = |argument: &str, cursor: &str| json!({ "code": "HC0078", "argument": argument, "cursor": cursor });

    assert_eq!(extensions(json!({ "first": 501 })), size(501));
    assert_eq!(extensions(json!({ "last": 502 })), size(502));
    let negative = json!({ "code": "HC0079", "coordinate": "Query.QueryItems", "requestedItems": -1 });
    assert_eq!(extensions(json!({ "first": -1 })), negative);
    assert_eq!(extensions(json!({ "after": "MTA=" })), cursor("after", "MTA="));
    assert_eq!(extensions(json!({ "before": "?" })), cursor("before", "?"));
}
