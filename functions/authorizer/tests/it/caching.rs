//! Nothing that API Gateway keeps outlives the token it was given for.

use std::time::Duration;

use serde_json::Value;
use stand_in::{Endpoint, SessionClaims};
use test_app::TestApp;

use crate::asking::{APIS, HTTP_2, ask, authorizer};

fn token_for(test_app: &TestApp, seconds: i64) -> String {
    let usual = test_app.claims("tenant-bikes");
    test_app.stand_in.session_token(&SessionClaims {
        expires_at: usual.expires_at.map(|in_an_hour| in_an_hour - 3600 + seconds),
        ..usual
    })
}

async fn is_let_in(test_app: &TestApp, kept: &str, token: &str) -> bool {
    let authorizer = authorizer(test_app, &[("AUTHORIZER_CACHE_SECONDS", kept)]);
    let answer: Value = ask(&authorizer, &HTTP_2.event(token))
        .await
        .expect("the platform is there");
    answer["isAuthorized"] == true
}

#[tokio::test]
async fn what_is_let_in_is_valid_for_as_long_as_it_is_kept() {
    let kept = ["1", "60", "300", "3600"];
    for (cache, seconds) in kept
        .iter()
        .flat_map(|kept| [30, 59, 61, 299, 301, 3599, 3601].map(|life| (*kept, life)))
    {
        let test_app = TestApp::warm().await;
        let token = token_for(&test_app, seconds);
        let expected = cache.parse::<i64>().unwrap() < seconds;
        assert_eq!(
            is_let_in(&test_app, cache, &token).await,
            expected,
            "{cache} s of {seconds} s"
        );
        if expected {
            test_app.time.advance(Duration::from_secs(cache.parse().unwrap()));
            assert!(is_let_in(&test_app, "0", &token).await, "{cache} s of {seconds} s");
        }
    }
}

#[tokio::test]
async fn the_leeway_is_for_clocks_and_not_for_what_is_kept() {
    let test_app = TestApp::warm().await;
    let over_for_two_seconds = token_for(&test_app, -2);
    assert!(is_let_in(&test_app, "0", &over_for_two_seconds).await);
    assert!(!is_let_in(&test_app, "1", &over_for_two_seconds).await);
}

#[tokio::test]
async fn time_that_the_keys_took_is_not_kept_besides() {
    let test_app = TestApp::cold().await;
    let token = token_for(&test_app, 301);
    let authorizer = authorizer(&test_app, &[("AUTHORIZER_CACHE_SECONDS", "300")]);
    let event = HTTP_2.event(&token);
    test_app.stand_in.delay(Endpoint::Keys, Duration::from_millis(500));
    let meanwhile = async {
        while test_app.stand_in.calls(Endpoint::Keys) == 0 {
            tokio::task::yield_now().await;
        }
        test_app.time.advance(Duration::from_secs(2));
    };
    let ((), answer) = tokio::join!(biased; meanwhile, ask(&authorizer, &event));
    assert_eq!(answer, Ok(HTTP_2.denied()));
}

#[tokio::test]
async fn every_api_denies_what_would_be_kept_for_too_long() {
    let test_app = TestApp::warm().await;
    for api in APIS {
        let authorizer = authorizer(
            &test_app,
            &[
                ("AUTHORIZER_IDENTITY_SOURCE", api.source),
                ("AUTHORIZER_CACHE_SECONDS", "300"),
            ],
        );
        let answer = ask(&authorizer, &api.event(&token_for(&test_app, 200))).await;
        assert_eq!(answer, Ok(api.denied()), "{api:?}");
    }
}
