//! Self-healing: all that the platform takes away is fetched anew, within two calls to each upstream.

use std::time::Duration;

use axum::Router;
use proptest::prelude::*;
use stand_in::{Endpoint, Fault};
use test_app::{Outage, ProxiedTestApp, Source, TestResponse};

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);

async fn connect(proxied: &ProxiedTestApp, router: &Router) -> TestResponse {
    TestResponse::to(router, PATH, &proxied.test_app.token("tenant-bikes")).await
}

#[tokio::test]
async fn a_revoked_access_token_costs_one_fresh_one_and_one_retry() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.test_app.stand_in.revoke_access_tokens();
    proxied.test_app.stand_in.rotate_keys(false);
    proxied.reset_calls();
    assert_eq!(connect(&proxied, &router).await.status, 200);
    assert_eq!(proxied.all_calls(), [0, 1, 2]);
}

#[tokio::test]
async fn a_changed_client_id_and_secret_cost_one_re_reading() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.test_app.stand_in.set_credentials("tomorrow", "tomorrows");
    proxied.test_app.stand_in.store_credentials("tomorrow", "tomorrows");
    proxied.test_app.stand_in.revoke_access_tokens();
    proxied.test_app.stand_in.rotate_keys(false);
    proxied.reset_calls();
    assert_eq!(connect(&proxied, &router).await.status, 200);
    assert_eq!(proxied.all_calls(), [1, 2, 2]);
}

#[tokio::test]
async fn credentials_refused_also_after_re_reading_are_left_alone_for_a_minute_and_then_found() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    let known = proxied.test_app.token("tenant-bikes");
    proxied.test_app.stand_in.set_credentials("tomorrow", "tomorrows");
    proxied.test_app.stand_in.revoke_access_tokens();
    proxied.test_app.stand_in.rotate_keys(false);
    proxied.reset_calls();
    for _ in 0..59 {
        let response = connect(&proxied, &router).await;
        assert_eq!(
            (response.status, response.code()),
            (503, "credentials_refused"),
            "{}",
            response.text
        );
        assert_eq!(TestResponse::to(&router, PATH, &known).await.status, 200);
        proxied.test_app.time.advance(SECOND);
    }
    assert_eq!(proxied.all_calls(), [1, 1, 1]);

    let told = connect(&proxied, &router)
        .await
        .retry_after()
        .expect("a 503 says when to come back");
    proxied.test_app.stand_in.store_credentials("tomorrow", "tomorrows");
    proxied.test_app.time.advance(told);
    let response = connect(&proxied, &router).await;
    assert_eq!(response.status, 200, "{}", response.text);
}

#[tokio::test]
async fn a_platform_that_refuses_every_access_token_is_not_asked_in_a_loop() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.test_app.stand_in.fault(Endpoint::Keys, Fault::Unauthorized);
    proxied.test_app.stand_in.rotate_keys(false);
    proxied.reset_calls();
    let response = connect(&proxied, &router).await;
    assert_eq!((response.status, response.code()), (503, "platform_unavailable"));
    assert_eq!(proxied.all_calls(), [0, 1, 2]);
    for _ in 0..100 {
        assert_eq!(connect(&proxied, &router).await.status, 503);
    }
    assert_eq!(proxied.all_calls(), [0, 1, 2]);
}

#[tokio::test]
async fn a_dead_connection_and_a_revoked_token_at_once_cost_two_calls_and_are_over_a_second_later() {
    let proxied = ProxiedTestApp::warm().await;
    let router = router(proxied.test_app.app.clone());
    proxied.line(Source::Keys).forget();
    proxied.test_app.stand_in.revoke_access_tokens();
    proxied.test_app.stand_in.rotate_keys(false);
    proxied.reset_calls();
    let response = connect(&proxied, &router).await;
    assert_eq!((response.status, response.code()), (503, "platform_unavailable"));
    assert_eq!(proxied.all_calls(), [0, 1, 2]);
    proxied.test_app.time.advance(5 * SECOND);
    assert_eq!(connect(&proxied, &router).await.status, 200);
}

/// Events before one request, and its token.
#[derive(Clone, Debug)]
struct Step {
    passes: Duration,
    token: Token,
    token_endpoint: Vec<Fault>,
    keys: Vec<Fault>,
    secret: Option<Outage>,
    is_revoked: bool,
    are_credentials_changed: bool,
    are_connections_dead: bool,
}

#[derive(Clone, Copy, Debug)]
enum Token {
    Good,
    OfNewKey,
    Forged,
}

fn step() -> impl Strategy<Value = Step> {
    let rare = || prop::bool::weighted(0.2);
    let outage = prop::sample::select(vec![Outage::Failing, Outage::Reset, Outage::Html, Outage::Endless]);
    // A connection that has been idle for less than 50 s is used again, and may be dead.
    let passes = prop_oneof![2 => 5_000_u64..49_000, 1 => 0_u64..1_500_000];
    (
        passes,
        prop::sample::select(vec![Token::Good, Token::OfNewKey, Token::OfNewKey, Token::Forged]),
        prop::collection::vec(fault(), 0..4),
        prop::collection::vec(fault(), 0..4),
        prop::option::weighted(0.3, outage),
        (rare(), rare(), rare()),
    )
        .prop_map(
            |(millis, token, token_endpoint, keys, secret, (revoked, changed, dead))| Step {
                passes: Duration::from_millis(millis),
                token,
                token_endpoint,
                keys,
                secret,
                is_revoked: revoked,
                are_credentials_changed: changed,
                are_connections_dead: dead,
            },
        )
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        60 => prop::sample::select(vec![
            Fault::Unauthorized,
            Fault::Unauthorized,
            Fault::Reset,
            Fault::Reset,
            Fault::Status(500),
            Fault::Truncated,
            Fault::Redirect,
            Fault::Empty,
            Fault::Nonsense,
            Fault::RateLimited { retry_after: Some(1) },
        ]),
        1 => Just(Fault::Hang),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_fails_in_whatever_order_one_request_costs_two_calls_at_most_and_it_heals(
        steps in prop::collection::vec(step(), 1..15)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(two_calls_at_most(steps))?;
    }
}

async fn two_calls_at_most(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let proxied = ProxiedTestApp::cold().await;
    let (test_app, router) = (&proxied.test_app, router(proxied.test_app.app.clone()));
    for (number, step) in steps.into_iter().enumerate() {
        proxied.recover().await;
        test_app.time.advance(step.passes);
        if step.is_revoked {
            test_app.stand_in.revoke_access_tokens();
        }
        if step.are_credentials_changed {
            test_app.stand_in.set_credentials("next", number.to_string());
            test_app.stand_in.store_credentials("next", &number.to_string());
        }
        if step.are_connections_dead {
            for source in Source::ALL {
                proxied.line(source).forget();
            }
        }
        if let Some(outage) = step.secret {
            proxied.fail(Source::Secret, outage).await;
        }
        for (endpoint, faults) in [(Endpoint::Token, step.token_endpoint), (Endpoint::Keys, step.keys)] {
            for fault in faults {
                test_app.stand_in.fault_times(endpoint, fault, 1);
            }
        }
        let token = match step.token {
            Token::Good => test_app.token("tenant-bikes"),
            Token::Forged => test_app.forged_token(),
            Token::OfNewKey => {
                test_app.stand_in.rotate_keys(true);
                test_app.token("tenant-bikes")
            }
        };
        proxied.reset_calls();
        let response = TestResponse::to(&router, PATH, &token).await;
        prop_assert!([200, 401, 503].contains(&response.status), "{}", response.text);
        prop_assert!(
            proxied.all_calls().iter().all(|calls| *calls <= 2),
            "{:?}",
            proxied.all_calls()
        );
        prop_assert_eq!(test_app.stand_in.calls(Endpoint::Elsewhere), 0);
    }
    proxied.recover().await;
    // As long as credentials that were refused are left alone, the longest rest there is here.
    test_app.time.advance(60 * SECOND);
    let response = connect(&proxied, &router).await;
    prop_assert_eq!(response.status, 200, "{}", response.text);
    Ok(())
}
