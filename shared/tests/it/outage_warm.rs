//! While what is known may still be trusted, no outage reaches a caller.

use std::time::Duration;

use axum::Router;
use test_app::{Outage, ProxiedTestApp, Source, TestResponse};
use tokio::task::JoinSet;

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
/// For so many seconds a key set is trusted that cannot be had anew.
const STALE: u32 = 3_600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_keys_verify_through_every_key_set_outage_for_an_hour() {
    let trusted_for = every_outage(Source::Keys).await;
    assert!(trusted_for.iter().all(|span| *span == STALE), "{trusted_for:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_keys_verify_through_every_token_endpoint_outage_until_an_hour_after_the_tokens_end() {
    let trusted_for = every_outage(Source::Token).await;
    // The kept access token buys new key sets until it ends, after an hour.
    assert!(
        trusted_for.iter().all(|span| *span >= 2 * STALE - 600),
        "{trusted_for:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_keys_verify_through_every_outage_of_secrets_manager_until_an_hour_after_that() {
    let trusted_for = every_outage(Source::Secret).await;
    // The kept credentials buy one more access token within their own hour.
    assert!(
        trusted_for.iter().all(|span| *span >= 2 * STALE + 1_800),
        "{trusted_for:?}"
    );
}

#[tokio::test]
async fn an_outage_costs_one_attempt_per_back_off_step() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.fail(Source::Keys, Outage::Failing).await;
    let attempts = attempts(&proxied, &router, 479, 3_600).await;
    // Refreshed ahead from 480 s on: full steps double from 1 s to 60 s, and half of each is chance.
    let mut step = 1_u32;
    for pair in attempts.windows(2) {
        let gap = pair[1] - pair[0];
        assert!(
            (step.div_ceil(2)..=step + 1).contains(&gap),
            "{gap} s in a step of {step} s"
        );
        step = (2 * step).min(60);
    }
    let in_first_minute = attempts.iter().filter(|at| **at < attempts[0] + 60).count();
    assert!(in_first_minute <= 7, "{in_first_minute}");
    assert!(attempts.len() > 50, "it is asked again and again: {}", attempts.len());
}

#[tokio::test]
async fn a_platform_that_asks_for_rest_is_given_it() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.fail(Source::Keys, Outage::RateLimited).await;
    let attempts = attempts(&proxied, &router, 479, 600).await;
    assert!(attempts.len() > 3);
    assert!(attempts.windows(2).all(|pair| pair[1] - pair[0] >= 10), "{attempts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_in_an_outage_share_one_attempt() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.test_app.time.advance(20 * MINUTE);
    proxied.fail(Source::Keys, Outage::Hang).await;
    proxied.reset_calls();
    let token = proxied.test_app.token("tenant-bikes");
    let requests: Vec<_> = (0..1_000)
        .map(|_| {
            let (router, token) = (router.clone(), token.clone());
            tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await.status })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap(), 200);
    }
    assert_eq!(proxied.all_calls(), [0, 0, 1]);
}

/// Lets `source` fail in every way at once, each in an application of its own, and says for how many
/// seconds each of them went on verifying.
async fn every_outage(source: Source) -> Vec<u32> {
    let mut all = Vec::new();
    for outage in Outage::ALL {
        all.push((ProxiedTestApp::warm_before(outage).await, outage));
    }
    let mut outages = JoinSet::new();
    for (proxied, outage) in all {
        outages.spawn(async move { trusted_for(&proxied, source, outage).await });
    }
    outages.join_all().await
}

async fn trusted_for(proxied: &ProxiedTestApp, source: Source, outage: Outage) -> u32 {
    let router = router(proxied.test_app.app.clone());
    proxied.fail(source, outage).await;
    proxied.reset_calls();
    // An answer without a secret in it is a mistake of whoever made the secret.
    let code = match (source, outage) {
        (Source::Secret, Outage::Empty) => "misconfigured",
        _ => "platform_unavailable",
    };
    // When the kept key set was fetched, and how often the failing source was asked.
    let (mut now, mut fetched_at, mut asked) = (1, 0, 0);
    loop {
        let keys_before = proxied.calls(Source::Keys);
        let first = connect(proxied, &router).await;
        let asked_now = proxied.calls(source) - asked;
        assert!(asked_now <= 1, "{outage:?} of {source:?}: {asked_now} calls");
        asked += asked_now;
        for _ in 0..2 {
            assert_eq!(connect(proxied, &router).await.status, first.status);
        }
        assert_eq!(
            proxied.calls(source),
            asked,
            "{outage:?} of {source:?}, asked again while it rests"
        );

        if source != Source::Keys && proxied.calls(Source::Keys) > keys_before {
            fetched_at = now;
        }
        if now - fetched_at < STALE {
            assert_eq!(
                first.status, 200,
                "{outage:?} of {source:?}, after {now} s: {}",
                first.text
            );
        } else {
            assert_eq!((first.status, first.code()), (503, code), "{}", first.text);
            assert!(
                first
                    .retry_after()
                    .is_some_and(|wait| (SECOND..=MINUTE).contains(&wait))
            );
            break;
        }
        // What hangs is waited for, so it is asked less often.
        let step = if outage == Outage::Hang { 600 } else { 300 };
        let next = (now / step + 1) * step;
        proxied.test_app.time.advance((next - now) * SECOND);
        now = next;
    }
    proxied.recover().await;
    proxied.test_app.time.advance(MINUTE);
    assert_eq!(connect(proxied, &router).await.status, 200);
    now
}

/// The seconds in which the key set was asked, while requests come in every second.
async fn attempts(proxied: &ProxiedTestApp, router: &Router, from: u32, to: u32) -> Vec<u32> {
    proxied.test_app.time.advance((from - 1) * SECOND);
    proxied.reset_calls();
    let (mut attempts, mut asked) = (Vec::new(), 0);
    for second in from..to {
        assert_eq!(connect(proxied, router).await.status, 200);
        if proxied.calls(Source::Keys) > asked {
            attempts.push(second);
            asked += 1;
            assert_eq!(proxied.calls(Source::Keys), asked);
        }
        proxied.test_app.time.advance(SECOND);
    }
    // The access token is renewed ahead once in an hour.
    assert!(proxied.calls(Source::Secret) <= 1 && proxied.calls(Source::Token) <= 1);
    attempts
}

async fn connect(proxied: &ProxiedTestApp, router: &Router) -> TestResponse {
    // The other sites' platforms have to answer in time on the same threads.
    tokio::task::yield_now().await;
    TestResponse::to(router, PATH, &proxied.test_app.token("tenant-bikes")).await
}
