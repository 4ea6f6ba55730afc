//! The routes in code are those that the local gateway, and so the template, sends here.

use account::{ROUTES, router};
use test_app::{Event, Stage, local_routes};

use crate::site::Site;

#[test]
fn the_local_gateway_sends_exactly_these() {
    let mut ours: Vec<_> = ROUTES
        .iter()
        .map(|(method, path)| ((*method).into(), (*path).into()))
        .collect();
    ours.sort();
    assert_eq!(local_routes("account"), ours);
}

#[tokio::test]
async fn the_router_takes_every_one() {
    let site = Site::new(&[]).await;
    for (method, path) in ROUTES {
        let reply = site.send(Event::new(method, path)).await;
        assert!(
            !["no_such_path", "method_not_allowed"].contains(&reply.code()),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_function_that_is_misconfigured_says_so_on_every_route() {
    let stage = Stage::with(&[("TOKEN_LEEWAY_SECONDS", "soon")]).await;
    let router = router(stage.app.clone(), None);
    for (method, path) in ROUTES {
        let reply = Event::new(method, path).send(&router).await;
        assert_eq!((reply.status, reply.code()), (503, "misconfigured"), "{method} {path}");
    }
    let health = Event::get("/health").send(&router).await;
    assert_eq!(health.body["status"], "misconfigured");
}
