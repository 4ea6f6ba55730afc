//! Frozen environments, stepped clocks and dead connections: nothing wrong is accepted, and
//! nothing stays broken.

use std::time::Duration;

use axum::Router;
use shared::request::clock::MockClock;
use test_app::{Outage, ProxiedTestApp, Source, TestResponse};

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

/// An hour in which nobody asks: with the monotonic clock stopped, and with it running.
const FREEZES: [fn(&MockClock); 2] = [|time| time.freeze(HOUR), |time| time.advance(HOUR)];

async fn connect(proxied: &ProxiedTestApp, router: &Router) -> TestResponse {
    TestResponse::to(router, PATH, &proxied.test_app.token("tenant-bikes")).await
}

#[tokio::test]
async fn after_an_hour_the_first_request_succeeds_although_every_connection_is_dead() {
    for freeze in FREEZES {
        let proxied = ProxiedTestApp::warm().await;
        let router = router(proxied.test_app.app.clone());
        proxied.reset_calls();
        freeze(&proxied.test_app.time);
        forget(&proxied);
        assert_eq!(connect(&proxied, &router).await.status, 200);
        assert_eq!(proxied.all_calls(), [1, 1, 1]);
        for _ in 0..10 {
            assert_eq!(connect(&proxied, &router).await.status, 200);
        }
        assert_eq!(proxied.all_calls(), [1, 1, 1]);
    }
}

#[tokio::test]
async fn after_a_short_freeze_a_dead_connection_costs_one_call_more_and_no_error() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.test_app.stand_in.rotate_keys(true);
    proxied.reset_calls();
    proxied.test_app.time.freeze(20 * SECOND);
    forget(&proxied);
    assert_eq!(connect(&proxied, &router).await.status, 200);
    assert_eq!(
        (proxied.calls(Source::Keys), proxied.line(Source::Keys).resets()),
        (2, 1)
    );
}

#[tokio::test]
async fn a_host_that_is_called_once_in_minutes_is_never_called_over_an_old_connection() {
    let proxied = ProxiedTestApp::cold().await;
    let router = router(proxied.test_app.app.clone());
    proxied.test_app.stand_in.set_token_lifetime(Some(400));
    assert_eq!(connect(&proxied, &router).await.status, 200);
    proxied.reset_calls();
    // A caller's doubt every 31 s keeps the key set's connection in use, and no other.
    for _ in 0..20 {
        proxied.test_app.time.freeze(31 * SECOND);
        proxied.line(Source::Secret).forget();
        proxied.line(Source::Token).forget();
        assert_eq!(
            TestResponse::to(&router, PATH, &proxied.test_app.forged_token())
                .await
                .status,
            401
        );
    }
    assert!(
        proxied.all_calls().iter().all(|calls| *calls > 0),
        "{:?}",
        proxied.all_calls()
    );
    assert_eq!(Source::ALL.map(|source| proxied.line(source).resets()), [0, 0, 0]);
}

#[tokio::test]
async fn a_key_withdrawn_during_the_freeze_is_refused_even_if_the_platform_is_down() {
    for freeze in FREEZES {
        for outage in [None, Some(Outage::Failing)] {
            let proxied = ProxiedTestApp::warm().await;
            let router = router(proxied.test_app.app.clone());
            let withdrawn = {
                let mut claims = proxied.test_app.claims("tenant-bikes");
                claims.expires_at = claims.expires_at.map(|at| at + 7_200);
                proxied.test_app.stand_in.session_token(&claims)
            };
            proxied.test_app.stand_in.rotate_keys(false);
            freeze(&proxied.test_app.time);
            let expected = match outage {
                Some(outage) => {
                    proxied.fail(Source::Keys, outage).await;
                    (503, "platform_unavailable")
                }
                None => (401, "token_signature"),
            };
            let response = TestResponse::to(&router, PATH, &withdrawn).await;
            assert_eq!((response.status, response.code()), expected);
            proxied.recover().await;
            proxied.test_app.time.advance(SECOND);
            assert_eq!(connect(&proxied, &router).await.status, 200);
        }
    }
}

#[tokio::test]
async fn a_token_that_expired_during_the_freeze_is_refused() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    let token = proxied.test_app.token("tenant-bikes");
    proxied.test_app.time.freeze(HOUR + 6 * SECOND);
    let response = TestResponse::to(&router, PATH, &token).await;
    assert_eq!((response.status, response.code()), (401, "token_expired"));
}

#[tokio::test]
async fn a_stepped_wall_clock_neither_wedges_nor_prolongs_anything() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    let (test_app, withdrawn) = (&proxied.test_app, proxied.test_app.token("tenant-bikes"));

    // An hour back: nobody learns of it, and the keys still end after ten real minutes.
    test_app.time.step_back(HOUR);
    assert_eq!(connect(&proxied, &router).await.status, 200);
    test_app.stand_in.rotate_keys(false);
    test_app.time.advance(599 * SECOND);
    assert_eq!(TestResponse::to(&router, PATH, &withdrawn).await.status, 401);
    assert_eq!(connect(&proxied, &router).await.status, 200);

    // Forward and back again, in the middle of an outage: it is found again all the same.
    proxied.fail(Source::Keys, Outage::Failing).await;
    let forward: fn(&MockClock) = |time| time.freeze(HOUR);
    let back: fn(&MockClock) = |time| time.step_back(HOUR);
    for (step, before, after) in [(forward, 200, 503), (back, 503, 200)] {
        test_app.time.advance(10 * 60 * SECOND);
        assert_eq!(connect(&proxied, &router).await.status, before);
        step(&test_app.time);
        let response = connect(&proxied, &router).await;
        assert_eq!(response.status, after, "{}", response.text);
    }
    proxied.recover().await;
    test_app.time.advance(60 * SECOND);
    assert_eq!(connect(&proxied, &router).await.status, 200);
}

#[tokio::test]
async fn a_fetch_frozen_on_its_way_is_given_up_and_its_callers_are_answered() {
    for source in Source::ALL {
        let proxied = ProxiedTestApp::cold().await;
        let router = router(proxied.test_app.app.clone());
        proxied.fail(source, Outage::Hang).await;
        let frozen = {
            let (router, token) = (router.clone(), proxied.test_app.token("tenant-bikes"));
            tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
        };
        until(|| proxied.calls(source) == 1).await;
        proxied.test_app.time.freeze(HOUR);
        forget(&proxied);
        proxied.recover().await;

        // Whoever comes now does not wait for the one that hangs, and so finds the others' fetch.
        let response = connect(&proxied, &router).await;
        assert_eq!(response.status, 200, "{source:?}: {}", response.text);
        assert_eq!(proxied.calls(source), 2);
        let answered = frozen.await.expect("it does not panic");
        assert_eq!(answered.status, 200, "{}", answered.text);
        assert_eq!(connect(&proxied, &router).await.status, 200);
        assert_eq!(proxied.calls(source), 2);
    }
}

fn forget(proxied: &ProxiedTestApp) {
    for source in Source::ALL {
        proxied.line(source).forget();
    }
}

/// Lets all others run until something has happened that depends on nothing but them.
async fn until(has_happened: impl Fn() -> bool) {
    let waiting = async {
        while !has_happened() {
            tokio::task::yield_now().await;
        }
    };
    let happened = tokio::time::timeout(PATIENCE, waiting).await;
    happened.expect("what is waited for does not happen");
}

/// No promise: so that a test whose wait is in vain fails, and does not hang.
const PATIENCE: Duration = Duration::from_mins(1);
