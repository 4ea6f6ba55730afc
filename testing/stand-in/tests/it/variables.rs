//! Variables that do not fit, and nulls where none may be.

use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::Client;

const PAGE: &str = "query($order: [ItemListItemSortInput!], $where: ItemListItemFilterInput, $n: Int) {
    QueryItems(first: $n, where: $where, order: $order) { totalCount } }";
const ONE: &str = "query($id: ID!) { GetItemById(itemId: $id) { id } }";

async fn answer(document: &str, variables: Value) -> Value {
    let stand_in = StandIn::start().await;
    Client::of(&stand_in).query("bikes", document, &variables).json()
}

#[tokio::test]
async fn a_value_of_another_type_is_named_by_its_variable() {
    for (name, value) in [
        ("order", json!([{ "id": "ASC" }])),
        ("order", json!([{ "sku": "UP" }])),
        ("order", json!([{ "stock": "ASC" }])),
        ("order", json!([null])),
        ("where", json!({ "sku": { "gt": "a" } })),
        ("where", json!({ "salesPriceNet": { "eq": "1.0" } })),
        ("where", json!({ "modifiedDate": { "gt": "yesterday" } })),
        ("where", json!({ "isActive": { "eq": 1 } })),
        ("n", json!(1.5)),
        ("n", json!("1")),
        ("n", json!(2_147_483_648_i64)),
    ] {
        let mut answer = answer(PAGE, json!({ name: value })).await;
        assert!(answer.get("data").is_none(), "{name} {value}");
        let error = &mut answer["errors"][0];
        assert_eq!(
            error["message"],
            format!("Variable `{name}` got an invalid value."),
            "{value}"
        );
        error["extensions"].as_object_mut().unwrap().remove("traceId");
        assert_eq!(error["extensions"], json!({ "code": "HC0016", "variable": name }));
        assert_eq!(error["locations"][0]["line"], 1);
    }
}

#[tokio::test]
async fn a_missing_variable_is_named() {
    for variables in [json!({}), json!({ "id": null })] {
        let answer = answer(ONE, variables).await;
        assert!(answer.get("data").is_none());
        let error = &answer["errors"][0];
        assert_eq!(error["message"], "Variable `id` is required.");
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["variable"]),
            (&json!("HC0018"), &json!("id"))
        );
    }
}

#[tokio::test]
async fn single_values_numbers_and_defaults_are_taken_for_what_they_mean() {
    for variables in [
        json!({}),
        json!({ "order": { "id": { "kArtikel": "ASC" } }, "where": { "id": { "neq": 1 } }, "n": null, "more": 1 }),
        json!({ "order": [{ "sku": "DESC" }], "where": { "modifiedDate": { "gt": "2025-01-01" } } }),
    ] {
        let answer = answer(PAGE, variables.clone()).await;
        assert_eq!(
            answer["data"]["QueryItems"]["totalCount"], 1200,
            "{variables}: {answer}"
        );
    }
    let page = "query($n: Int = 3, $all: Boolean! = true) {
        QueryItems(first: $n) { nodes { sku @include(if: $all) } pageInfo @skip(if: $all) { endCursor } ...T } }
        fragment T on QueryItemsConnection { __typename }";
    let answer = answer(page, json!({})).await;
    let nodes = json!([{ "sku": "BIKES-00000" }, { "sku": "BIKES-00001" }, { "sku": "BIKES-00002" }]);
    let expected = json!({ "nodes": nodes, "__typename": "QueryItemsConnection" });
    assert_eq!(answer["data"]["QueryItems"], expected);
}

#[tokio::test]
async fn a_root_that_may_not_be_null_takes_the_data_with_it() {
    let document = "query($id: ID!) { all: QueryItems(first: 1) { totalCount } GetItemById(itemId: $id) { id } }";
    let answer = answer(document, json!({ "id": "none" })).await;
    assert_eq!(answer["data"], Value::Null);
    assert!(answer.as_object().unwrap().contains_key("data"));
    assert_eq!(answer["errors"][0]["path"], json!(["GetItemById"]));
}
