use serde_json::Value;
use stand_in::StandIn;

use crate::client::Client;

fn keys(client: &Client) -> Vec<Value> {
    let response = client.get("/oauth/v2/keys", &[]);
    assert_eq!(response.status, 200);
    response.json()["keys"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_keys_of_app_tokens_are_public_and_nothing_but_rsa() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let keys = keys(&client);

    assert_eq!(stand_in.app_key_set()["keys"], Value::from(keys.clone()));
    assert_eq!(keys.len(), 1);
    let mut members: Vec<_> = keys[0].as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
    let named = ["kty", "use", "alg", "kid", "e"].map(|name| &keys[0][name]);
    assert_eq!(named, ["RSA", "sig", "RS256", "stand-in-rsa-1", "AQAB"]);
}

#[tokio::test]
async fn a_rotation_of_app_keys_keeps_the_old_one_or_withdraws_it() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let first = keys(&client);
    stand_in.rotate_app_keys(true);
    let both = keys(&client);
    stand_in.rotate_app_keys(false);
    let last = keys(&client);

    assert_eq!(both.len(), 2);
    assert_eq!(both[0], first[0], "the signing key comes last");
    assert_ne!(both[1]["n"], both[0]["n"]);
    assert_eq!(last.len(), 1);
    assert!(both.iter().all(|old| old["n"] != last[0]["n"]));
    assert_eq!(last[0]["kid"], stand_in.app_key_id());
    assert_eq!(stand_in.app_key_id(), "stand-in-rsa-3");
}

#[tokio::test]
async fn every_stand_in_begins_with_the_same_app_key_and_rotates_on_its_own() {
    let one = StandIn::start().await;
    let other = StandIn::start().await;

    assert_eq!(one.app_key_set(), other.app_key_set());
    one.rotate_app_keys(false);

    assert_ne!(one.app_key_set(), other.app_key_set());
    assert_ne!(one.key_set(), other.key_set(), "the keys of session tokens are its own");
}

#[tokio::test]
async fn junk_can_stand_before_the_app_keys() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let good = keys(&client);

    stand_in.add_junk_keys(true);

    let with_junk = keys(&client);
    assert_eq!(with_junk.last(), good.last());
    assert_eq!(with_junk[0]["kty"], "EC");
    assert!(with_junk.iter().any(Value::is_string) && with_junk.iter().any(Value::is_number));
    assert!(with_junk.iter().any(|key| key["kty"] == "RSA" && key["e"].is_null()));
    stand_in.add_junk_keys(false);
    assert_eq!(keys(&client), good);
}
