//! Both generations of JTL's tokens, from every token source. What else issuers have to do with each other
//! is proved where it is done, in `shared/tests/it/issuers.rs`.

use connect_tenant::router;
use serde_json::json;
use test_app::{Event, MultiIssuerApp};

const PATH: &str = "/api/connect-tenant";

#[tokio::test]
async fn both_generations_of_jtls_tokens_get_the_quick_starts_answer() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    let app_token = every.app_token("tenant-bikes");
    let expected = json!({"success": true, "tenantId": "tenant-bikes", "userId": "user-1"});
    for event in [
        Event::get(PATH).header("authorization", &format!("Bearer {app_token}")),
        Event::get(PATH).header("x-session-id", &app_token),
        Event::get(PATH).header("x-session-token", &app_token),
        Event::post(PATH, json!({ "sessionToken": app_token }).to_string()),
    ] {
        let response = event.send(&router).await;
        assert_eq!((response.status, response.body), (200, expected.clone()));
    }
    let session = Event::get(PATH)
        .token(&every.test_app.token("tenant-coffee"))
        .send(&router)
        .await;
    assert_eq!(
        (session.status, &session.body["tenantId"]),
        (200, &json!("tenant-coffee"))
    );
}
