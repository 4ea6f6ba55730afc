//! The token is read from the identity source and from nowhere else.

use serde_json::{Value, json};
use test_app::{Event, TestApp};

use crate::asking::{APIS, AUTHORIZATION, HTTP_2, REST, WEB_SOCKET, ask, authorizer};

const IN_A_HEADER: &str = "method.request.header.X-Session-Token";

async fn is_let_in(test_app: &TestApp, source: &str, event: &Event) -> bool {
    let answer = ask(&authorizer(test_app, &[("AUTHORIZER_IDENTITY_SOURCE", source)]), event).await;
    let answer = answer.expect("the platform is there");
    answer["isAuthorized"] == true || answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"
}

#[tokio::test]
async fn an_http_api_hands_the_value_over_and_headers_are_not_looked_at() {
    let test_app = TestApp::warm().await;
    let good = format!("Bearer {}", test_app.token("tenant-bikes"));
    let bad = format!("Bearer {}", test_app.forged_token());
    let list = |values: &[&str]| json!(values);
    for (handed_over, header, expected) in [
        (list(&[&good]), &bad, true),
        (list(&[&bad]), &good, false),
        (list(&[]), &good, false),
        (list(&[""]), &good, false),
        (Value::Null, &good, false),
        (list(&[&good, &good]), &good, false),
        (list(&[&good, &bad]), &good, false),
        (list(&[&good, "user-1"]), &good, false),
        (json!(format!("{good},{good}")), &good, false),
    ] {
        let event = HTTP_2
            .event("")
            .with("identitySource", handed_over.clone())
            .header("authorization", header);
        assert_eq!(
            is_let_in(&test_app, AUTHORIZATION, &event).await,
            expected,
            "{handed_over}"
        );
    }
}

#[tokio::test]
async fn a_bearer_token_is_one_in_authorization_only() {
    let test_app = TestApp::warm().await;
    let token = test_app.token("tenant-bikes");
    for api in APIS.into_iter().filter(|api| api.source == AUTHORIZATION) {
        let good = api.event(&token);
        assert!(is_let_in(&test_app, AUTHORIZATION, &good).await, "{api:?}");
        // The same event, to a function that takes it for a bare token.
        if api != REST {
            assert!(!is_let_in(&test_app, IN_A_HEADER, &good).await, "{api:?}");
        }
    }
    for (value, expected) in [
        (format!("bearer {token}"), true),
        (token.clone(), false),
        (format!("Basic {token}"), false),
        (format!("Bearer {token} "), false),
        (format!("Bearer {token},Bearer {token}"), false),
    ] {
        let event = HTTP_2.event("").with("identitySource", json!([value]));
        assert_eq!(is_let_in(&test_app, AUTHORIZATION, &event).await, expected);
    }
    let bare = HTTP_2.event("").with("identitySource", json!([token]));
    assert!(is_let_in(&test_app, IN_A_HEADER, &bare).await);
}

#[tokio::test]
async fn a_rest_api_s_header_is_found_whatever_its_case_and_must_be_the_only_one() {
    let test_app = TestApp::warm().await;
    let (good, bad) = (test_app.token("tenant-bikes"), test_app.forged_token());
    let bearer = format!("Bearer {good}");
    for (source, headers, expected) in [
        (IN_A_HEADER, json!({"x-session-token": [good]}), true),
        (IN_A_HEADER, json!({"X-SESSION-TOKEN": [good]}), true),
        (IN_A_HEADER, json!({"Authorization": [bearer]}), false),
        (IN_A_HEADER, json!({"X-Session-ID": [good]}), false),
        (
            IN_A_HEADER,
            json!({"X-Session-Token": [bad], "Authorization": [bearer]}),
            false,
        ),
        (IN_A_HEADER, json!({"X-Session-Token": [good, good]}), false),
        (IN_A_HEADER, json!({"X-Session-Token": [good, bad]}), false),
        (
            IN_A_HEADER,
            json!({"X-Session-Token": [good], "x-session-token": [good]}),
            false,
        ),
        (IN_A_HEADER, json!({"X-Session-Token": []}), false),
        (AUTHORIZATION, json!({"AUTHORIZATION": [bearer]}), true),
        (AUTHORIZATION, json!({"X-Session-Token": [good]}), false),
        (
            AUTHORIZATION,
            json!({"Authorization": [bearer], "X-Session-Token": [bad]}),
            true,
        ),
    ] {
        // Of a header that occurs twice, the map of single values has one.
        let single: Value = headers
            .as_object()
            .unwrap()
            .iter()
            .filter_map(|(name, values)| Some((name.clone(), values.as_array()?.last()?.clone())))
            .collect();
        let event = REST
            .event("")
            .with("headers", single)
            .with("multiValueHeaders", headers.clone());
        assert_eq!(
            is_let_in(&test_app, source, &event).await,
            expected,
            "{source}: {headers}"
        );
    }
    let event = REST
        .event("")
        .with("multiValueHeaders", Value::Null)
        .with("headers", json!({"x-session-token": good}));
    assert!(is_let_in(&test_app, IN_A_HEADER, &event).await);
}

#[tokio::test]
async fn a_web_sockets_parameter_is_taken_by_its_exact_name_and_must_be_the_only_one() {
    let test_app = TestApp::warm().await;
    let good = test_app.token("tenant-bikes");
    for (query, expected) in [
        (json!({"token": [good]}), true),
        (json!({"TOKEN": [good]}), false),
        (json!({"token": [good, good]}), false),
        (json!({"session": [good]}), false),
        (json!({}), false),
        (Value::Null, false),
    ] {
        let event = WEB_SOCKET
            .event(&good)
            .with("queryStringParameters", json!({}))
            .with("multiValueQueryStringParameters", query.clone());
        assert_eq!(
            is_let_in(&test_app, WEB_SOCKET.source, &event).await,
            expected,
            "{query}"
        );
    }
    let in_a_header = WEB_SOCKET.event("").with(
        "multiValueHeaders",
        json!({"Authorization": [format!("Bearer {good}")]}),
    );
    assert!(!is_let_in(&test_app, WEB_SOCKET.source, &in_a_header).await);
}
