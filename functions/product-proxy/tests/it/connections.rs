//! Connections are kept, but not trusted after a while without a call.

use std::time::Duration;

use product_proxy::router;
use test_app::{Event, TestApp};

use crate::proxy::OPTIONS;

async fn products(test_app: &TestApp) -> u64 {
    let event = Event::get("/api/products?first=1").token(&test_app.token("tenant-bikes"));
    event.send(&router(test_app.app.clone(), OPTIONS)).await.status
}

#[tokio::test]
async fn a_connection_is_used_again_unless_it_was_idle_too_long_by_either_clock() {
    let test_app = TestApp::warm().await;
    let connections = test_app.stand_in.connections();
    for _ in 0..3 {
        assert_eq!(products(&test_app).await, 200);
        test_app.time.advance(Duration::from_secs(49));
    }
    assert_eq!(test_app.stand_in.connections(), connections);

    test_app.time.freeze(Duration::from_secs(50));
    assert_eq!(products(&test_app).await, 200);
    assert_eq!(test_app.stand_in.connections(), connections + 1);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_the_caller_nothing() {
    let test_app = TestApp::warm().await;
    assert_eq!(products(&test_app).await, 200);
    for _ in 0..10 {
        test_app.stand_in.close_connections();
        assert_eq!(products(&test_app).await, 200);
    }
}
