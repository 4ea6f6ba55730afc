use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use stand_in::{Endpoint, StandIn, TENANTS};

use crate::client::{CREDENTIALS, Client, Reply};

fn control(client: &Client, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    client.send(method, &format!("/control/{path}"), &[], &body).unwrap()
}

fn part(response: &Reply, index: usize) -> Value {
    let mut answer = response.json();
    let member = if answer["accessToken"].is_string() {
        "accessToken"
    } else {
        "sessionToken"
    };
    let token = answer[member].take();
    let part = token.as_str().unwrap().split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_session_token_can_be_had_by_curl() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let response = client.get("/control/session-token?tenantId=tenant-books", &[]);

    assert_eq!(part(&response, 1)["tenantId"], "tenant-books");
    assert_eq!(
        part(&client.get("/control/session-token", &[]), 1)["tenantId"],
        TENANTS[0].id
    );
    let by_slug = part(&client.get("/control/session-token?tenantId=books", &[]), 1);
    assert_eq!(
        (&by_slug["tenantId"], &by_slug["tenantSlug"]),
        (&json!(TENANTS[2].id), &json!("books"))
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

    let response = control(&client, "POST", "session-token", &order);

    assert_eq!(part(&response, 0), json!({ "alg": "EdDSA", "kid": "k", "crit": ["x"] }));
    let claims = part(&response, 1);
    assert_eq!(claims["exp"], "soon");
    assert_eq!(claims["extra"], 1);
    assert_eq!(claims.get("userId"), None);
}

#[tokio::test]
async fn an_app_token_can_be_had_by_curl() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let response = client.get("/control/app-token?tenantId=tenant-books", &[]);

    assert_eq!(part(&response, 0)["kid"], stand_in.app_key_id());
    let claims = part(&response, 1);
    assert_eq!(claims["iss"], stand_in.url());
    assert_eq!(claims["urn:jtl:tenant_id"], "tenant-books");
    let usual = part(&client.get("/control/app-token", &[]), 1);
    assert_eq!(usual["urn:jtl:tenant_id"], TENANTS[0].id);
    let by_slug = part(&client.get("/control/app-token?tenantId=books", &[]), 1);
    assert_eq!(by_slug["urn:jtl:tenant_id"], TENANTS[2].id);
}

#[tokio::test]
async fn an_app_token_can_be_ordered_in_every_detail() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let order = json!({
        "tenantId": "t", "userId": "u", "audience": 7, "appId": "a", "issuer": "i", "kid": "k", "expiresIn": -60,
        "header": { "alg": "PS256", "typ": null },
        "claims": { "iat": null, "extra": 1 },
    });

    let response = control(&client, "POST", "app-token", &order);

    assert_eq!(part(&response, 0), json!({ "alg": "PS256", "kid": "k" }));
    let mut claims = part(&response, 1);
    let usual = part(&control(&client, "POST", "app-token", &Value::Null), 1);
    let expired = claims["exp"].take().as_i64().unwrap();
    assert!(expired < usual["iat"].as_i64().unwrap());
    assert_eq!(
        claims,
        json!({
            "iss": "i", "aud": 7, "sub": "u", "exp": null, "extra": 1,
            "urn:jtl:tenant_id": "t", "urn:jtl:app_id": "a",
        })
    );
}

#[tokio::test]
async fn the_keys_of_app_tokens_are_rotated_apart_from_the_others() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let session_keys = stand_in.key_set();

    let order = json!({ "keys": "app", "keepOld": true, "kid": "chosen" });
    let both = control(&client, "POST", "rotate", &order).json();

    assert_eq!(both, stand_in.app_key_set());
    let kids: Vec<_> = both["keys"].as_array().unwrap().iter().map(|key| &key["kid"]).collect();
    assert_eq!(kids, ["stand-in-rsa-1", "chosen"]);
    assert_eq!(stand_in.key_set(), session_keys);
    let app_keys = stand_in.app_key_set();
    control(&client, "POST", "rotate", &json!({ "keys": "session" }));
    assert_eq!(stand_in.app_key_set(), app_keys);
    assert_ne!(stand_in.key_set(), session_keys);
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
    let response = client.get("/account/.well-known/jwks.json", &[("authorization", &bearer)]);
    assert_eq!(response.status, 401);

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
    assert_eq!(stand_in.app_key_set()["keys"][0]["kty"], "EC");
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
    assert_eq!(client.get("/oauth/v2/keys", &[]).status, 200);
    let none = json!({ "authRateLimit": { "calls": 0, "intervalSeconds": 9 } });
    control(&client, "POST", "settings", &none);
    assert_eq!(client.get("/oauth/v2/keys", &[]).status, 429);
}

#[tokio::test]
async fn faults_are_set_counted_and_taken_back() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let keys = || client.get("/oauth/v2/keys", &[]);

    let once = json!({ "endpoint": "appkeys", "fault": "rate-limited", "times": 1, "retryAfter": 4 });
    assert_eq!(control(&client, "POST", "fault", &once).status, 204);
    assert_eq!(keys().header("retry-after"), Some("4"));
    assert_eq!(keys().status, 200);

    let always = json!({ "endpoint": "appkeys", "fault": "status", "status": 502 });
    control(&client, "POST", "fault", &always);
    assert_eq!((keys().status, keys().status), (502, 502));
    control(&client, "DELETE", "faults", &Value::Null);
    assert_eq!(keys().status, 200);

    let calls = control(&client, "GET", "calls", &Value::Null).json();
    assert_eq!((&calls["appkeys"], &calls["keys"]), (&json!(5), &json!(0)));
    control(&client, "DELETE", "calls", &Value::Null);
    assert_eq!(stand_in.calls(Endpoint::AppKeys), 0);
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
        let response = control(&client, "POST", path, &body);
        assert_eq!(response.status, 400);
        response.json()["error"].as_str().unwrap().to_owned()
    };

    assert!(error("fault", json!({ "endpoint": "keys", "fault": "tired" })).contains("tired"));
    assert!(error("delay", json!({ "endpoint": "door", "milliseconds": 1 })).contains("door"));
    assert!(error("rotate", json!({ "keepold": true })).contains("keepold"));
    assert!(error("rotate", json!({ "keys": "house" })).contains("house"));
    assert!(error("app-token", json!({ "tenantSlug": "bikes" })).contains("tenantSlug"));
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
async fn the_two_token_endpoints_are_counted_as_one_and_told_apart_by_their_paths() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.record(true);

    client.access_token();
    let form = "grant_type=client_credentials&scope=openid";
    client.post_form("/oauth/v2/token", &[CREDENTIALS], form);

    assert_eq!(stand_in.calls(Endpoint::Token), 2);
    let received = stand_in.received(Endpoint::Token);
    let paths: Vec<_> = received.iter().map(|request| request.path_and_query.as_str()).collect();
    assert_eq!(paths, ["/oauth2/token", "/oauth/v2/token"]);
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
