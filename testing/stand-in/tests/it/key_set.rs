use serde_json::Value;
use stand_in::StandIn;

use crate::client::Client;

const GUARDED: &str = "/account/.well-known/jwks.json";

fn keys(client: &Client) -> Vec<Value> {
    let bearer = format!("Bearer {}", client.access_token());
    let response = client.get(GUARDED, &[("authorization", &bearer)]);
    assert_eq!(response.status, 200);
    response.json()["keys"].as_array().unwrap().clone()
}

fn status_with(client: &Client, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    client.get(GUARDED, &[("authorization", &bearer)]).status
}

#[tokio::test]
async fn the_key_set_is_closed_without_a_live_access_token() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let response = client.get(GUARDED, &[]);

    assert_eq!(response.status, 401);
    assert!(response.json().is_object());
    assert_eq!(status_with(&client, "guessed"), 401);
    let bearer = format!("Bearer {}", client.access_token());
    let twice = [("authorization", bearer.as_str()); 2];
    assert_eq!(client.get(GUARDED, &twice).status, 401);
}

#[tokio::test]
async fn revoked_and_expired_access_tokens_are_refused() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let revoked = client.access_token();
    assert_eq!(status_with(&client, &revoked), 200);
    stand_in.revoke_access_tokens();
    assert_eq!(status_with(&client, &revoked), 401);

    stand_in.set_token_lifetime(Some(0));
    assert_eq!(status_with(&client, &client.access_token()), 401);
}

#[tokio::test]
async fn a_key_looks_like_the_platforms_and_has_no_id() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let keys = keys(&client);

    assert_eq!(keys.len(), 1);
    let mut members: Vec<_> = keys[0].as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["alg", "crv", "kty", "use", "x"]);
    assert_eq!(keys[0]["kty"], "OKP");
    assert_eq!(keys[0]["crv"], "Ed25519");
}

#[tokio::test]
async fn key_ids_can_be_published_and_chosen() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    stand_in.set_key_ids(true);
    assert_eq!(keys(&client)[0]["kid"], stand_in.key_id());
    let taken = stand_in.key_id();
    stand_in.rotate_keys_as(true, &taken);

    let kids: Vec<_> = keys(&client).iter().map(|key| key["kid"].clone()).collect();
    assert_eq!(kids, [taken.as_str(); 2]);
}

#[tokio::test]
async fn a_rotation_keeps_the_old_key_or_withdraws_it() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let first = keys(&client);
    stand_in.rotate_keys(true);
    let both = keys(&client);
    stand_in.rotate_keys(false);
    let last = keys(&client);

    assert_eq!(both.len(), 2);
    assert_eq!(both[0], first[0], "the signing key comes last");
    assert_eq!(last.len(), 1);
    assert!(!both.contains(&last[0]));
}

#[tokio::test]
async fn a_key_can_be_published_before_it_signs() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    stand_in.publish_next_key();
    let ahead = keys(&client);
    stand_in.rotate_keys(false);

    assert_eq!(ahead.len(), 2);
    assert_eq!(keys(&client), ahead[..1]);
}

#[tokio::test]
async fn junk_can_stand_before_the_keys() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let good = keys(&client);

    stand_in.add_junk_keys(true);

    let keys = keys(&client);
    assert_eq!(keys.last(), good.last());
    assert_eq!(keys[0]["kty"], "EC");
    assert!(keys.iter().any(Value::is_string) && keys.iter().any(Value::is_number));
}

#[tokio::test]
async fn the_token_endpoint_and_jtls_key_sets_have_one_limit_together() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.set_auth_rate_limit(3, 3600);

    let token = client.access_token();

    assert_eq!(status_with(&client, &token), 200);
    assert_eq!(client.get("/oauth/v2/keys", &[]).status, 200);
    assert_eq!(status_with(&client, &token), 429);
    assert_eq!(client.get("/oauth/v2/keys", &[]).status, 429);
    assert_eq!(client.get("/api/auth/jwks", &[]).status, 200);
    stand_in.set_auth_rate_limit(1, 3600);
    assert_eq!(status_with(&client, &token), 200);
}
