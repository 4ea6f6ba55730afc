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
        let site = ProxiedTestApp::warm().await;
        let (stage, router) = (&site.stage, router(site.stage.app.clone()));
        stage.stand_in.set_key_ids(names_its_key);
        stage.stand_in.rotate_keys(true);
        let mut claims = stage.claims("tenant-bikes");
        claims.kid = names_its_key.then(|| stage.stand_in.key_id());
        let token = stage.stand_in.session_token(&claims);
        site.reset_calls();
        for _ in 0..3 {
            assert_eq!(connect(&router, &token).await, 200);
        }
        assert_eq!(site.all_calls(), [0, 0, 1]);
    }
}

#[tokio::test]
async fn a_key_published_ahead_of_its_use_costs_no_call_when_it_is_used() {
    let site = ProxiedTestApp::cold().await;
    let (stage, router) = (&site.stage, router(site.stage.app.clone()));
    stage.stand_in.publish_next_key();
    assert_eq!(connect(&router, &stage.token("tenant-bikes")).await, 200);
    stage.stand_in.rotate_keys(true);
    assert_eq!(connect(&router, &stage.token("tenant-bikes")).await, 200);
    assert_eq!(site.all_calls(), [1, 1, 1]);
}

#[tokio::test]
async fn two_keys_at_once_both_verify() {
    let site = ProxiedTestApp::warm().await;
    let (stage, router) = (&site.stage, router(site.stage.app.clone()));
    let old = stage.token("tenant-bikes");
    stage.stand_in.rotate_keys(true);
    let new = stage.token("tenant-bikes");
    for token in [&new, &old, &new, &old] {
        assert_eq!(connect(&router, token).await, 200);
    }
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_within_ten_minutes_even_if_nobody_sends_anything_new() {
    // From asking all the time, which refreshes ahead, to not asking at all.
    for pause in [10, 100, 250, 599] {
        let site = ProxiedTestApp::warm().await;
        let (stage, router) = (&site.stage, router(site.stage.app.clone()));
        let withdrawn = stage.token("tenant-bikes");
        stage.stand_in.rotate_keys(false);
        assert_eq!(connect(&router, &withdrawn).await, 200, "nobody can know yet");
        for _ in 0..598 / pause {
            stage.time.advance(pause * SECOND);
            connect(&router, &withdrawn).await;
        }
        stage.time.advance((599 - 598 / pause * pause) * SECOND);
        assert_eq!(connect(&router, &withdrawn).await, 401, "a pause of {pause} s");
        assert_eq!(connect(&router, &stage.token("tenant-bikes")).await, 200);
    }
}

#[tokio::test]
async fn under_attack_a_rotation_gets_through_within_thirty_seconds() {
    for rotated_at in [0, 1, 4, 6, 29, 31, 59] {
        let site = ProxiedTestApp::warm().await;
        let (stage, router) = (&site.stage, router(site.stage.app.clone()));
        site.reset_calls();
        let mut got_through = None;
        for second in 0..90 {
            assert_eq!(connect(&router, &stage.forged_token()).await, 401);
            if second == rotated_at {
                stage.stand_in.rotate_keys(true);
            }
            if second >= rotated_at && got_through.is_none() {
                let is_accepted = connect(&router, &stage.token("tenant-bikes")).await == 200;
                got_through = is_accepted.then_some(second);
            }
            stage.time.advance(SECOND);
        }
        let waited = got_through.expect("it gets through at all") - rotated_at;
        assert!(waited <= 30, "rotated at {rotated_at} s, accepted {waited} s later");
        assert!(site.calls(Source::Keys) <= 4, "two at first, then one in 30 s");
        assert_eq!((site.calls(Source::Secret), site.calls(Source::Token)), (0, 0));
    }
}

#[tokio::test]
async fn a_token_that_could_not_pass_anyway_causes_no_fetch() {
    let stage = TestApp::warm().await;
    let router = router(stage.app.clone());
    let over = SessionClaims {
        expires_at: Some(stage.unix_time() - 3600),
        ..stage.claims("tenant-bikes")
    };
    let header = json!({"alg": "EdDSA", "typ": "JWT"});
    let forged_and_over = stage.stand_in.forge(&header, &over.claims());
    for (token, calls) in [(forged_and_over, 0), (stage.forged_token(), 1)] {
        stage.stand_in.reset_calls();
        let reply = TestResponse::to(&router, PATH, &token).await;
        assert_eq!((reply.status, reply.code()), (401, "token_signature"), "{}", reply.text);
        assert_eq!(stage.stand_in.calls(Endpoint::Keys), calls);
    }
}
