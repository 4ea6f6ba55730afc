//! The function through its front door, before a local JTL.

use {{crate}}::router;

use stand_in::Endpoint;
use test_app::{Event, TestApp, local_routes};

#[tokio::test]
async fn each_tenant_sees_its_own_items() {
    let app = TestApp::warm().await;
    let router = router(app.app.clone());
    let mut seen = Vec::new();
    for tenant in ["tenant-bikes", "tenant-coffee"] {
        let token = app.token(tenant);
        let response = Event::file("{{name}}", &[("session-token", &token)]).send(&router).await;
        assert_eq!(response.status, 200, "{}", response.text);
        let items = response.body["nodes"].as_array().map_or(0, Vec::len);
        assert!((1..=10).contains(&items), "{}", response.text);
        seen.push(response.text);
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn without_a_token_it_is_401_and_nobody_is_asked() {
    let app = TestApp::cold().await;
    let router = router(app.app.clone());
    for (method, path) in local_routes(env!("CARGO_PKG_NAME")) {
        let response = Event::new(&method, &path).send(&router).await;
        assert_eq!((response.status, response.code()), (401, "token_missing"), "{method} {path}");
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}
