//! The cost of a document, which HotChocolate measures before it executes anything.

use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::{Client, Reply};

fn asked(client: &Client, mode: &str, document: &str, variables: &Value) -> Reply {
    let bearer = format!("Bearer {}", client.access_token());
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-tenant-id", "bikes"),
        ("content-type", "application/json"),
        ("graphql-cost", mode),
    ];
    let body = json!({ "query": document, "variables": variables }).to_string();
    client.send("POST", "/erp/v2/graphql", &headers, &body).unwrap()
}

#[tokio::test]
async fn fields_arguments_and_lists_count_by_their_weights() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    for (document, field_cost, type_cost) in [
        ("{ QueryItems { totalCount } }", 20, 2),
        ("{ QueryItems { pageInfo { endCursor } } }", 11, 3),
        // A literal counts as it is, nothing as 200, a variable as 500.
        ("{ QueryItems(first: 7) { nodes { sku name } } }", 11, 9),
        ("{ QueryItems(last: 7) { nodes { sku } } }", 11, 9),
        ("{ QueryItems { nodes { sku } } }", 11, 202),
        (
            "query($n: Int = 1) { QueryItems(first: $n) { nodes { sku } } }",
            11,
            502,
        ),
        (
            "query($n: Int) { QueryItems(last: $n) { nodes { sku } pageInfo { endCursor } } }",
            12,
            503,
        ),
        ("{ QueryItems(first: 10) { edges { node { sku } } } }", 21, 22),
        (
            "{ QueryItems(first: 3) { nodes { sku } edges { cursor node { sku } } } }",
            15,
            11,
        ),
        (
            "{ QueryItems(first: 1, order: [{ sku: ASC }, { id: { kArtikel: ASC } }]) { totalCount } }",
            60,
            2,
        ),
        ("{ QueryItems(where: { sku: { eq: \"a\" } }) { totalCount } }", 41, 2),
        (
            "{ QueryItems(where: { name: { ncontains: \"a\", startsWith: \"b\" } }) { totalCount } }",
            71,
            2,
        ),
        (
            "{ QueryItems(where: { or: [{ sku: { eq: \"a\" } }, { sku: { eq: \"b\" } }] }) { totalCount } }",
            53,
            2,
        ),
        // A filter that is a variable counts five times, an order once.
        (
            "query($w: ItemListItemFilterInput) { QueryItems(where: $w) { totalCount } }",
            70,
            2,
        ),
        (
            "query($o: [ItemListItemSortInput!]) { QueryItems(order: $o) { totalCount } }",
            30,
            2,
        ),
        ("{ GetItemById(itemId: 1) { identifiers { sku } } }", 11, 3),
        (
            "{ a: GetItemById(itemId: 1) { id } b: GetItemById(itemId: 2) { id } }",
            20,
            3,
        ),
        ("{ ...F ...F } fragment F on Query { QueryItems { totalCount } }", 20, 2),
    ] {
        let answer = asked(&client, "validate", document, &json!({})).json();
        let expected = json!({ "fieldCost": field_cost, "typeCost": type_cost });
        assert_eq!(
            answer,
            json!({ "extensions": { "operationCost": expected } }),
            "{document}"
        );
    }
}

#[tokio::test]
async fn a_report_comes_beside_the_data() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let answer = asked(&client, "report", "{ QueryItems { totalCount } }", &json!({})).json();
    let expected = json!({
        "data": { "QueryItems": { "totalCount": 1200 } },
        "extensions": { "operationCost": { "fieldCost": 20, "typeCost": 2 } },
    });
    assert_eq!(answer, expected);
    let silent = client
        .query("bikes", "{ QueryItems { totalCount } }", &json!({}))
        .json();
    assert!(silent.get("extensions").is_none());
}

#[tokio::test]
async fn too_much_is_refused_with_the_numbers_and_without_data() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let refusal = |document: &str| {
        let mut answer = client.query("bikes", document, &json!({ "n": 1 })).json();
        assert!(answer.get("data").is_none(), "{answer}");
        answer["errors"][0]["extensions"]
            .as_object_mut()
            .unwrap()
            .remove("traceId");
        answer["errors"][0].take()
    };

    let both = "query($n: Int) { QueryItems(first: $n) { nodes { sku } edges { node { sku } } } }";
    let types = json!({
        "message": "The maximum allowed type cost was exceeded.",
        "extensions": { "code": "HC0047", "typeCost": 1502, "maxTypeCost": 1000 },
    });
    assert_eq!(refusal(both), types);
    let aliases: Vec<_> = (0..101)
        .map(|n| format!("a{n}: GetItemById(itemId: 1) {{ id }}"))
        .collect();
    let fields = json!({
        "message": "The maximum allowed field cost was exceeded.",
        "extensions": { "code": "HC0047", "fieldCost": 1010, "maxFieldCost": 1000 },
    });
    assert_eq!(refusal(&format!("{{ {} }}", aliases.join(" "))), fields);

    stand_in.set_cost_limits(1000, 1502);
    assert_eq!(
        client.query("bikes", both, &json!({ "n": 1 })).json()["errors"],
        Value::Null
    );
    let order = r#"{"cost":{"maxFieldCost":19}}"#;
    client.send("POST", "/control/settings", &[], order).unwrap();
    let little = refusal("{ QueryItems { totalCount } }");
    assert_eq!(
        little["extensions"],
        json!({ "code": "HC0047", "fieldCost": 20, "maxFieldCost": 19 })
    );
}

#[tokio::test]
async fn a_variable_can_be_made_to_cost_all_that_its_type_holds() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.count_input_types(true);
    let document = "query($o: [CustomerListItemSortInput!]) { QueryCustomers(order: $o) { totalCount } }";
    let answer = asked(&client, "validate", document, &json!({})).json();
    // 39 fields, and the four members of their three keys: one of them is not in the schema's sort.
    assert_eq!(
        answer["extensions"]["operationCost"]["fieldCost"],
        30 + 10 * 39 + 10 * 4
    );
}
