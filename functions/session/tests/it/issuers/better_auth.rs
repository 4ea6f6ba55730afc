//! Tokens and keys of Better Auth itself: `testing/test-app/fixtures/better-auth.json`.

use serde_json::{Value, json};
use test_app::Event;

use super::field::{Field, Jose};

fn fixture() -> Value {
    serde_json::from_str(include_str!(
        "../../../../../testing/test-app/fixtures/better-auth.json"
    ))
    .expect("JSON")
}

async fn field() -> Field {
    let jose = Jose::read();
    let mut key_sets = jose.key_sets.clone();
    key_sets.insert("auth".into(), fixture()["keySet"].clone());
    Field::of(&jose, &key_sets).await
}

fn bearer(path: &str, token: &str) -> Event {
    Event::get(path).header("authorization", &format!("Bearer {token}"))
}

#[tokio::test]
async fn its_user_is_known_here_by_its_own_claims() {
    let (fixture, field) = (fixture(), field().await);
    let user = &fixture["user"];
    let token = fixture["token"].as_str().unwrap();

    let me = bearer("/api/me", token).send(&field.router).await;
    assert_eq!(me.status, 200, "{}", me.text);
    assert_eq!(
        me.body,
        json!({
            "sub": user["id"], "issuer": "better-auth", "email": user["email"], "emailVerified": false,
            "name": user["name"],
        })
    );

    let session = bearer("/api/session", token).send(&field.router).await;
    assert_eq!(session.body["userId"], user["id"]);
    assert_eq!(session.body["issuer"], "better-auth");
    assert!(session.body.get("tenantId").is_none(), "{}", session.text);
}

#[tokio::test]
async fn its_token_is_refused_once_its_key_is_no_longer_published() {
    let jose = Jose::read();
    let field = Field::of(&jose, &jose.key_sets).await;
    let fixture = fixture();
    let response = bearer("/api/me", fixture["token"].as_str().unwrap())
        .send(&field.router)
        .await;
    assert_eq!((response.status, response.code()), (401, "token_signature"));
}
