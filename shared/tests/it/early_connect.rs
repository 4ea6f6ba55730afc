//! Connections are opened beside the reading of the secret, used within seconds, and never trusted.
//!
//! In each test the secret is held back until what is said has happened: were it only to happen after
//! that, the test would wait in vain.

use std::time::Duration;

use shared::http::client::Timeouts;
use shared::request::clock::MockClock;
use test_app::{Outage, ProxiedTestApp, Source, TestResponse};
use tokio::task::JoinHandle;

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const OPENED: [Source; 2] = [Source::Token, Source::Keys];

/// An app whose first request waits for the secret; its connections are opened.
async fn opened() -> (ProxiedTestApp, JoinHandle<TestResponse>) {
    let (proxied, request) = waiting().await;
    until(|| accepted(&proxied) == [1, 1]).await;
    (proxied, request)
}

/// The same, whose connections may not be opened yet.
async fn waiting() -> (ProxiedTestApp, JoinHandle<TestResponse>) {
    let limits = Timeouts {
        connect: MINUTE,
        total: MINUTE,
    };
    let proxied = ProxiedTestApp::with_limits(limits).await;
    proxied.line(Source::Secret).hold(true);
    let request = ask(&proxied);
    (proxied, request)
}

fn ask(proxied: &ProxiedTestApp) -> JoinHandle<TestResponse> {
    let router = router(proxied.test_app.app.clone());
    let token = proxied.test_app.token("tenant-bikes");
    tokio::spawn(async move { TestResponse::to(&router, PATH, &token).await })
}

/// Lets the secret through; the request is answered as if nothing had happened.
async fn succeed(proxied: &ProxiedTestApp, request: JoinHandle<TestResponse>) {
    proxied.line(Source::Secret).hold(false);
    let response = request.await.expect("it does not panic");
    assert_eq!(response.status, 200, "{}", response.text);
}

fn accepted(proxied: &ProxiedTestApp) -> [u64; 2] {
    OPENED.map(|source| proxied.line(source).accepted())
}

#[tokio::test]
async fn hosts_are_connected_to_while_the_secret_is_read_and_hear_nothing_before_they_are_needed() {
    let (proxied, request) = opened().await;
    assert_eq!(OPENED.map(|source| proxied.line(source).take_sent()), ["", ""]);
    succeed(&proxied, request).await;
    assert_eq!(proxied.all_calls(), [1, 1, 1]);
    assert_eq!(accepted(&proxied), [1, 1], "the calls go over what was opened for them");
}

#[tokio::test]
async fn a_function_that_calls_in_the_users_name_has_connected_to_the_erp_when_it_is_warm() {
    let proxied = ProxiedTestApp::cold().await;
    proxied.test_app.app.warm_up_for_user_calls().await;
    until(|| accepted(&proxied) == [0, 1]).await;
    assert_eq!(proxied.line(Source::Keys).take_sent(), "");
    assert_eq!(ask(&proxied).await.expect("it does not panic").status, 200);
    assert_eq!(accepted(&proxied), [1, 1]);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_not_used() {
    let (proxied, request) = opened().await;
    for source in OPENED {
        proxied.line(source).interrupt("").await;
    }
    succeed(&proxied, request).await;
    assert_eq!(accepted(&proxied), [2, 2]);
    for source in OPENED {
        let sent = proxied.line(source).take_sent();
        assert_eq!(
            sent.matches(" HTTP/1.1").count(),
            1,
            "{source:?}: nothing is sent into the void"
        );
    }
}

#[tokio::test]
async fn a_connection_on_which_the_server_has_spoken_is_not_used() {
    let (proxied, request) = opened().await;
    for source in OPENED {
        let unasked = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        proxied.line(source).interrupt(unasked).await;
    }
    succeed(&proxied, request).await;
    assert_eq!(accepted(&proxied), [2, 2]);
}

#[tokio::test]
async fn a_connection_of_five_seconds_by_either_clock_is_not_used() {
    let pass: [fn(&MockClock, Duration); 2] = [MockClock::freeze, MockClock::advance];
    for pass in pass {
        for (age, connections) in [(Duration::from_millis(4_990), 1), (5 * SECOND, 2)] {
            let (proxied, request) = opened().await;
            pass(&proxied.test_app.time, age);
            succeed(&proxied, request).await;
            assert_eq!(accepted(&proxied), [connections; 2], "after {age:?}");
        }
    }
}

#[tokio::test]
async fn a_call_over_one_that_died_without_a_word_is_repeated_and_the_others_go_with_it() {
    let (proxied, request) = opened().await;
    for source in OPENED {
        proxied.line(source).forget();
    }
    succeed(&proxied, request).await;
    assert_eq!(OPENED.map(|source| proxied.line(source).resets()), [1, 0]);
    assert_eq!(proxied.all_calls(), [1, 2, 1]);
    assert_eq!(accepted(&proxied), [2, 2]);
}

#[tokio::test]
async fn where_none_could_be_opened_the_call_makes_its_own() {
    let limits = Timeouts {
        connect: MINUTE,
        total: MINUTE,
    };
    let proxied = ProxiedTestApp::with_limits(limits).await;
    for source in OPENED {
        proxied.fail(source, Outage::Refused).await;
    }
    proxied.line(Source::Secret).hold(true);
    let request = ask(&proxied);
    until(|| proxied.line(Source::Secret).accepted() == 1).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    proxied.recover().await;
    succeed(&proxied, request).await;
    assert_eq!(accepted(&proxied), [1, 1]);
}

#[tokio::test]
async fn what_was_opened_for_a_request_that_went_away_serves_the_next() {
    let (proxied, request) = opened().await;
    request.abort();
    assert!(request.await.is_err_and(|error| error.is_cancelled()));
    succeed(&proxied, ask(&proxied)).await;
    assert_eq!(accepted(&proxied), [1, 1]);
    assert_eq!(proxied.all_calls(), [1, 1, 1]);
}

#[tokio::test]
async fn without_the_secret_nothing_is_sent_on_what_was_opened() {
    let (proxied, request) = opened().await;
    proxied.fail(Source::Secret, Outage::Failing).await;
    proxied.line(Source::Secret).hold(false);
    assert_eq!(request.await.expect("it does not panic").status, 503);
    assert_eq!(OPENED.map(|source| proxied.line(source).take_sent()), ["", ""]);
}

/// Lets all others run until something has happened that depends on nothing but them.
async fn until(has_happened: impl Fn() -> bool) {
    let waiting = async {
        while !has_happened() {
            tokio::task::yield_now().await;
        }
    };
    let happened = tokio::time::timeout(MINUTE, waiting).await;
    happened.expect("what is waited for does not happen");
}
