use serde_json::{Value, json};
use stand_in::{ErpVersion, StandIn, TENANTS};

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

fn status(client: &Client, headers: &[(&str, &str)]) -> (u16, Value) {
    let body = r#"{"query":"{ QueryItems { totalCount } }"}"#;
    let reply = client.send("POST", "/erp/v2/graphql", headers, body).unwrap();
    (reply.status, reply.json())
}

#[tokio::test]
async fn a_caller_needs_a_live_token_and_one_known_tenant() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let bearer = format!("Bearer {}", client.access_token());
    let (json, auth) = (("content-type", "application/json"), ("authorization", bearer.as_str()));
    let tenant = ("x-tenant-id", BIKES);

    let (code, body) = status(&client, &[json, tenant]);
    assert_eq!((code, &body["message"]), (401, &json!("JWT not present")));
    assert_eq!(
        status(&client, &[json, tenant, ("authorization", "Bearer guessed")]).0,
        401
    );
    for tenants in [vec![], vec![tenant, tenant], vec![("x-tenant-id", "nobody")]] {
        let (code, body) = status(&client, &[vec![json, auth], tenants].concat());
        assert_eq!((code, &body["errorCode"]), (400, &json!("TenantIdMissing")));
    }
    assert_eq!(status(&client, &[json, auth, tenant]).0, 200);
    stand_in.revoke_access_tokens();
    assert_eq!(status(&client, &[json, auth, tenant]).0, 401);
}

#[tokio::test]
async fn a_content_type_with_a_charset_is_refused() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let bearer = format!("Bearer {}", client.access_token());

    for kind in ["application/json; charset=utf-8", "application/graphql", "text/plain"] {
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-tenant-id", BIKES),
            ("content-type", kind),
        ];
        assert_eq!(status(&client, &headers).0, 415, "{kind}");
    }
}

#[tokio::test]
async fn digits_survive_to_the_wire() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let query = "{ QueryItems(first: 2) { nodes { salesPriceNet stockTotal } } }";
    let reply = client.query(BIKES, query, &Value::Null);

    assert!(reply.text().contains(r#""salesPriceNet":19.90,"#), "{}", reply.text());
    let long = r#""salesPriceNet":12345678901234.567890,"stockTotal":9007199254740993}"#;
    assert!(reply.text().contains(long), "{}", reply.text());
}

#[tokio::test]
async fn some_items_have_no_name() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let nameless = list(&client, &json!({ "where": { "name": { "eq": null } } }));

    assert!(!nameless.is_empty());
    assert!(nameless.iter().all(|item| item["name"].is_null()));
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
    let narrowed = json!({ "and": [either, { "stockTotal": { "gt": 9_007_199_254_740_992_i64 } }] });
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
    assert!(count(json!({ "salesPriceNet": { "eq": 19.9 } })) >= 1);
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
    assert_eq!(down[0]["sku"], "BIKES-00001");
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
async fn tenants_see_nothing_of_each_other() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let details = "query($id: ID!) { GetItemById(itemId: $id) { id identifiers { sku } } }";
    let listed = "query($id: ID!) { QueryItems(first: 1, where: { id: { eq: $id } }) { nodes { sku } } }";

    let id = list(&client, &json!({}))[0]["id"].clone();

    let own = client.data(BIKES, details, &json!({ "id": id }));
    assert_eq!(
        own["GetItemById"],
        json!({ "id": id, "identifiers": { "sku": "BIKES-00000" } })
    );
    let own = client.data(BIKES, listed, &json!({ "id": id }));
    assert_eq!(own["QueryItems"]["nodes"], json!([{ "sku": "BIKES-00000" }]));
    for tenant in &TENANTS[1..] {
        let other = client.query(tenant.id, details, &json!({ "id": id })).json();
        assert_eq!(other["data"], Value::Null);
        let other = client.data(tenant.id, listed, &json!({ "id": id }));
        assert_eq!(other["QueryItems"]["nodes"], json!([]));
    }
}

#[tokio::test]
async fn a_change_is_seen_by_the_next_query_of_this_stand_in_alone() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let id = list(&client, &json!({}))[0]["id"].clone();
    let change = change_item(&id, "4012345678901");

    let changed = client.data(BIKES, CHANGE_ITEM, &change);

    assert_eq!(changed["ChangeItem"]["item"]["id"], id);
    assert_eq!(list(&client, &json!({}))[0]["gtin"], "4012345678901");
    let other = StandIn::start().await;
    assert_ne!(list(&Client::of(&other), &json!({}))[0]["gtin"], "4012345678901");
}

#[tokio::test]
async fn a_change_with_a_key_is_made_once() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let id = list(&client, &json!({}))[0]["id"].clone();
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
    assert_eq!(list(&client, &json!({}))[0]["gtin"], "2");
    let without = client.query(BIKES, CHANGE_ITEM, &change_item(&id, "3")).json();
    assert_eq!(without["extensions"], Value::Null);
    let unknown = client
        .query(BIKES, CHANGE_ITEM, &change_item(&json!("none"), "3"))
        .json();
    assert!(unknown["errors"][0]["message"].is_string());
}

const CHANGE_ITEM: &str =
    "mutation($request: ChangeItemCommandRequestInput!) { ChangeItem(request: $request) { item { id } } }";

fn change_item(id: &Value, gtin: &str) -> Value {
    json!({ "request": { "itemId": id, "identifiers": { "gtin": gtin } } })
}

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
    assert!(
        answer.json()["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("searchTerm")
    );
}

#[tokio::test]
async fn a_mistake_in_a_document_comes_as_200_without_data() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    for (query, code) in [
        ("{", json!("HC0011")),
        ("{ nothing }", Value::Null),
        // An item's details have none of the list's fields.
        ("{ GetItemById(itemId: 1) { sku } }", Value::Null),
        ("{ QueryItems(order: [{ id: ASC }]) { totalCount } }", Value::Null),
        (
            "{ QueryItems(where: { id: { contains: 1 } }) { totalCount } }",
            Value::Null,
        ),
    ] {
        let reply = client.query(BIKES, query, &json!({}));
        assert_eq!(reply.status, 200);
        let answer = reply.json();
        let error = &answer["errors"][0];
        assert!(error["message"].is_string(), "{query}");
        assert_eq!(error["extensions"]["code"], code, "{query}");
        assert_eq!(error["extensions"]["traceId"].as_str().unwrap().len(), 32, "{query}");
        assert!(answer.get("data").is_none(), "{query}");
    }
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
