//! With everything logged that anybody has to log, no token and no secret is seen, whatever became
//! of it and wherever it stood in the event.
//!
//! Whoever listens listens to the whole process, so the other tests beside it are heard too.

use crate::asking::{APIS, HTTP_2, REST, ask, authorizer};
use serde_json::json;
use stand_in::{Endpoint, Fault};
use test_app::{CapturedLogs, Event, TestApp};

#[tokio::test]
async fn no_token_is_seen_whatever_became_of_it() {
    let logs = CapturedLogs::everything();
    let test_app = TestApp::cold().await;
    let good = test_app.token("tenant-bikes");
    let tokens = [
        good.clone(),
        test_app.forged_token(),
        test_app.expired_token(),
        format!("{good} "),
        good[1..].to_owned(),
        format!("{good}.{good}"),
    ];
    test_app.stand_in.fault_times(Endpoint::Token, Fault::Status(500), 1);
    for token in &tokens {
        for api in APIS {
            let answer = api.ask(&test_app, token).await;
            logs.say(&format!("{answer:?}"));
        }
        for event in out_of_place(token) {
            let answer = authorizer(&test_app, &[]).answer(event.handed_over()).await;
            logs.say(&format!("{answer:?}"));
        }
        test_app.time.advance(std::time::Duration::from_mins(1));
    }
    let kept = authorizer(&test_app, &[("AUTHORIZER_CACHE_SECONDS", "3600")]);
    let answer = ask(&kept, &HTTP_2.event(&good)).await;
    logs.say(&format!("{answer:?} {kept:?}"));

    logs.must_have_heard(&[
        "TRACE",
        "token refused",
        "request completed",
        "format=\"simple\"",
        "format=\"policy\"",
        "format=\"unknown\"",
        "is_decided=false",
        "code=\"platform_unavailable\"",
        "code=\"token_signature\"",
        "code=\"token_expires_while_kept\"",
        "code=\"not_an_authorizer_event\"",
    ]);
    logs.must_not_have_heard(["stand-in-secret"]);
    for token in &tokens {
        logs.must_not_have_heard(token.trim().split('.').skip(1).filter(|part| part.len() > 16));
    }
}

fn out_of_place(token: &str) -> [Event; 5] {
    [
        HTTP_2.event(token).with("identitySource", json!({"token": token})),
        HTTP_2.event(token).with("version", json!(token)),
        REST.event(token).with("methodArn", json!(token)),
        REST.event(token).with("headers", json!(token)),
        REST.event("")
            .with("multiValueHeaders", json!({"Authorization": [token, token]})),
    ]
}
