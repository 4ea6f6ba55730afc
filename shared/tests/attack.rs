//! A hundred thousand forged tokens in a minute cost the platform next to nothing, and the
//! callers with good tokens nothing at all.
//!
//! By itself: whoever waits for a hop of a second has no time for it meanwhile.

#[path = "it/router.rs"]
mod router;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use stand_in::Endpoint;
use test_app::{ProxiedTestApp, Source, TestResponse};
use tower::ServiceExt;

use router::{PATH, router};

const FORGED: usize = 100_000;
/// In so many steps the minute passes.
const STEPS: u32 = 125;
const TASKS: usize = 2;
/// Different forged tokens of each kind.
const VARIETY: u32 = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_forged_tokens_in_a_minute_cost_three_key_set_calls_and_no_other() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    let forged = Arc::new(forged(&proxied));
    proxied.reset_calls();

    let each = FORGED / STEPS as usize / TASKS;
    for step in 0..STEPS as usize {
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let attack = attack(router.clone(), Arc::clone(&forged), (step * TASKS + task) * each, each);
                let good = good(router.clone(), proxied.test_app.token("tenant-coffee"));
                tokio::spawn(async move { tokio::join!(attack, good) })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        proxied.test_app.time.advance(Duration::from_mins(1) / STEPS);
    }

    let [secret, token, keys] = proxied.all_calls();
    assert_eq!((secret, token), (0, 0));
    assert!((1..=3).contains(&keys), "{keys} calls to the key set");
    for endpoint in [Endpoint::Graphql, Endpoint::Items, Endpoint::Elsewhere] {
        assert_eq!(proxied.test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}

#[tokio::test]
async fn what_could_not_pass_with_any_key_costs_no_call_however_it_is_signed() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.reset_calls();
    let expired = json!({"exp": 1, "userId": "user-1", "tenantId": "tenant-bikes"});
    let no_user = json!({"exp": 9_999_999_999_u64, "tenantId": "tenant-bikes"});
    for claims in [expired, no_user, json!({})] {
        let token = proxied.test_app.stand_in.forge(&json!({"alg": "EdDSA"}), &claims);
        assert_eq!(TestResponse::to(&router, PATH, &token).await.status, 401);
    }
    assert_eq!(proxied.calls(Source::Keys), 0);
}

/// Bad signature without `kid`, random `kid`, `alg: none`, oversized: a quarter each.
fn forged(proxied: &ProxiedTestApp) -> Vec<String> {
    let stand_in = &proxied.test_app.stand_in;
    let claims = |number: u32| {
        let mut claims = proxied.test_app.claims("tenant-coffee").claims();
        claims["jti"] = json!(number);
        claims
    };
    let forged = (0..VARIETY).flat_map(|number| {
        let unsigned = stand_in.sign(&json!({"alg": "none"}), &claims(number));
        let (unsigned, _) = unsigned.rsplit_once('.').expect("a token has three parts");
        let mut oversized = claims(number);
        oversized["padding"] = json!("x".repeat(8 * 1024));
        [
            stand_in.forge(&json!({"alg": "EdDSA", "typ": "JWT"}), &claims(number)),
            stand_in.forge(
                &json!({"alg": "EdDSA", "kid": format!("key-{number}")}),
                &claims(number),
            ),
            format!("{unsigned}."),
            stand_in.forge(&json!({"alg": "EdDSA"}), &oversized),
        ]
    });
    forged.collect()
}

async fn attack(router: Router, forged: Arc<Vec<String>>, from: usize, count: usize) {
    for number in from..from + count {
        let request = Request::get(PATH).header("x-session-id", &forged[number % forged.len()]);
        let request = request.body(Body::empty()).expect("a token fits into a header");
        let answer = router.clone().oneshot(request).await;
        assert_eq!(answer.expect("a router never fails").status(), 401);
    }
}

async fn good(router: Router, token: String) {
    for _ in 0..10 {
        let response = TestResponse::to(&router, PATH, &token).await;
        assert_eq!(response.status, 200, "{}", response.text);
        assert_eq!(response.body["tenantId"], "tenant-coffee");
    }
}
