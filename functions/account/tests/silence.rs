//! With everything logged that anybody has to log, no password, token, key or address is seen.
//!
//! On SQLite: what the AWS SDK says beyond INFO is in nobody's log (`shared/src/start/log.rs`).
//!
//! Alone in its process, because whoever listens listens to all of it.

#[expect(dead_code, reason = "the suite of the function uses the rest")]
mod account_test_app;
#[expect(dead_code, reason = "the suite of the stores uses the rest")]
mod stores;

use account_test_app::{AccountTestApp, PASSWORD, Tokens};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use test_app::{CapturedLogs, Event};

#[tokio::test]
async fn no_request_gives_a_secret_away_however_it_goes_on() {
    let logs = CapturedLogs::everything();
    let test_app = AccountTestApp::new(&[]).await;
    let mut secrets = vec![
        PASSWORD.to_owned(),
        WRONG.to_owned(),
        NEW.to_owned(),
        "anna@example".to_owned(),
        "Anna@example".to_owned(),
        "$argon2id".to_owned(),
    ];
    let document: Value = serde_json::from_str(test_app.keys.ring().to_json().expose_secret()).unwrap();
    secrets.push(document["keys"][0]["seed"].as_str().unwrap().to_owned());
    test_app.register().await;
    let mut all = vec![test_app.login().await];
    let second = Tokens::in_body(&test_app.refresh(&all[0].refresh).await);
    all.extend([Tokens::in_body(&test_app.refresh(&second.refresh).await), second]);
    let login = |password: &str| json!({"email": "anna@example.org", "password": password}).to_string();
    let cookies = Event::post("/api/login?cookies=true", login(PASSWORD)).header("sec-fetch-site", "same-origin");
    let set = test_app.send(cookies).await.cookies;
    let values = set
        .iter()
        .map(|cookie| cookie.split(['=', ';']).nth(1).unwrap().to_owned());
    // Those that are taken away have none.
    secrets.extend(values.filter(|value| !value.is_empty()));
    let bearer = |token: &str| Event::get("/api/profile").header("authorization", &format!("Bearer {token}"));
    let change = json!({"currentPassword": PASSWORD, "newPassword": NEW}).to_string();
    let good = &all[0].access;
    for (event, status) in [
        (Event::post("/api/login", login(WRONG)), 401),
        (Event::post("/api/login", &login(WRONG)[..40]), 400),
        (Event::post("/api/register", login(PASSWORD)), 400),
        (bearer(good), 200),
        (bearer(&good[..good.len() - 4]), 401),
        (bearer(&format!("{good}.")), 401),
        // Two generations old: a replay.
        (
            Event::post(
                "/api/refresh-token",
                json!({"refreshToken": all[0].refresh}).to_string(),
            ),
            401,
        ),
        (
            Event::post("/api/logout", json!({"refreshToken": all[1].refresh}).to_string()),
            200,
        ),
        (
            Event::post("/api/change-password", change).header("authorization", &format!("Bearer {good}")),
            200,
        ),
    ] {
        assert_eq!(test_app.send(event.clone()).await.status, status, "{event:?}");
    }
    logs.say(&format!("{:?} {:?}", test_app.router, test_app.test_app.app));
    for tokens in &all {
        secrets.push(tokens.refresh.clone());
        secrets.extend(tokens.access.split('.').skip(1).map(ToOwned::to_owned));
    }
    logs.must_have_heard(&[
        "login succeeded",
        "token refused",
        "refresh token reused; family revoked",
        "password changed",
    ]);
    logs.must_not_have_heard(secrets.iter().map(String::as_str));
}

const WRONG: &str = "incorrect horse staple";
const NEW: &str = "another horse battery";
