//! With everything logged that anybody has to log, no secret and no token is seen, from whatever
//! token source it came and however it went on: refused, misconfigured or in a panic.
//!
//! Whoever listens listens to the whole process, so the other tests beside it are heard too.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use connect_tenant::router;
use shared::start::app::App;
use shared::verify::session::{Session, TenantSession};
use shared::web::extract::Verified;
use shared::web::layer;
use stand_in::Endpoint;
use test_app::{CapturedLogs, Event, TestApp};

#[tokio::test]
async fn no_token_source_no_mistake_and_no_panic_gives_a_secret_away() {
    let logs = CapturedLogs::everything();
    let (hook, usual) = (logs.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        hook.say(&panic.to_string());
        usual(panic);
    }));

    let test_app = TestApp::with(&[]).await;
    test_app.stand_in.record(true);
    let router = router(test_app.app.clone());
    let good = test_app.token("tenant-bikes");
    let tokens = [
        good.clone(),
        test_app.forged_token(),
        test_app.expired_token(),
        format!("{good} "),
        good[1..].to_owned(),
        format!("{good}.{good}"),
    ];
    for token in &tokens {
        for event in from_every_source(token, &good) {
            let response = event.send(&router).await;
            logs.say(&format!("{} {}", response.headers, response.text));
        }
    }
    let boom = Event::get("/api/boom")
        .token(&good)
        .send(&panicking(&test_app.app))
        .await;
    assert_eq!((boom.status, boom.code()), (500, "internal"));
    logs.say(&boom.text);

    let misconfigured = [
        ("TOKEN_LEEWAY_SECONDS", SECRET),
        ("JTL_API_URL", SECRET),
        ("CLIENT_SECRET", SECRET),
    ];
    let (config, mistakes) = TestApp::config(&test_app.stand_in, &misconfigured);
    logs.say(&format!("{config:?} {mistakes:?}"));
    let stage_at_fault = TestApp::with(&misconfigured).await;
    logs.say(&format!("{stage_at_fault:?} {:?}", stage_at_fault.app.health()));

    logs.must_have_heard(&[
        "TRACE",
        "token refused",
        "misconfigured",
        "Session {",
        "request completed",
    ]);
    logs.must_not_have_heard(["stand-in-secret", SECRET]);
    for token in &tokens {
        logs.must_not_have_heard(token.trim().split('.').skip(1).filter(|part| part.len() > 16));
    }
    let mut credentials = 0;
    for request in [Endpoint::Token, Endpoint::Keys]
        .map(|endpoint| test_app.stand_in.received(endpoint))
        .concat()
    {
        let authorization = request.header("authorization")[0];
        logs.must_not_have_heard(authorization.split(' ').skip(1));
        credentials += 1;
    }
    assert!(credentials >= 2, "the platform was called with credentials");
}

fn from_every_source(token: &str, other: &str) -> [Event; 7] {
    let connect = || Event::get("/api/connect-tenant");
    let body = format!(r#"{{"sessionToken":"{token}"}}"#);
    [
        connect().token(token),
        connect().header("x-session-id", token),
        connect().header("authorization", &format!("Bearer {token}")),
        connect().header("authorization", &format!("Basic {token}")),
        connect().header("x-session-id", token).token(other),
        Event::post("/api/connect-tenant", body.clone()),
        // Cut off in the middle of the token.
        Event::post("/api/connect-tenant", &body[..body.len() - 9]),
    ]
}

/// A handler that panics and says all it knows.
fn panicking(app: &Arc<App>) -> Router {
    let boom = async |State(app): State<Arc<App>>,
                      Verified(session): Verified<Session>,
                      Verified(tenant): Verified<TenantSession>|
           -> String { panic!("{session:?} {tenant:?} {app:?}") };
    let routes = Router::new().route("/api/boom", get(boom)).with_state(Arc::clone(app));
    layer::finish(routes, Arc::clone(app))
}

const SECRET: &str = "http://a-secret-that-went-astray";
