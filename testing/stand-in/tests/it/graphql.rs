use serde_json::{Value, json};
use stand_in::{StandIn, TENANTS};

use crate::client::Client;

const BIKES: &str = "tenant-bikes";
fn status(client: &Client, headers: &[(&str, &str)]) -> (u16, Value) {
    let body = r#"{"query":"{ QueryItems { totalCount } }"}"#;
    let response = client.send("POST", "/erp/v2/graphql", headers, body).unwrap();
    (response.status, response.json())
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
async fn tenants_see_nothing_of_each_other() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let details = "query($id: ID!) { GetItemById(itemId: $id) { id identifiers { sku } } }";
    let listed = "query($id: ID!) { QueryItems(first: 1, where: { id: { eq: $id } }) { nodes { sku } } }";

    let first = client.data(BIKES, "{ QueryItems(first: 1) { nodes { id } } }", &json!({}));
    let id = first["QueryItems"]["nodes"][0]["id"].clone();

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
