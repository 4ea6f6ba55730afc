//! Metrics, one line per request.

use std::time::Duration;

use serde_json::Value;
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp};

use crate::router::{PATH, router};

async fn counted(stage: &TestApp, token: &str) -> Value {
    stage.metrics();
    Event::get(PATH).token(token).send(&router(stage.app.clone())).await;
    let mut lines = stage.metrics();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

#[tokio::test]
async fn the_warm_up_counts_its_fetches_and_a_warm_request_none() {
    let stage = TestApp::with(&[("METRICS_NAMESPACE", "App")]).await;
    stage.app.warm_up().await;
    let lines = stage.metrics();
    assert_eq!(lines.len(), 1);
    for metric in ["CredentialsFetched", "AccessTokenFetched", "KeySetFetched"] {
        assert_eq!(lines[0][metric], 1, "{metric}");
    }

    stage.time.advance(Duration::from_secs(90));
    let line = counted(&stage, &stage.token("tenant-bikes")).await;
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
    let stage = TestApp::with(&[("METRICS_NAMESPACE", "App")]).await;
    stage.app.warm_up().await;
    let line = counted(&stage, &stage.expired_token()).await;
    assert_eq!(
        (&line["Outcome"], &line["Verification"]),
        (&"token_expired".into(), &"token_expired".into())
    );

    stage.stand_in.fault(Endpoint::Keys, Fault::Status(500));
    stage.time.advance(Duration::from_mins(11));
    let line = counted(&stage, &stage.token("tenant-bikes")).await;
    assert_eq!(
        (&line["Outcome"], &line["KeySetFetchFailed"], &line["StaleServed"]),
        (&"ok".into(), &1.into(), &1.into())
    );
}

#[tokio::test]
async fn nothing_is_written_without_a_namespace() {
    let stage = TestApp::warm().await;
    Event::get(PATH)
        .token(&stage.token("tenant-bikes"))
        .send(&router(stage.app.clone()))
        .await;
    assert!(stage.metrics().is_empty());
}
