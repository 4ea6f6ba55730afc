//! With everything logged that anybody has to log, no token and no secret is seen, whatever became
//! of it and wherever it stood in the event.
//!
//! Alone in its process, because whoever listens listens to all of it.

#[path = "it/asking.rs"]
mod asking;

use asking::{APIS, HTTP_2, REST, ask, authorizer};
use serde_json::json;
use stand_in::{Endpoint, Fault};
use test_app::{CapturedLogs, Event, TestApp};

#[tokio::test]
async fn no_token_is_seen_whatever_became_of_it() {
    let overheard = CapturedLogs::everything();
    let stage = TestApp::cold().await;
    let good = stage.token("tenant-bikes");
    let tokens = [
        good.clone(),
        stage.forged_token(),
        stage.expired_token(),
        format!("{good} "),
        good[1..].to_owned(),
        format!("{good}.{good}"),
    ];
    stage.stand_in.fault_times(Endpoint::Token, Fault::Status(500), 1);
    for token in &tokens {
        for api in APIS {
            let answer = api.ask(&stage, token).await;
            overheard.say(&format!("{answer:?}"));
        }
        for event in out_of_place(token) {
            let answer = authorizer(&stage, &[]).answer(event.handed_over()).await;
            overheard.say(&format!("{answer:?}"));
        }
        stage.time.advance(std::time::Duration::from_mins(1));
    }
    let kept = authorizer(&stage, &[("AUTHORIZER_CACHE_SECONDS", "3600")]);
    let answer = ask(&kept, &HTTP_2.event(&good)).await;
    overheard.say(&format!("{answer:?} {kept:?}"));

    overheard.must_have_heard(&[
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
    overheard.must_not_have_heard(["stand-in-secret"]);
    for token in &tokens {
        overheard.must_not_have_heard(token.trim().split('.').skip(1).filter(|part| part.len() > 16));
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
