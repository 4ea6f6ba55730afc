use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use stand_in::{Endpoint, StandIn};

use crate::client::{CREDENTIALS, Client, Reply};

fn control(client: &Client, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    client.send(method, &format!("/control/{path}"), &[], &body).unwrap()
}

fn part(reply: &Reply, index: usize) -> Value {
    let token = reply.json()["sessionToken"].take();
    let part = token.as_str().unwrap().split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_session_token_can_be_had_by_curl() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let reply = client.get("/control/session-token?tenantId=tenant-books", &[]);

    assert_eq!(part(&reply, 1)["tenantId"], "tenant-books");
    assert_eq!(
        part(&client.get("/control/session-token", &[]), 1)["tenantId"],
        "tenant-bikes"
    );
}

#[tokio::test]
async fn a_session_token_can_be_ordered_in_every_detail() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let order = json!({
        "tenantId": "t", "userId": "u", "kid": "k",
        "header": { "crit": ["x"], "typ": null },
        "claims": { "exp": "soon", "userId": null, "extra": 1 },
    });

    let reply = control(&client, "POST", "session-token", &order);

    assert_eq!(part(&reply, 0), json!({ "alg": "EdDSA", "kid": "k", "crit": ["x"] }));
    let claims = part(&reply, 1);
    assert_eq!(claims["exp"], "soon");
    assert_eq!(claims["extra"], 1);
    assert_eq!(claims.get("userId"), None);
}

#[tokio::test]
async fn keys_tokens_and_credentials_are_turned_from_outside() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let ahead = control(&client, "POST", "publish-next-key", &Value::Null).json();
    assert_eq!(ahead["keys"].as_array().unwrap().len(), 2);
    control(&client, "POST", "rotate", &json!({ "keepOld": true, "kid": "chosen" }));
    assert_eq!(stand_in.key_id(), "chosen");
    assert_eq!(stand_in.key_set()["keys"].as_array().unwrap().len(), 2);
    control(&client, "POST", "rotate", &Value::Null);
    assert_eq!(stand_in.key_set()["keys"].as_array().unwrap().len(), 1);

    let bearer = format!("Bearer {}", client.access_token());
    control(&client, "POST", "revoke", &Value::Null);
    let reply = client.get("/account/.well-known/jwks.json", &[("authorization", &bearer)]);
    assert_eq!(reply.status, 401);

    let new = json!({ "clientId": "a", "clientSecret": "b" });
    control(&client, "POST", "credentials", &new);
    assert_eq!(
        (stand_in.client_id(), stand_in.client_secret()),
        ("a".into(), "b".into())
    );
}

#[tokio::test]
async fn settings_change_what_they_name_and_nothing_else() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let grant = || {
        client
            .post_form("/oauth2/token", &[CREDENTIALS], "grant_type=client_credentials")
            .json()
    };

    control(
        &client,
        "POST",
        "settings",
        &json!({ "tokenLifetime": 60, "keyIds": true }),
    );
    assert_eq!(grant()["expires_in"], 60);
    control(
        &client,
        "POST",
        "settings",
        &json!({ "junkKeys": true, "erpVersion": "2.0" }),
    );
    assert_eq!(grant()["expires_in"], 60);
    let keys = stand_in.key_set()["keys"].take();
    assert_eq!(keys.as_array().unwrap().last().unwrap()["kid"], "stand-in-1");
    assert!(keys.as_array().unwrap().len() > 4);
    let data = client.data(
        "tenant-bikes",
        "{ QueryItems { pageInfo { hasNextPage } } }",
        &json!({}),
    );
    assert_eq!(data["QueryItems"]["pageInfo"]["hasNextPage"], 1);

    control(&client, "POST", "settings", &json!({ "tokenLifetime": "absent" }));
    assert_eq!(grant().get("expires_in"), None);
    let none = json!({ "rateLimit": { "calls": 0, "intervalSeconds": 9 } });
    control(&client, "POST", "settings", &none);
    assert_eq!(client.get("/erp/v2/items", &[]).status, 429);
}

#[tokio::test]
async fn faults_are_set_counted_and_taken_back() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let keys = || client.get("/oauth/v2/keys", &[]);

    let once = json!({ "endpoint": "keys", "fault": "rate-limited", "times": 1, "retryAfter": 4 });
    assert_eq!(control(&client, "POST", "fault", &once).status, 204);
    assert_eq!(keys().header("retry-after"), Some("4"));
    assert_eq!(keys().status, 200);

    let always = json!({ "endpoint": "keys", "fault": "status", "status": 502 });
    control(&client, "POST", "fault", &always);
    assert_eq!((keys().status, keys().status), (502, 502));
    control(&client, "DELETE", "faults", &Value::Null);
    assert_eq!(keys().status, 200);

    let calls = control(&client, "GET", "calls", &Value::Null).json();
    assert_eq!(calls["keys"], 5);
    control(&client, "DELETE", "calls", &Value::Null);
    assert_eq!(stand_in.calls(Endpoint::Keys), 0);
}

#[tokio::test]
async fn every_fault_has_a_name() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let names = "status hang reset nonsense html empty endless trickle truncated gzip-bomb rate-limited \
                 unavailable unauthorized redirect graphql-errors graphql-partial answer";

    for name in names.split_whitespace() {
        let order = json!({ "endpoint": "graphql", "fault": name });
        assert_eq!(control(&client, "POST", "fault", &order).status, 204, "{name}");
    }
}

#[tokio::test]
async fn a_mistake_is_named() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let error = |path, body: Value| {
        let reply = control(&client, "POST", path, &body);
        assert_eq!(reply.status, 400);
        reply.json()["error"].as_str().unwrap().to_owned()
    };

    assert!(error("fault", json!({ "endpoint": "keys", "fault": "tired" })).contains("tired"));
    assert!(error("delay", json!({ "endpoint": "door", "milliseconds": 1 })).contains("door"));
    assert!(error("rotate", json!({ "keepold": true })).contains("keepold"));
}

#[tokio::test]
async fn requests_are_recorded_only_on_demand() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    client.access_token();
    assert!(stand_in.received(Endpoint::Token).is_empty());
    stand_in.record(true);
    client.access_token();

    let received = stand_in.received(Endpoint::Token);
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].method, "POST");
    assert_eq!(received[0].path_and_query, "/oauth2/token");
    assert_eq!(received[0].header("Authorization"), [CREDENTIALS.1]);
    assert_eq!(received[0].body, b"grant_type=client_credentials");
}

#[tokio::test]
async fn a_connection_serves_many_requests_until_it_is_closed() {
    let stand_in = StandIn::start().await;
    let address = stand_in.url().strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    for _ in 0..3 {
        connection
            .write_all(b"DELETE /control/calls HTTP/1.1\r\nhost: stand-in\r\n\r\n")
            .unwrap();
        let mut answer = [0; 1024];
        let length = connection.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 204"));
    }
    assert_eq!(stand_in.connections(), 1);

    stand_in.close_connections();

    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty());
    assert_eq!(Client::of(&stand_in).get("/oauth/v2/keys", &[]).status, 200);
}

#[tokio::test]
async fn the_front_page_offers_every_tenant() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let page = client.get("/", &[]);

    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for tenant in stand_in::TENANTS {
        assert!(page.text().contains(&format!("<option value=\"{}\">", tenant.id)));
    }
}
