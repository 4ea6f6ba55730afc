use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use stand_in::StandIn;

use crate::client::{CREDENTIALS, Client, Reply};

const GRANT: &str = "grant_type=client_credentials";

fn refusal(response: &Reply) -> (u16, String) {
    let body = response.json();
    assert!(body["error_description"].is_string());
    (response.status, body["error"].as_str().unwrap().into())
}

fn basic(credentials: &str) -> String {
    format!("Basic {}", STANDARD.encode(credentials))
}

#[tokio::test]
async fn good_credentials_buy_a_token_for_an_hour() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let response = client.post_form("/oauth2/token", &[CREDENTIALS], GRANT);

    assert_eq!(response.status, 200);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.json()["token_type"], "Bearer");
    assert_eq!(response.json()["expires_in"], 3600);
    assert_ne!(response.json()["access_token"], client.access_token());
}

#[tokio::test]
async fn wrong_or_missing_credentials_are_an_invalid_client() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let wrong = basic("stand-in-client:guessed");
    for headers in [vec![], vec![("authorization", wrong.as_str())], vec![CREDENTIALS; 2]] {
        let response = client.post_form("/oauth2/token", &headers, GRANT);
        assert_eq!(refusal(&response), (401, "invalid_client".into()));
        assert!(response.header("www-authenticate").unwrap().starts_with("Basic"));
    }
}

#[tokio::test]
async fn credentials_may_be_form_encoded_or_plain() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    stand_in.set_credentials("an id", "100%:+");

    for sent in ["an+id:100%25%3A%2B", "an%20id:100%25%3a%2b", "an id:100%:+"] {
        let response = client.post_form("/oauth2/token", &[("authorization", &basic(sent))], GRANT);
        assert_eq!(response.status, 200, "{sent}");
    }
}

#[tokio::test]
async fn a_rotated_secret_refuses_the_old_one() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    stand_in.set_credentials("new-client", "new-secret");

    assert_eq!(stand_in.client_id(), "new-client");
    assert_eq!(client.post_form("/oauth2/token", &[CREDENTIALS], GRANT).status, 401);
    let new = basic("new-client:new-secret");
    let response = client.post_form("/oauth2/token", &[("authorization", &new)], GRANT);
    assert_eq!(response.status, 200);
}

#[tokio::test]
async fn other_grants_and_broken_requests_are_refused_each_in_its_own_words() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let refused = |form| refusal(&client.post_form("/oauth2/token", &[CREDENTIALS], form));

    assert_eq!(refused("grant_type=password"), (400, "unsupported_grant_type".into()));
    assert_eq!(refused("scope=openid"), (400, "invalid_request".into()));
    assert_eq!(refused("grant_type=&scope=openid"), (400, "invalid_request".into()));
    let twice = "grant_type=client_credentials&grant_type=client_credentials";
    assert_eq!(refused(twice), (400, "invalid_request".into()));

    let json = [CREDENTIALS, ("content-type", "application/json")];
    let response = client.send("POST", "/oauth2/token", &json, "{}").unwrap();
    assert_eq!(refusal(&response), (400, "invalid_request".into()));
}

#[tokio::test]
async fn the_third_generation_needs_the_scope_openid() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let ask = |form: &str| client.post_form("/oauth/v2/token", &[CREDENTIALS], form);

    assert_eq!(refusal(&ask(GRANT)), (400, "invalid_scope".into()));
    for wrong in ["profile", "openidx", "xopenid", "OPENID", ""] {
        let response = ask(&format!("{GRANT}&scope={wrong}"));
        assert_eq!(refusal(&response), (400, "invalid_scope".into()), "{wrong}");
    }
    assert_eq!(ask(&format!("{GRANT}&scope=profile+openid")).status, 200);
    let response = ask("grant_type=client_credentials&scope=openid");
    assert_eq!(response.json()["scope"], "openid");
}

#[tokio::test]
async fn the_lifetime_of_a_token_can_be_set_and_left_out() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let expires_in = || client.post_form("/oauth2/token", &[CREDENTIALS], GRANT).json()["expires_in"].take();

    stand_in.set_token_lifetime(Some(86399));
    assert_eq!(expires_in(), 86399);
    stand_in.set_token_lifetime(None);
    assert_eq!(expires_in(), Value::Null);
}
