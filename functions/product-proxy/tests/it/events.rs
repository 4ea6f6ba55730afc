//! Every event of this function in `events/`, replayed.

use product_proxy::router;
use test_app::{Event, Reply, Stage};

mod proxy;
use proxy::OPTIONS;

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
];

async fn replay(stage: &Stage, name: &str) -> Reply {
    let router = router(stage.app.clone(), OPTIONS);
    let token = stage.token("tenant-bikes");
    let first = Event::get("/api/products?first=1").token(&token).send(&router).await;
    let id = first.body["nodes"][0]["id"]
        .as_str()
        .expect("a first product with an id")
        .to_owned();
    Event::file(name, &[("session-token", &token), ("item-id", &id)])
        .send(&router)
        .await
}

#[tokio::test]
async fn every_event_is_answered_as_written() {
    let stage = Stage::warm().await;
    for (name, status, code) in EXPECTED {
        let reply = replay(&stage, name).await;
        assert_eq!((reply.status, reply.code()), (*status, *code), "{name}: {}", reply.text);
    }
}

#[test]
fn every_file_is_replayed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut ours: Vec<_> = files
        .filter(|file| file.starts_with("product-proxy-"))
        .filter_map(|file| Some(file.strip_suffix(".json")?.to_owned()))
        .collect();
    let mut replayed: Vec<_> = EXPECTED.iter().map(|(name, ..)| *name).collect();
    ours.sort_unstable();
    replayed.sort_unstable();
    assert_eq!(ours, replayed);
}
