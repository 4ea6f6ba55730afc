//! Sessions over HTTP: their times and their ends.

use std::time::Duration;

use serde_json::json;
use test_app::Event;

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

async fn registered() -> Vec<AccountTestApp> {
    let test_apps = AccountTestApp::on_all(&[]).await;
    for test_app in &test_apps {
        test_app.register().await;
    }
    test_apps
}

async fn refreshed(test_app: &AccountTestApp, tokens: &Tokens) -> Tokens {
    let response = test_app.refresh(&tokens.refresh).await;
    assert_eq!(response.status, 200, "{}", response.text);
    Tokens::in_body(&response)
}

async fn is_over(test_app: &AccountTestApp, tokens: &Tokens) -> bool {
    let response = test_app.refresh(&tokens.refresh).await;
    assert!(
        response.status == 200 || response.code() == "refresh_token_invalid",
        "{}",
        response.text
    );
    response.status != 200
}

#[tokio::test]
async fn within_30_s_the_token_before_gets_the_same_successor_again() {
    for test_app in registered().await {
        let first = test_app.login().await;
        let second = refreshed(&test_app, &first).await;
        test_app.test_app.time.advance(29 * SECOND);
        assert_eq!(refreshed(&test_app, &first).await.refresh, second.refresh);
        test_app.test_app.time.advance(2 * SECOND);
        assert!(is_over(&test_app, &first).await);
        assert!(is_over(&test_app, &second).await, "a replay ends its family");
    }
}

#[tokio::test]
async fn a_token_two_generations_old_ends_its_family_and_no_other() {
    for test_app in registered().await {
        let (first, other) = (test_app.login().await, test_app.login().await);
        let second = refreshed(&test_app, &first).await;
        let third = refreshed(&test_app, &second).await;
        assert!(is_over(&test_app, &first).await);
        assert!(is_over(&test_app, &second).await && is_over(&test_app, &third).await);
        assert!(!is_over(&test_app, &other).await);
    }
}

#[tokio::test]
async fn a_session_lasts_7_days_without_a_refresh_and_30_in_all_and_an_access_token_15_minutes() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let (idle, mut used) = (test_app.login().await, test_app.login().await);
    test_app.test_app.time.advance(15 * 60 * SECOND);
    let response = test_app.profile(&idle.access).await;
    assert_eq!((response.status, response.code()), (401, "token_expired"));
    let advice = "The token has expired; refresh the session, or log in again.";
    assert_eq!(response.body["detail"], advice);
    assert_eq!(response.body["error"], "Failed to verify session token");
    for _ in 0..4 {
        test_app.test_app.time.advance(6 * DAY);
        used = refreshed(&test_app, &used).await;
    }
    assert!(is_over(&test_app, &idle).await);
    test_app.test_app.time.advance(6 * DAY);
    assert!(is_over(&test_app, &used).await);
}

#[tokio::test]
async fn logging_out_everywhere_ends_every_session_of_the_user_and_of_nobody_else() {
    for test_app in registered().await {
        let ben = json!({"name": "Ben", "email": "ben@example.org", "password": PASSWORD});
        assert_eq!(test_app.post("/api/register", ben).await.status, 201);
        let login = json!({"email": "ben@example.org", "password": PASSWORD});
        let ben = Tokens::in_body(&test_app.post("/api/login", login).await);
        let [one, two, three] = [test_app.login().await, test_app.login().await, test_app.login().await];
        let logout = json!({"refreshToken": one.refresh});
        assert_eq!(test_app.post("/api/logout", logout.clone()).await.status, 200);
        assert!(
            is_over(&test_app, &one).await && !is_over(&test_app, &two).await,
            "one alone"
        );
        let dead = test_app.post("/api/logout?everywhere=true", logout).await;
        assert_eq!(
            (dead.status, is_over(&test_app, &three).await),
            (200, false),
            "with a token that is over"
        );

        let now = test_app.login().await;
        let everywhere = json!({"refreshToken": now.refresh});
        assert_eq!(
            test_app.post("/api/logout?everywhere=true", everywhere).await.status,
            200
        );
        for over in [&two, &three, &now] {
            assert!(is_over(&test_app, over).await);
        }
        assert!(!is_over(&test_app, &ben).await);
        assert!(!is_over(&test_app, &test_app.login().await).await);
    }
}

#[tokio::test]
async fn a_changed_password_ends_every_session_and_only_the_new_one_logs_in() {
    for test_app in registered().await {
        let (one, two) = (test_app.login().await, test_app.login().await);
        let change = async |current: &str| {
            let body = json!({"currentPassword": current, "newPassword": "another horse battery"});
            let event = Event::post("/api/change-password", body.to_string());
            test_app
                .send(event.header("authorization", &format!("Bearer {}", one.access)))
                .await
        };
        let refused = change("incorrect horse").await;
        assert_eq!(
            (refused.status, refused.body["field"].as_str()),
            (400, Some("currentPassword"))
        );
        assert!(!is_over(&test_app, &two).await);
        assert_eq!(change(PASSWORD).await.status, 200);
        assert!(is_over(&test_app, &one).await && is_over(&test_app, &two).await);
        let login = async |password: &str| {
            let response = test_app
                .post("/api/login", json!({"email": EMAIL, "password": password}))
                .await;
            response.status
        };
        assert_eq!(
            (login(PASSWORD).await, login("another horse battery").await),
            (401, 200)
        );
    }
}

#[tokio::test]
async fn guesses_at_the_present_password_are_spaced_out_like_logins() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let access = test_app.login().await.access;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let body = json!({"currentPassword": "incorrect horse", "newPassword": "another horse battery"});
        let event = Event::post("/api/change-password", body.to_string());
        let response = test_app
            .send(event.header("authorization", &format!("Bearer {access}")))
            .await;
        statuses.push(response.status);
    }
    assert_eq!(statuses, [400, 400, 400, 400, 400, 429]);
}
