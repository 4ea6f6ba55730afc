//! Sessions over HTTP: their times and their ends.

use std::time::Duration;

use serde_json::json;
use test_app::Event;

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

async fn registered() -> Vec<AccountTestApp> {
    let sites = AccountTestApp::on_all(&[]).await;
    for site in &sites {
        site.register().await;
    }
    sites
}

async fn refreshed(site: &AccountTestApp, tokens: &Tokens) -> Tokens {
    let reply = site.refresh(&tokens.refresh).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    Tokens::in_body(&reply)
}

async fn is_over(site: &AccountTestApp, tokens: &Tokens) -> bool {
    let reply = site.refresh(&tokens.refresh).await;
    assert!(
        reply.status == 200 || reply.code() == "refresh_token_invalid",
        "{}",
        reply.text
    );
    reply.status != 200
}

#[tokio::test]
async fn within_30_s_the_token_before_gets_the_same_successor_again() {
    for site in registered().await {
        let first = site.login().await;
        let second = refreshed(&site, &first).await;
        site.stage.time.advance(29 * SECOND);
        assert_eq!(refreshed(&site, &first).await.refresh, second.refresh);
        site.stage.time.advance(2 * SECOND);
        assert!(is_over(&site, &first).await);
        assert!(is_over(&site, &second).await, "a replay ends its family");
    }
}

#[tokio::test]
async fn a_token_two_generations_old_ends_its_family_and_no_other() {
    for site in registered().await {
        let (first, other) = (site.login().await, site.login().await);
        let second = refreshed(&site, &first).await;
        let third = refreshed(&site, &second).await;
        assert!(is_over(&site, &first).await);
        assert!(is_over(&site, &second).await && is_over(&site, &third).await);
        assert!(!is_over(&site, &other).await);
    }
}

#[tokio::test]
async fn a_session_lasts_7_days_without_a_refresh_and_30_in_all_and_an_access_token_15_minutes() {
    let site = AccountTestApp::new(&[]).await;
    site.register().await;
    let (idle, mut used) = (site.login().await, site.login().await);
    site.stage.time.advance(15 * 60 * SECOND);
    let reply = site.profile(&idle.access).await;
    assert_eq!((reply.status, reply.code()), (401, "token_expired"));
    let advice = "The token has expired; refresh the session, or log in again.";
    assert_eq!(reply.body["detail"], advice);
    assert_eq!(reply.body["error"], "Failed to verify session token");
    for _ in 0..4 {
        site.stage.time.advance(6 * DAY);
        used = refreshed(&site, &used).await;
    }
    assert!(is_over(&site, &idle).await);
    site.stage.time.advance(6 * DAY);
    assert!(is_over(&site, &used).await);
}

#[tokio::test]
async fn logging_out_everywhere_ends_every_session_of_the_user_and_of_nobody_else() {
    for site in registered().await {
        let ben = json!({"name": "Ben", "email": "ben@example.org", "password": PASSWORD});
        assert_eq!(site.post("/api/register", ben).await.status, 201);
        let login = json!({"email": "ben@example.org", "password": PASSWORD});
        let ben = Tokens::in_body(&site.post("/api/login", login).await);
        let [one, two, three] = [site.login().await, site.login().await, site.login().await];
        let logout = json!({"refreshToken": one.refresh});
        assert_eq!(site.post("/api/logout", logout.clone()).await.status, 200);
        assert!(is_over(&site, &one).await && !is_over(&site, &two).await, "one alone");
        let dead = site.post("/api/logout?everywhere=true", logout).await;
        assert_eq!(
            (dead.status, is_over(&site, &three).await),
            (200, false),
            "with a token that is over"
        );

        let now = site.login().await;
        let everywhere = json!({"refreshToken": now.refresh});
        assert_eq!(site.post("/api/logout?everywhere=true", everywhere).await.status, 200);
        for over in [&two, &three, &now] {
            assert!(is_over(&site, over).await);
        }
        assert!(!is_over(&site, &ben).await);
        assert!(!is_over(&site, &site.login().await).await);
    }
}

#[tokio::test]
async fn a_changed_password_ends_every_session_and_only_the_new_one_logs_in() {
    for site in registered().await {
        let (one, two) = (site.login().await, site.login().await);
        let change = async |current: &str| {
            let body = json!({"currentPassword": current, "newPassword": "another horse battery"});
            let event = Event::post("/api/change-password", body.to_string());
            site.send(event.header("authorization", &format!("Bearer {}", one.access)))
                .await
        };
        let refused = change("incorrect horse").await;
        assert_eq!(
            (refused.status, refused.body["field"].as_str()),
            (400, Some("currentPassword"))
        );
        assert!(!is_over(&site, &two).await);
        assert_eq!(change(PASSWORD).await.status, 200);
        assert!(is_over(&site, &one).await && is_over(&site, &two).await);
        let login = async |password: &str| {
            let reply = site
                .post("/api/login", json!({"email": EMAIL, "password": password}))
                .await;
            reply.status
        };
        assert_eq!(
            (login(PASSWORD).await, login("another horse battery").await),
            (401, 200)
        );
    }
}

#[tokio::test]
async fn guesses_at_the_present_password_are_spaced_out_like_logins() {
    let site = AccountTestApp::new(&[]).await;
    site.register().await;
    let access = site.login().await.access;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let body = json!({"currentPassword": "incorrect horse", "newPassword": "another horse battery"});
        let event = Event::post("/api/change-password", body.to_string());
        let reply = site
            .send(event.header("authorization", &format!("Bearer {access}")))
            .await;
        statuses.push(reply.status);
    }
    assert_eq!(statuses, [400, 400, 400, 400, 400, 429]);
}
