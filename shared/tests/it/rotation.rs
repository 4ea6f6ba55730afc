//! New keys are found, withdrawn ones are forgotten, also under attack.

use std::time::Duration;

use axum::Router;
use serde_json::json;
use stand_in::{Endpoint, SessionClaims};
use test_app::{ProxiedTestApp, Source, TestApp, TestResponse};

use crate::router::{PATH, router};

const SECOND: Duration = Duration::from_secs(1);

async fn connect(router: &Router, token: &str) -> u64 {
    TestResponse::to(router, PATH, token).await.status
}

#[tokio::test]
async fn a_key_just_published_is_accepted_after_one_refetch_with_and_without_its_id() {
    for names_its_key in [false, true] {
        let proxied = ProxiedTestApp::warm().await;
        let (test_app, router) = (&proxied.test_app, router(proxied.test_app.app.clone()));
        test_app.stand_in.set_key_ids(names_its_key);
        test_app.stand_in.rotate_keys(true);
        let mut claims = test_app.claims("tenant-bikes");
        claims.kid = names_its_key.then(|| test_app.stand_in.key_id());
        let token = test_app.stand_in.session_token(&claims);
        proxied.reset_calls();
        for _ in 0..3 {
            assert_eq!(connect(&router, &token).await, 200);
        }
        assert_eq!(proxied.all_calls(), [0, 0, 1]);
    }
}

#[tokio::test]
async fn a_key_published_ahead_of_its_use_costs_no_call_when_it_is_used() {
    let proxied = ProxiedTestApp::cold().await;
    let (test_app, router) = (&proxied.test_app, router(proxied.test_app.app.clone()));
    test_app.stand_in.publish_next_key();
    assert_eq!(connect(&router, &test_app.token("tenant-bikes")).await, 200);
    test_app.stand_in.rotate_keys(true);
    assert_eq!(connect(&router, &test_app.token("tenant-bikes")).await, 200);
    assert_eq!(proxied.all_calls(), [1, 1, 1]);
}

#[tokio::test]
async fn two_keys_at_once_both_verify() {
    let proxied = ProxiedTestApp::warm().await;
    let (test_app, router) = (&proxied.test_app, router(proxied.test_app.app.clone()));
    let old = test_app.token("tenant-bikes");
    test_app.stand_in.rotate_keys(true);
    let new = test_app.token("tenant-bikes");
    for token in [&new, &old, &new, &old] {
        assert_eq!(connect(&router, token).await, 200);
    }
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_within_ten_minutes_even_if_nobody_sends_anything_new() {
    // From asking all the time, which refreshes ahead, to not asking at all.
    for pause in [10, 100, 250, 599] {
        let proxied = ProxiedTestApp::warm().await;
        let (test_app, router) = (&proxied.test_app, router(proxied.test_app.app.clone()));
        let withdrawn = test_app.token("tenant-bikes");
        test_app.stand_in.rotate_keys(false);
        assert_eq!(connect(&router, &withdrawn).await, 200, "nobody can know yet");
        for _ in 0..598 / pause {
            test_app.time.advance(pause * SECOND);
            connect(&router, &withdrawn).await;
        }
        test_app.time.advance((599 - 598 / pause * pause) * SECOND);
        assert_eq!(connect(&router, &withdrawn).await, 401, "a pause of {pause} s");
        assert_eq!(connect(&router, &test_app.token("tenant-bikes")).await, 200);
    }
}

#[tokio::test]
async fn under_attack_a_rotation_gets_through_within_thirty_seconds() {
    for rotated_at in [0, 1, 4, 6, 29, 31, 59] {
        let proxied = ProxiedTestApp::warm().await;
        let (test_app, router) = (&proxied.test_app, router(proxied.test_app.app.clone()));
        proxied.reset_calls();
        let mut got_through = None;
        for second in 0..90 {
            assert_eq!(connect(&router, &test_app.forged_token()).await, 401);
            if second == rotated_at {
                test_app.stand_in.rotate_keys(true);
            }
            if second >= rotated_at && got_through.is_none() {
                let is_accepted = connect(&router, &test_app.token("tenant-bikes")).await == 200;
                got_through = is_accepted.then_some(second);
            }
            test_app.time.advance(SECOND);
        }
        let waited = got_through.expect("it gets through at all") - rotated_at;
        assert!(waited <= 30, "rotated at {rotated_at} s, accepted {waited} s later");
        assert!(proxied.calls(Source::Keys) <= 4, "two at first, then one in 30 s");
        assert_eq!((proxied.calls(Source::Secret), proxied.calls(Source::Token)), (0, 0));
    }
}

#[tokio::test]
async fn a_token_that_could_not_pass_anyway_causes_no_fetch() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let over = SessionClaims {
        expires_at: Some(test_app.unix_time() - 3600),
        ..test_app.claims("tenant-bikes")
    };
    let header = json!({"alg": "EdDSA", "typ": "JWT"});
    let forged_and_over = test_app.stand_in.forge(&header, &over.claims());
    for (token, calls) in [(forged_and_over, 0), (test_app.forged_token(), 1)] {
        test_app.stand_in.reset_calls();
        let response = TestResponse::to(&router, PATH, &token).await;
        assert_eq!(
            (response.status, response.code()),
            (401, "token_signature"),
            "{}",
            response.text
        );
        assert_eq!(test_app.stand_in.calls(Endpoint::Keys), calls);
    }
}
