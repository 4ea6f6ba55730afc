//! Scopes that the app was not given.

use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::Client;

const ITEMS: &str = "{ mine: QueryItems { totalCount } QueryCustomers { totalCount } }";

#[tokio::test]
async fn a_missing_scope_takes_what_needs_it_and_leaves_the_rest() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.set_missing_scopes(&["items.read", "salesorders.read"]);

    let mut answer = client.query("bikes", ITEMS, &json!({})).json();
    assert_eq!(
        answer["data"],
        json!({ "mine": null, "QueryCustomers": { "totalCount": 90 } })
    );
    let error = &mut answer["errors"][0];
    error["extensions"].as_object_mut().unwrap().remove("traceId");
    let expected = json!({
        "message": "The current user is not authorized to access this resource.",
        "path": ["mine"],
        "extensions": { "code": "AUTH_NOT_AUTHORIZED" },
    });
    assert_eq!(*error, expected);
    for refused in [
        "{ GetItemById(itemId: 1) { id } }",
        "{ GetSalesOrderById(salesOrderId: 1) { id } }",
    ] {
        let answer = client.query("bikes", refused, &json!({})).json();
        assert_eq!(answer["data"], Value::Null);
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "AUTH_NOT_AUTHORIZED",
            "{refused}"
        );
    }

    stand_in.set_missing_scopes(&[]);
    assert_eq!(client.data("bikes", ITEMS, &json!({}))["mine"]["totalCount"], 1200);
}

#[tokio::test]
async fn scopes_are_taken_by_curl_too() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let order = r#"{"missingScopes":["customers.read"]}"#;
    client.send("POST", "/control/settings", &[], order).unwrap();

    let answer = client.query("bikes", ITEMS, &json!({})).json();
    assert_eq!(
        answer["data"],
        json!({ "mine": { "totalCount": 1200 }, "QueryCustomers": null })
    );
}
