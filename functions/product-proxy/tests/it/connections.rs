//! Connections are kept, but not trusted after a while without a call.

use std::time::Duration;

use product_proxy::router;
use test_app::{Event, TestApp};

use crate::proxy::OPTIONS;

async fn products(stage: &TestApp) -> u64 {
    let event = Event::get("/api/products?first=1").token(&stage.token("tenant-bikes"));
    event.send(&router(stage.app.clone(), OPTIONS)).await.status
}

#[tokio::test]
async fn a_connection_is_used_again_unless_it_was_idle_too_long_by_either_clock() {
    let stage = TestApp::warm().await;
    let connections = stage.stand_in.connections();
    for _ in 0..3 {
        assert_eq!(products(&stage).await, 200);
        stage.time.advance(Duration::from_secs(49));
    }
    assert_eq!(stage.stand_in.connections(), connections);

    stage.time.freeze(Duration::from_secs(50));
    assert_eq!(products(&stage).await, 200);
    assert_eq!(stage.stand_in.connections(), connections + 1);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_the_caller_nothing() {
    let stage = TestApp::warm().await;
    assert_eq!(products(&stage).await, 200);
    for _ in 0..10 {
        stage.stand_in.close_connections();
        assert_eq!(products(&stage).await, 200);
    }
}
