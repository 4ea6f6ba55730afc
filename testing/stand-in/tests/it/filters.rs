use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::Client;

const BIKES: &str = "tenant-bikes";
const LIST: &str = "query($search: String, $where: ItemListItemFilterInput, $order: [ItemListItemSortInput!]) {
    QueryItems(searchTerm: $search, where: $where, order: $order, first: 500) {
        totalCount
        nodes { id sku name gtin manufacturerName salesPriceNet suggestedRetailPrice stockTotal isActive modifiedDate }
    }
}";

fn list(client: &Client, variables: &Value) -> Vec<Value> {
    let data = client.data(BIKES, LIST, variables);
    data["QueryItems"]["nodes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_search_looks_at_names_numbers_and_makers_whatever_their_case() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let saddles = list(&client, &json!({ "search": "sAdDle" }));
    assert!(saddles.len() > 10);
    assert!(
        saddles
            .iter()
            .all(|item| item["name"].as_str().unwrap().contains("Saddle"))
    );
    let by_sku = list(&client, &json!({ "search": "bikes-00042" }));
    assert_eq!(by_sku.len(), 1);
    assert_eq!(by_sku[0]["sku"], "BIKES-00042");
    assert!(list(&client, &json!({ "search": "no such thing" })).is_empty());
}

#[tokio::test]
async fn a_search_can_be_told_how_and_where_to_look() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let count = |arguments: &str| {
        let query = format!("{{ QueryItems({arguments}) {{ totalCount }} }}");
        client.data(BIKES, &query, &json!({}))["QueryItems"]["totalCount"].clone()
    };

    assert_eq!(count(r#"searchTerm: "saddle", searchOperator: STARTS_WITH"#), 0);
    assert_eq!(count(r#"searchTerm: "bikes-0000", searchOperator: STARTS_WITH"#), 10);
    assert_eq!(
        count(r#"searchTerm: "*saddle*black", searchOperator: WILDCARD, searchField: NAME"#),
        48
    );
    assert_eq!(count(r#"searchTerm: "saddle", searchField: [ITEM_NUMBER, GTIN]"#), 0);
    assert_eq!(count(r#"searchTerm: "saddle", searchField: [ITEM_NUMBER, NAME]"#), 150);
}

#[tokio::test]
async fn filters_hold_together_or_one_by_one() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let skus = |filter: Value| -> Vec<String> {
        let items = list(&client, &json!({ "where": filter }));
        items.iter().map(|item| item["sku"].as_str().unwrap().into()).collect()
    };

    assert_eq!(skus(json!({ "sku": { "eq": "BIKES-00007" } })), ["BIKES-00007"]);
    assert_eq!(
        skus(json!({ "sku": { "in": ["BIKES-00003", "BIKES-00009", "x"] } })).len(),
        2
    );
    assert_eq!(skus(json!({ "sku": { "startsWith": "BIKES-0000" } })).len(), 10);
    assert_eq!(
        skus(json!({ "sku": { "contains": "-0011", "neq": "BIKES-00110" } })).len(),
        9
    );
    let either = json!({ "or": [{ "sku": { "eq": "BIKES-00001" } }, { "sku": { "eq": "BIKES-00002" } }] });
    assert_eq!(skus(either.clone()).len(), 2);
    let narrowed = json!({ "and": [either, { "sku": { "endsWith": "1" } }] });
    assert_eq!(skus(narrowed), ["BIKES-00001"]);
}

#[tokio::test]
async fn numbers_are_compared_as_numbers() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let count = |filter: Value| {
        let data = client.data(BIKES, LIST, &json!({ "where": filter }));
        data["QueryItems"]["totalCount"].as_u64().unwrap()
    };

    let all = count(json!({}));
    assert_eq!(all, 1200);
    assert_eq!(
        count(json!({ "salesPriceNet": { "gt": 99.5 } })) + count(json!({ "salesPriceNet": { "lte": 99.5 } })),
        all
    );
    assert_eq!(
        count(json!({ "salesPriceGross": { "ngt": 100 } })),
        count(json!({ "salesPriceGross": { "lte": 100.00 } }))
    );
    assert_eq!(
        count(json!({ "isActive": { "eq": false } })) + count(json!({ "isActive": { "eq": true } })),
        all
    );
    assert_eq!(
        count(json!({ "stockTotal": { "gte": 5 } })) + count(json!({ "stockTotal": { "lt": 5 } })),
        all
    );
}

#[tokio::test]
async fn sorting_is_by_value_either_way_and_stable() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let sorted = |order: Value| list(&client, &json!({ "order": order }));

    let stock = |item: &Value| item["stockTotal"].as_i64().unwrap();
    let down = sorted(json!([{ "stockTotal": "DESC" }]));
    assert!(down.is_sorted_by(|a, b| stock(a) >= stock(b)));

    let up = sorted(json!([{ "stockTotal": "ASC" }, { "sku": "DESC" }]));
    let key = |item: &Value| (stock(item), item["sku"].as_str().unwrap().to_owned());
    assert!(up.is_sorted_by(|a, b| key(a).0 < key(b).0 || key(a).0 == key(b).0 && key(a).1 > key(b).1));

    let by_maker = sorted(json!([{ "manufacturerName": "ASC" }]));
    let key = |item: &Value| {
        let maker = item["manufacturerName"].as_str().unwrap().to_owned();
        (maker, item["sku"].as_str().unwrap().to_owned())
    };
    assert!(
        by_maker.is_sorted_by_key(key),
        "equal ones keep the order of the catalogue"
    );
}

#[tokio::test]
async fn ids_are_sorted_by_through_their_keys() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let query = "query($order: [ItemListItemSortInput!]) {
        QueryItems(first: 500, order: $order) { nodes { id defaultImageId } }
    }";
    for (order, field) in [
        (json!([{ "id": { "kArtikel": "DESC" } }]), "id"),
        (json!([{ "defaultImageId": { "kBild": "DESC" } }]), "defaultImageId"),
    ] {
        let data = client.data(BIKES, query, &json!({ "order": order }));
        let items = data["QueryItems"]["nodes"].as_array().unwrap();
        let ids: Vec<_> = items.iter().map(|item| item[field].as_str()).collect();
        assert!(ids.is_sorted_by(|a, b| a >= b) && ids.first() != ids.last(), "{field}");
    }
}
