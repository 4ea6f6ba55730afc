use serde_json::{Value, json};
use stand_in::{ErpVersion, StandIn};

use crate::client::Client;

const BIKES: &str = "tenant-bikes";
const CHANGE_ITEM: &str =
    "mutation($request: ChangeItemCommandRequestInput!) { ChangeItem(request: $request) { item { id } } }";

fn change_item(id: &Value, gtin: &str) -> Value {
    json!({ "request": { "itemId": id, "identifiers": { "gtin": gtin } } })
}

fn first_item(client: &Client) -> Value {
    let list = "{ QueryItems(first: 1) { nodes { id gtin } } }";
    client.data(BIKES, list, &json!({}))["QueryItems"]["nodes"][0].take()
}

#[tokio::test]
async fn a_change_is_seen_by_the_next_query_of_this_stand_in_alone() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let id = first_item(&client)["id"].clone();
    let change = change_item(&id, "4012345678901");

    let changed = client.data(BIKES, CHANGE_ITEM, &change);

    assert_eq!(changed["ChangeItem"]["item"]["id"], id);
    assert_eq!(first_item(&client)["gtin"], "4012345678901");
    let other = StandIn::start().await;
    assert_ne!(first_item(&Client::of(&other))["gtin"], "4012345678901");
}

#[tokio::test]
async fn a_change_with_a_key_is_made_once() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let id = first_item(&client)["id"].clone();
    let change = |gtin: &str, key: &str| {
        let mut change = change_item(&id, gtin);
        change["request"]["idempotencyKey"] = key.into();
        client.query(BIKES, CHANGE_ITEM, &change).json()
    };

    let replayed = |answer: &Value| answer["extensions"]["idempotency"]["ChangeItem"]["wasReplayed"].clone();
    assert_eq!(replayed(&change("1", "a")), false);
    assert_eq!(replayed(&change("2", "b")), false);
    let again = change("1", "a");
    assert_eq!(replayed(&again), true);
    assert_eq!(again["data"]["ChangeItem"]["item"]["id"], id);
    assert_eq!(first_item(&client)["gtin"], "2");
    let without = client.query(BIKES, CHANGE_ITEM, &change_item(&id, "3")).json();
    assert_eq!(without["extensions"], Value::Null);
    let unknown = client
        .query(BIKES, CHANGE_ITEM, &change_item(&json!("none"), "3"))
        .json();
    assert!(unknown["errors"][0]["message"].is_string());
}

#[tokio::test]
async fn the_older_schema_has_no_keys_and_answers_yes() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let id = first_item(&client)["id"].clone();
    stand_in.set_erp_version(ErpVersion::V2_0);
    let document = "mutation($request: ChangeItemCommandRequestInput) { ChangeItem(request: $request) }";
    let mut change = change_item(&id, "4012345678902");
    change["request"]["companyId"] = "1".into();

    assert_eq!(client.data(BIKES, document, &change)["ChangeItem"], true);
    change["request"]["idempotencyKey"] = "k".into();
    let with_key = client.query(BIKES, document, &change).json();
    assert_eq!(with_key["errors"][0]["extensions"]["code"], "HC0016");
}
