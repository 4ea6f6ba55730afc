//! The routes in code are those that the local gateway, and so the template, sends here.

use connect_tenant::{ROUTES, router};
use test_app::{Event, Stage, local_routes};

#[test]
fn the_local_gateway_sends_exactly_these() {
    let mut ours: Vec<_> = ROUTES
        .iter()
        .map(|(method, path)| ((*method).into(), (*path).into()))
        .collect();
    ours.sort();
    assert_eq!(local_routes("connect-tenant"), ours);
}

#[tokio::test]
async fn the_router_takes_every_one() {
    let stage = Stage::cold().await;
    let router = router(stage.app.clone());
    for (method, path) in ROUTES {
        let reply = Event::new(method, &path.replace("{id}", "1")).send(&router).await;
        assert!(
            !["no_such_path", "method_not_allowed"].contains(&reply.code()),
            "{method} {path}"
        );
    }
}
