use serde_json::json;
use stand_in::{ErpVersion, StandIn};

use crate::client::Client;

const BIKES: &str = "tenant-bikes";

#[tokio::test]
async fn the_older_schema_differs_where_the_platforms_did() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.set_erp_version(ErpVersion::V2_0);

    let data = client.data(
        BIKES,
        "{ QueryItems(first: 1) { nodes { id } pageInfo { hasNextPage } } }",
        &json!({}),
    );
    assert_eq!(data["QueryItems"]["pageInfo"]["hasNextPage"], 1);
    let id = &data["QueryItems"]["nodes"][0]["id"];
    let one = client.data(
        BIKES,
        "query($id: ID) { GetItemById(id: $id) { identifiers { sku } } }",
        &json!({ "id": id }),
    );
    assert_eq!(one["GetItemById"]["identifiers"]["sku"], "BIKES-00000");

    let answer = client.query(BIKES, "{ QueryItems(searchTerm: \"x\") { totalCount } }", &json!({}));
    assert_eq!(
        answer.json()["errors"][0]["message"],
        "The argument `searchTerm` does not exist."
    );
    let none = "query($id: ID) { GetItemById(id: $id) { id } }";
    let none = client.data(BIKES, none, &json!({ "id": "none" }));
    assert_eq!(none, json!({ "GetItemById": null }));
    let orders = client.query(BIKES, "{ GetSalesOrderById(salesOrderId: 1) { id } }", &json!({}));
    assert_eq!(
        orders.json()["errors"][0]["message"],
        "The field `GetSalesOrderById` does not exist on the type `Query`."
    );
}

#[tokio::test]
async fn the_older_schema_compares_yes_and_no_as_numbers() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let count = |flag: &str| {
        let query = format!("{{ QueryItems(where: {{ isActive: {{ eq: {flag} }} }}) {{ totalCount }} }}");
        client.query(BIKES, &query, &json!({})).json()
    };

    let active = count("true")["data"]["QueryItems"]["totalCount"].clone();
    assert!(active.is_number() && count("1").get("data").is_none());
    stand_in.set_erp_version(ErpVersion::V2_0);
    assert_eq!(count("1")["data"]["QueryItems"]["totalCount"], active);
    assert!(count("true").get("data").is_none());
}
