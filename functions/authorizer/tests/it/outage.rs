//! Faults that are not the caller's are never a denial: API Gateway would keep it, and call it 403.

use std::time::Duration;

use lambda_runtime::Diagnostic;
use serde_json::{Value, json};
use shared::http::client::Timeouts;
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp};

use crate::answers::bikes;
use crate::asking::{APIS, HTTP_2, REST, ask, authorizer};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_outage_at_a_cold_start_is_an_error_for_every_api_until_it_is_over() {
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let test_app = TestApp::cold().await;
        test_app.stand_in.fault(endpoint, Fault::Status(500));
        let token = test_app.token("tenant-bikes");
        for api in APIS {
            let answer = api.ask(&test_app, &token).await;
            assert_eq!(answer, Err("platform_unavailable"), "{endpoint:?}, {api:?}");
        }
        test_app.stand_in.clear_faults();
        test_app.time.advance(60 * SECOND);
        assert_eq!(
            HTTP_2.ask(&test_app, &token).await,
            Ok(HTTP_2.allowed(&bikes_before(&test_app, 60)))
        );
    }
}

#[tokio::test]
async fn refused_credentials_are_an_error() {
    let test_app = TestApp::cold().await;
    test_app.stand_in.set_credentials("another-client", "another-secret");
    let answer = HTTP_2.ask(&test_app, &test_app.token("tenant-bikes")).await;
    assert_eq!(answer, Err("credentials_refused"));
}

#[tokio::test]
async fn a_mistake_in_the_configuration_is_an_error_whatever_was_sent() {
    let test_app = TestApp::with(&[("TOKEN_LEEWAY_SECONDS", "wrong")]).await;
    for token in [
        "",
        "nonsense",
        &test_app.token("tenant-bikes"),
        &test_app.forged_token(),
    ] {
        for api in APIS {
            assert_eq!(api.ask(&test_app, token).await, Err("misconfigured"), "{api:?}");
        }
    }
}

#[tokio::test]
async fn a_platform_that_hangs_is_an_error_before_lambda_ends_the_call() {
    let endless = Timeouts {
        connect: 600 * SECOND,
        total: 600 * SECOND,
    };
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        let test_app = TestApp::with_limits(&[], endless).await;
        test_app.stand_in.fault(endpoint, Fault::Hang);
        let mut event = HTTP_2.event(&test_app.token("tenant-bikes")).handed_over();
        let deadline = test_app.time.clock().now().wall + SECOND;
        event.context.deadline = u64::try_from(deadline.as_millis()).unwrap();
        let answer = authorizer(&test_app, &[]).answer(event);
        let answer = tokio::time::timeout(20 * SECOND, answer).await.expect("half a second");
        assert_eq!(answer.unwrap_err().code(), "platform_unavailable", "{endpoint:?}");
    }
}

#[tokio::test]
async fn refused_tokens_cost_no_call() {
    let test_app = TestApp::cold().await;
    let good = test_app.token("tenant-bikes");
    let unsigned = good.rsplit_once('.').unwrap().0;
    for token in [
        "",
        "nonsense",
        &good[1..],
        unsigned,
        &format!("{good}.{good}"),
        &format!("{good},{good}"),
        &format!("{unsigned}.{}", "A".repeat(86)).replace('.', ""),
    ] {
        for api in APIS {
            assert_eq!(api.ask(&test_app, token).await, Ok(api.denied()), "{token:?}, {api:?}");
        }
    }
    assert_eq!(calls(&test_app), [0, 0]);

    test_app.app.warm_up().await;
    assert_eq!(calls(&test_app), [1, 1]);
    for _ in 0..10 {
        for token in [&good, &test_app.expired_token()] {
            for api in APIS {
                api.ask(&test_app, token).await.unwrap();
            }
        }
    }
    assert_eq!(calls(&test_app), [1, 1]);
}

#[tokio::test]
async fn an_event_that_asks_nothing_of_an_authorizer_is_an_error_that_repeats_none_of_it() {
    let test_app = TestApp::warm().await;
    let token = test_app.token("tenant-bikes");
    let rest = || REST.event(&token);
    let without_version = Event::get("/api/products").token(&token).with("version", Value::Null);
    for event in [
        Event::get("/api/products").token(&token),
        without_version,
        HTTP_2.event(&token).with("version", json!("3.0")),
        HTTP_2.event(&token).with("type", json!("TOKEN")),
        HTTP_2.event(&token).with("identitySource", json!({"token": token})),
        rest().with("type", json!("JWT")),
        rest().with("type", json!(token)),
        rest().with("multiValueHeaders", json!({"Authorization": token})),
        rest().with("methodArn", Value::Null),
        rest().with("methodArn", json!("*")),
        rest().with("methodArn", json!(token)),
        rest().with(
            "methodArn",
            json!("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/GET/"),
        ),
    ] {
        let error = authorizer(&test_app, &[])
            .answer(event.handed_over())
            .await
            .unwrap_err();
        assert_eq!(error.code(), "not_an_authorizer_event", "{event:?}");
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.error_type, "not_an_authorizer_event");
        assert!(!format!("{error:?} {diagnostic:?}").contains(&token));
    }
}

#[tokio::test]
async fn every_answer_is_counted_under_what_it_came_from() {
    let test_app = TestApp::with(&[("METRICS_NAMESPACE", "App")]).await;
    let kept = authorizer(&test_app, &[("AUTHORIZER_CACHE_SECONDS", "3600")]);
    let strict = authorizer(&test_app, &[]);
    test_app.stand_in.fault_times(Endpoint::Keys, Fault::Status(500), 1);
    for (authorizer, token, outcome, verification) in [
        (
            &strict,
            test_app.token("tenant-bikes"),
            "platform_unavailable",
            json!("platform_unavailable"),
        ),
        (&strict, test_app.token("tenant-bikes"), "ok", json!("verified")),
        (
            &strict,
            test_app.expired_token(),
            "token_expired",
            json!("token_expired"),
        ),
        (&strict, String::new(), "token_missing", Value::Null),
        (
            &kept,
            test_app.token("tenant-bikes"),
            "token_expires_while_kept",
            json!("verified"),
        ),
    ] {
        test_app.metrics();
        let _ = ask(authorizer, &HTTP_2.event(&token)).await;
        let lines = test_app.metrics();
        assert_eq!(lines.len(), 1, "{outcome}");
        let seen = (&lines[0]["Outcome"], &lines[0]["Verification"], &lines[0]["Requests"]);
        assert_eq!(seen, (&json!(outcome), &verification, &json!(1)));
        test_app.time.advance(60 * SECOND);
    }
}

fn calls(test_app: &TestApp) -> [u64; 2] {
    [Endpoint::Token, Endpoint::Keys].map(|endpoint| test_app.stand_in.calls(endpoint))
}

/// Context of a token that is this many seconds old.
fn bikes_before(test_app: &TestApp, seconds: u64) -> Value {
    let mut context = bikes(test_app);
    context["expiresAt"] = json!(context["expiresAt"].as_u64().expect("a time") - seconds);
    context
}
