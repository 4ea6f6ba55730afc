//! Every event of this function in `events/`, replayed.

use product_proxy::router;
use test_app::{Event, MultiIssuerApp, assert_events};

use crate::proxy::OPTIONS;

const EXPECTED: &[(&str, u64, &str)] = &[
    ("product-proxy-list", 200, ""),
    ("product-proxy-list-search-sorted", 200, ""),
    ("product-proxy-list-bad-parameter", 400, "bad_request"),
    ("product-proxy-list-no-token", 401, "token_missing"),
    ("product-proxy-items", 200, ""),
    ("product-proxy-one", 200, ""),
    ("product-proxy-one-item", 200, ""),
    ("product-proxy-one-unknown", 404, "not_found"),
    ("product-proxy-one-path-trick", 404, "no_such_path"),
    ("product-proxy-graphql", 200, ""),
    ("product-proxy-graphql-mutation", 403, "mutation_not_allowed"),
    ("product-proxy-graphql-batch", 400, "bad_request"),
    ("product-proxy-scaffold-graphql", 200, ""),
];

#[tokio::test]
async fn every_event_is_answered_as_written() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone(), OPTIONS);
    let (token, app_token) = (every.test_app.token("tenant-bikes"), every.app_token("tenant-bikes"));
    let first = Event::get("/api/products?first=1").token(&token).send(&router).await;
    let id = first.body["nodes"][0]["id"]
        .as_str()
        .expect("a first product with an id");
    let placeholders = [("session-token", &*token), ("app-token", &*app_token), ("item-id", id)];
    assert_events("product-proxy", EXPECTED, &router, &placeholders).await;
}
