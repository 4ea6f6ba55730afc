//! Every event of this function in `events/`, replayed.

use serde_json::{Value, json};
use test_app::{Event, TestApp, assert_event_files};

use crate::answers::bikes;
use crate::asking::{APIS, Api, HTTP_2, REST, ask, authorizer};

/// Those of callers who are refused, beside the good ones of [`APIS`].
const DENIED: &[(&str, Api)] = &[
    ("authorizer-http-2-expired", HTTP_2),
    ("authorizer-http-2-forged", HTTP_2),
    ("authorizer-rest-token-forged", REST),
    ("authorizer-rest-request-no-token", REST),
];
const PREFLIGHT: &str = "authorizer-preflight";

async fn replay(test_app: &TestApp, name: &str) -> Result<Value, &'static str> {
    let placeholders = [
        ("expired-token", test_app.expired_token()),
        ("forged-token", test_app.forged_token()),
    ];
    let placeholders = placeholders.each_ref().map(|(name, value)| (*name, value.as_str()));
    ask(&authorizer(test_app, &[]), &Event::file(name, &placeholders)).await
}

#[tokio::test]
async fn every_api_is_told_who_is_calling_in_the_form_it_understands() {
    let test_app = TestApp::warm().await;
    for api in APIS {
        let answer = api.ask(&test_app, &test_app.token("tenant-bikes")).await;
        assert_eq!(answer, Ok(api.allowed(&bikes(&test_app))), "{api:?}");
    }
}

#[tokio::test]
async fn whoever_is_refused_is_denied_and_nothing_is_said_of_them() {
    let test_app = TestApp::warm().await;
    for (name, api) in DENIED {
        assert_eq!(replay(&test_app, name).await, Ok(api.denied()), "{name}");
    }
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_token_and_without_a_platform() {
    let test_app = TestApp::with(&[("TOKEN_LEEWAY_SECONDS", "wrong")]).await;
    assert_eq!(replay(&test_app, PREFLIGHT).await, Ok(json!({"statusCode": 204})));
}

#[test]
fn every_file_is_replayed() {
    let denied = DENIED.iter().map(|(name, _)| *name);
    let good = APIS.iter().map(|api| api.file);
    assert_event_files("authorizer", good.chain(denied).chain([PREFLIGHT]));
}
