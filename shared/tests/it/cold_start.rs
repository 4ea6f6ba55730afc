//! However many ask first, each source is asked once.

use std::future::ready;

use test_app::{ProxiedTestApp, TestResponse};

use crate::router::{PATH, router};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ten_and_a_thousand_first_requests_cost_each_source_one_call() {
    for callers in [1, 10, 1_000] {
        let proxied = ProxiedTestApp::cold().await;
        let router = router(proxied.test_app.app.clone());
        let requests: Vec<_> = (0..callers)
            .map(|_| {
                let (router, token) = (router.clone(), proxied.test_app.token("tenant-bikes"));
                tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
            })
            .collect();
        for request in requests {
            let response = request.await.unwrap();
            assert_eq!(response.status, 200, "{}", response.text);
        }
        assert_eq!(proxied.all_calls(), [1, 1, 1], "{callers} callers");
    }
}

#[tokio::test]
async fn the_one_who_caused_the_fetch_may_go_away_and_the_others_are_answered() {
    let proxied = ProxiedTestApp::cold().await;
    let router = router(proxied.test_app.app.clone());
    let token = proxied.test_app.token("tenant-bikes");
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
    assert_eq!(proxied.all_calls(), [1, 1, 1]);
}

#[tokio::test]
async fn a_warm_up_leaves_nothing_for_the_first_request_to_fetch() {
    let proxied = ProxiedTestApp::warm().await;
    assert_eq!(proxied.all_calls(), [1, 1, 1]);
    let response = TestResponse::to(
        &router(proxied.test_app.app.clone()),
        PATH,
        &proxied.test_app.token("tenant-bikes"),
    )
    .await;
    assert_eq!(response.status, 200);
    assert_eq!(proxied.all_calls(), [1, 1, 1]);
}
