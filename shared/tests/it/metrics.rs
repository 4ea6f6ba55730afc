//! Metrics, one line per request.

use std::time::Duration;

use serde_json::Value;
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp};

use crate::router::{PATH, router};

async fn counted(test_app: &TestApp, token: &str) -> Value {
    test_app.metrics();
    Event::get(PATH).token(token).send(&router(test_app.app.clone())).await;
    let mut lines = test_app.metrics();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

#[tokio::test]
async fn the_warm_up_counts_its_fetches_and_a_warm_request_none() {
    let test_app = TestApp::with(&[("METRICS_NAMESPACE", "App")]).await;
    test_app.app.warm_up().await;
    let lines = test_app.metrics();
    assert_eq!(lines.len(), 1);
    for metric in ["CredentialsFetched", "AccessTokenFetched", "KeySetFetched"] {
        assert_eq!(lines[0][metric], 1, "{metric}");
    }

    test_app.time.advance(Duration::from_secs(90));
    let line = counted(&test_app, &test_app.token("tenant-bikes")).await;
    assert_eq!((&line["Requests"], &line["Outcome"]), (&1.into(), &"ok".into()));
    assert_eq!(
        (&line["Verifications"], &line["Verification"]),
        (&1.into(), &"verified".into())
    );
    assert_eq!(line["KeySetAge"], 90.0);
    assert!(
        line.get("KeySetFetched").is_none() && line.get("StaleServed").is_none(),
        "{line}"
    );
}

#[tokio::test]
async fn refusals_failed_fetches_and_stale_keys_are_counted() {
    let test_app = TestApp::with(&[("METRICS_NAMESPACE", "App")]).await;
    test_app.app.warm_up().await;
    let line = counted(&test_app, &test_app.expired_token()).await;
    assert_eq!(
        (&line["Outcome"], &line["Verification"]),
        (&"token_expired".into(), &"token_expired".into())
    );

    test_app.stand_in.fault(Endpoint::Keys, Fault::Status(500));
    test_app.time.advance(Duration::from_mins(11));
    let line = counted(&test_app, &test_app.token("tenant-bikes")).await;
    assert_eq!(
        (&line["Outcome"], &line["KeySetFetchFailed"], &line["StaleServed"]),
        (&"ok".into(), &1.into(), &1.into())
    );
}

#[tokio::test]
async fn nothing_is_written_without_a_namespace() {
    let test_app = TestApp::warm().await;
    Event::get(PATH)
        .token(&test_app.token("tenant-bikes"))
        .send(&router(test_app.app.clone()))
        .await;
    assert!(test_app.metrics().is_empty());
}
