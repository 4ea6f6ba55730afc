use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};
use stand_in::StandIn;

use crate::{
    client::Client,
    token::{bytes, claims, header},
};

const JWKS: &str = "/api/auth/jwks";

fn keys(client: &Client) -> Vec<Value> {
    let response = client.get(JWKS, &[]);
    assert_eq!(response.status, 200);
    response.json()["keys"].as_array().unwrap().clone()
}

fn fits(key: &Value, token: &str) -> bool {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = UnparsedPublicKey::new(&ED25519, bytes(key["x"].as_str().unwrap()));
    key.verify(signed.as_bytes(), &bytes(signature)).is_ok()
}

#[tokio::test]
async fn the_keys_of_a_better_auth_server_are_public_with_ids_and_without_a_use() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let keys = keys(&client);

    assert_eq!(keys.len(), 1);
    let mut members: Vec<_> = keys[0].as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "x"]);
    assert_eq!(keys[0]["kid"], stand_in.key_id());
}

#[tokio::test]
async fn an_auth_token_says_what_it_is_given_and_fits_the_key_it_names() {
    let stand_in = StandIn::start().await;
    let said = json!({ "iss": stand_in.url(), "aud": stand_in.url(), "sub": "user-1" });

    let token = stand_in.auth_token(&said);

    let key = &keys(&Client::of(&stand_in))[0];
    assert_eq!(header(&token), json!({ "alg": "EdDSA", "kid": key["kid"] }));
    assert_eq!(claims(&token), said);
    assert!(fits(key, &token));
}

#[tokio::test]
async fn a_rotation_and_junk_show_in_the_auth_keys_too() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let old = stand_in.auth_token(&json!({}));

    stand_in.rotate_keys(false);
    let new = stand_in.auth_token(&json!({}));
    stand_in.add_junk_keys(true);

    let keys = keys(&client);
    let last = keys.last().unwrap();
    assert!(fits(last, &new) && !fits(last, &old));
    assert_eq!(keys[0]["kty"], "EC");
}

#[tokio::test]
async fn the_auth_keys_can_be_those_of_another_implementation_and_only_they_change() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let others = [stand_in.key_set(), stand_in.app_key_set()];
    let foreign = json!({ "keys": [{ "kty": "OKP", "kid": "made elsewhere" }], "more": true });

    stand_in.publish_auth_keys(foreign.clone());

    assert_eq!(client.get(JWKS, &[]).json(), foreign);
    assert_eq!([stand_in.key_set(), stand_in.app_key_set()], others);
}
