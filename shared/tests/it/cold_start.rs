//! However many ask first, each source is asked once.

use std::future::ready;

use test_app::{ProxiedTestApp, TestResponse};

use crate::router::{PATH, router};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ten_and_a_thousand_first_requests_cost_each_source_one_call() {
    for callers in [1, 10, 1_000] {
        let site = ProxiedTestApp::cold().await;
        let router = router(site.stage.app.clone());
        let requests: Vec<_> = (0..callers)
            .map(|_| {
                let (router, token) = (router.clone(), site.stage.token("tenant-bikes"));
                tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
            })
            .collect();
        for request in requests {
            let reply = request.await.unwrap();
            assert_eq!(reply.status, 200, "{}", reply.text);
        }
        assert_eq!(site.all_calls(), [1, 1, 1], "{callers} callers");
    }
}

#[tokio::test]
async fn the_one_who_caused_the_fetch_may_go_away_and_the_others_are_answered() {
    let site = ProxiedTestApp::cold().await;
    let router = router(site.stage.app.clone());
    let token = site.stage.token("tenant-bikes");
    let others = {
        let first = std::pin::pin!(TestResponse::to(&router, PATH, &token));
        tokio::select! {
            biased;
            _ = first => panic!("nobody is answered before the sources are"),
            () = ready(()) => {}
        }
        // The first one has started the fetch by now, and is dropped at the end of this block.
        let others: Vec<_> = (0..10)
            .map(|_| {
                let (router, token) = (router.clone(), token.clone());
                tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
            })
            .collect();
        tokio::task::yield_now().await;
        others
    };
    for other in others {
        assert_eq!(other.await.unwrap().status, 200);
    }
    assert_eq!(site.all_calls(), [1, 1, 1]);
}

#[tokio::test]
async fn a_warm_up_leaves_nothing_for_the_first_request_to_fetch() {
    let site = ProxiedTestApp::warm().await;
    assert_eq!(site.all_calls(), [1, 1, 1]);
    let reply = TestResponse::to(&router(site.stage.app.clone()), PATH, &site.stage.token("tenant-bikes")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(site.all_calls(), [1, 1, 1]);
}
