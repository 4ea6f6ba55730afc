//! Nothing that API Gateway keeps outlives the token it was given for.

use std::time::Duration;

use serde_json::Value;
use stand_in::{Endpoint, SessionClaims};
use test_app::TestApp;

use crate::asking::{APIS, HTTP_2, ask, authorizer};

fn token_for(stage: &TestApp, seconds: i64) -> String {
    let usual = stage.claims("tenant-bikes");
    stage.stand_in.session_token(&SessionClaims {
        expires_at: usual.expires_at.map(|in_an_hour| in_an_hour - 3600 + seconds),
        ..usual
    })
}

async fn is_let_in(stage: &TestApp, kept: &str, token: &str) -> bool {
    let authorizer = authorizer(stage, &[("AUTHORIZER_CACHE_SECONDS", kept)]);
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
        let stage = TestApp::warm().await;
        let token = token_for(&stage, seconds);
        let expected = cache.parse::<i64>().unwrap() < seconds;
        assert_eq!(
            is_let_in(&stage, cache, &token).await,
            expected,
            "{cache} s of {seconds} s"
        );
        if expected {
            stage.time.advance(Duration::from_secs(cache.parse().unwrap()));
            assert!(is_let_in(&stage, "0", &token).await, "{cache} s of {seconds} s");
        }
    }
}

#[tokio::test]
async fn the_leeway_is_for_clocks_and_not_for_what_is_kept() {
    let stage = TestApp::warm().await;
    let over_for_two_seconds = token_for(&stage, -2);
    assert!(is_let_in(&stage, "0", &over_for_two_seconds).await);
    assert!(!is_let_in(&stage, "1", &over_for_two_seconds).await);
}

#[tokio::test]
async fn time_that_the_keys_took_is_not_kept_besides() {
    let stage = TestApp::cold().await;
    let token = token_for(&stage, 301);
    let authorizer = authorizer(&stage, &[("AUTHORIZER_CACHE_SECONDS", "300")]);
    let event = HTTP_2.event(&token);
    stage.stand_in.delay(Endpoint::Keys, Duration::from_millis(500));
    let meanwhile = async {
        while stage.stand_in.calls(Endpoint::Keys) == 0 {
            tokio::task::yield_now().await;
        }
        stage.time.advance(Duration::from_secs(2));
    };
    let ((), answer) = tokio::join!(biased; meanwhile, ask(&authorizer, &event));
    assert_eq!(answer, Ok(HTTP_2.denied()));
}

#[tokio::test]
async fn every_api_denies_what_would_be_kept_for_too_long() {
    let stage = TestApp::warm().await;
    for api in APIS {
        let authorizer = authorizer(
            &stage,
            &[
                ("AUTHORIZER_IDENTITY_SOURCE", api.source),
                ("AUTHORIZER_CACHE_SECONDS", "300"),
            ],
        );
        let answer = ask(&authorizer, &api.event(&token_for(&stage, 200))).await;
        assert_eq!(answer, Ok(api.denied()), "{api:?}");
    }
}
