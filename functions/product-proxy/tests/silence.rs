//! With everything logged that anybody has to log, no secret and no token is seen: not in the
//! log, not in an answer, not in a `Debug` output.
//!
//! Alone in its process, because whoever listens listens to all of it.

use std::collections::BTreeSet;
use std::time::Duration;

use product_proxy::{CallsAs, ErpOptions, router};
use shared::auth::presented_token::PresentedToken;
use shared::http::client::Timeouts;
use shared::request::context::RequestContext;
use shared::verify::log_value::TokenFingerprint;
use shared::verify::token::UnverifiedToken;
use stand_in::{Endpoint, Fault};
use test_app::{CapturedLogs, Event, MultiIssuerApp, TestApp};

mod proxy;
use proxy::OPTIONS;

#[tokio::test]
async fn whatever_happens_no_secret_and_no_token_is_said() {
    let logs = CapturedLogs::everything();
    let mut secrets = BTreeSet::new();

    // Cold, with the chain from secret to key set broken at each link, then healed.
    for endpoint in [Endpoint::Token, Endpoint::Keys] {
        for fault in faults() {
            let test_app = test_app().await;
            test_app.stand_in.fault_times(endpoint, fault, 1);
            for _ in 0..2 {
                secrets.extend(play(&test_app, &logs).await);
                test_app.time.advance(Duration::from_mins(2));
            }
            secrets.extend(credentials_sent(&test_app));
        }
    }
    // Warm, before an ERP that fails; a hanging one would take all the time there is.
    let test_app = test_app().await;
    for fault in faults().into_iter().filter(|fault| *fault != Fault::Hang) {
        test_app.stand_in.fault(Endpoint::Graphql, fault);
        secrets.extend(play(&test_app, &logs).await);
    }
    // The platform changes the secret and withdraws the token bought with the old one.
    test_app.stand_in.clear_faults();
    test_app
        .stand_in
        .set_credentials("stand-in-client", "a-secret-of-tomorrow");
    test_app.stand_in.revoke_access_tokens();
    secrets.extend(play(&test_app, &logs).await);
    secrets.extend(credentials_sent(&test_app));
    let named = ["stand-in-secret", "a-secret-of-tomorrow", COOKIE, NO_TOKEN];
    secrets.extend(named.map(str::to_owned));

    let token = test_app.token("tenant-books");
    let context = RequestContext::new("1".into(), test_app.time.clock(), None);
    let session = test_app
        .app
        .authenticate(PresentedToken::Explicit(&token), &context)
        .await
        .expect("its keys are known");
    logs.say(&format!(
        "{session:?} {:?} {:?}",
        session.clone().into_tenant_session(),
        test_app.app
    ));
    logs.say(&format!(
        "{:?} {:?}",
        UnverifiedToken::parse(&token),
        TestApp::config(&test_app.stand_in, &[])
    ));
    secrets.extend(parts(&token));

    secrets.extend(play_as_user(&logs).await);

    logs.must_have_heard(&[
        "TRACE",
        "token refused",
        "refresh failed",
        "ERP call failed",
        "request completed",
    ]);
    logs.must_have_heard(&[
        &format!("token={}", TokenFingerprint::from_token(&test_app.forged_token())),
        "kid=a\\nb",
    ]);
    assert!(secrets.len() > 100, "{} secrets were at stake", secrets.len());
    logs.must_not_have_heard(secrets.iter().map(String::as_str));
}

/// Sends every kind of token in every way; what no one may say afterwards.
async fn play(test_app: &TestApp, logs: &CapturedLogs) -> Vec<String> {
    let router = router(test_app.app.clone(), OPTIONS);
    let tokens = tokens(test_app);
    for token in &tokens {
        let plain = Event::get("/api/products?first=1").header("cookie", &format!("session={COOKIE}"));
        let query = Event::post("/api/graphql", r#"{"query":"{ QueryItems { totalCount } }"}"#);
        for event in [
            plain.clone().token(token),
            plain.clone().header("authorization", &format!("Bearer {token}")),
            plain.header("x-session-id", token).token(NO_TOKEN),
            query.token(token),
        ] {
            let response = event.send(&router).await;
            logs.say(&format!("{} {}", response.headers, response.text));
        }
    }
    tokens.iter().flat_map(|token| parts(token)).collect()
}

/// Sends app tokens on in the user's own name, to an ERP that takes them, refuses them and fails.
async fn play_as_user(logs: &CapturedLogs) -> Vec<String> {
    let every = MultiIssuerApp::warm().await;
    let as_user = ErpOptions {
        calls_as: CallsAs::User,
        ..OPTIONS
    };
    let router = router(every.test_app.app.clone(), as_user);
    let token = every.app_token("tenant-books");
    for fault in [None].into_iter().chain(faults().into_iter().map(Some)) {
        match fault {
            Some(Fault::Hang) => continue,
            Some(fault) => every.test_app.stand_in.fault(Endpoint::Graphql, fault),
            None => {}
        }
        let event = Event::get("/api/products?first=1").header("authorization", &format!("Bearer {token}"));
        let response = event.send(&router).await;
        logs.say(&format!("{} {}", response.headers, response.text));
    }
    let context = RequestContext::new("1".into(), every.test_app.time.clock(), None);
    let verified = every
        .test_app
        .app
        .authenticate(PresentedToken::Explicit(&token), &context)
        .await;
    let session = verified.expect("its keys are known");
    let of_tenant = session.clone().into_tenant_session().expect("the token names one");
    let kept = of_tenant.app_token().expect("it is an app token");
    assert_eq!(kept.expose(), token);
    logs.say(&format!("{session:?} {of_tenant:?} {kept:?}"));
    parts(&token).collect()
}

/// A good one and some that are refused, each for another reason.
fn tokens(test_app: &TestApp) -> Vec<String> {
    let good = test_app.token("tenant-books");
    let claims = test_app.claims("tenant-books").claims();
    let with_key_id = serde_json::json!({"alg": "EdDSA", "kid": format!("a\nb{}", "c".repeat(200))});
    let without_times = serde_json::json!({"userId": "u"});
    vec![
        good.clone(),
        test_app.forged_token(),
        test_app.expired_token(),
        test_app.stand_in.forge(&with_key_id, &claims),
        test_app.stand_in.sign(&serde_json::json!({"alg": "none"}), &claims),
        test_app
            .stand_in
            .sign(&serde_json::json!({"alg": "EdDSA"}), &without_times),
        format!("{good}="),
        good[..good.len() - 3].to_owned(),
        good.replace('.', ".."),
        format!("{good}{}", "A".repeat(9000)),
    ]
}

/// Every bearer and basic value that the platform was sent.
fn credentials_sent(test_app: &TestApp) -> Vec<String> {
    let mut credentials = Vec::new();
    for endpoint in Endpoint::ALL {
        for request in test_app.stand_in.received(endpoint) {
            let values = request.header("authorization");
            let sent = values.iter().filter_map(|value| value.split_once(' '));
            credentials.extend(sent.map(|(_, credential)| credential.to_owned()));
        }
    }
    credentials
}

/// The token, what it signs, and each of its parts but the header, which says nothing.
fn parts(token: &str) -> impl Iterator<Item = String> {
    let signed = token.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    let parts = token.split('.').skip(1).map(ToOwned::to_owned);
    let all: Vec<_> = parts.chain(signed).chain([token.to_owned()]).collect();
    all.into_iter().filter(|part| part.len() > 16)
}

async fn test_app() -> TestApp {
    let limits = Timeouts {
        connect: Duration::from_secs(1),
        total: Duration::from_millis(150),
    };
    let test_app = TestApp::with_limits(&[], limits).await;
    test_app.stand_in.record(true);
    test_app
}

fn faults() -> Vec<Fault> {
    vec![
        Fault::Status(500),
        Fault::Status(403),
        Fault::Status(404),
        Fault::Hang,
        Fault::Reset,
        Fault::Nonsense,
        Fault::Html,
        Fault::Empty,
        Fault::Endless,
        Fault::Truncated,
        Fault::GzipBomb,
        Fault::RateLimited { retry_after: None },
        Fault::Unavailable { retry_after: 1 },
        Fault::Unauthorized,
        Fault::Redirect,
        Fault::GraphqlErrors,
    ]
}

const COOKIE: &str = "a-cookie-of-the-caller";
const NO_TOKEN: &str = "a-token-that-is-none";
