//! Sessions over HTTP: their times, their ends, and a hundred requests at once.

use std::collections::BTreeSet;
use std::time::Duration;

use rehearsal::{Event, Reply};
use serde_json::json;
use tokio::task::JoinSet;

use crate::site::{EMAIL, PASSWORD, Site, Tokens};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

async fn registered() -> Vec<Site> {
    let sites = Site::on_all(&[]).await;
    for site in &sites {
        site.register().await;
    }
    sites
}

async fn refreshed(site: &Site, tokens: &Tokens) -> Tokens {
    let reply = site.refresh(&tokens.refresh).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    Tokens::in_body(&reply)
}

async fn is_over(site: &Site, tokens: &Tokens) -> bool {
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
    let site = Site::new(&[]).await;
    site.register().await;
    let (idle, mut used) = (site.login().await, site.login().await);
    site.stage.time.advance(15 * 60 * SECOND);
    let reply = site.profile(&idle.access).await;
    assert_eq!((reply.status, reply.code()), (401, "token_expired"));
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
    let site = Site::new(&[]).await;
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

async fn at_once(site: &Site, number: usize, event: &Event) -> Vec<Reply> {
    let mut under_way = JoinSet::new();
    for _ in 0..number {
        let (event, router) = (event.clone(), site.router.clone());
        under_way.spawn(async move {
            let mut reply = event.send(&router).await;
            // A hundred at once may be too many for a DynamoDB on this machine.
            while reply.status == 503 {
                reply = event.send(&router).await;
            }
            reply
        });
    }
    under_way.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_refreshes_at_once_all_get_the_one_successor() {
    for site in registered().await {
        let first = site.login().await;
        let families = |records: &[String]| records.iter().filter(|record| is_family(record)).count();
        let before = families(&site.contents().await);
        let event = Event::post("/api/refresh-token", json!({"refreshToken": first.refresh}).to_string());
        let replies = at_once(&site, 100, &event).await;
        let successors: BTreeSet<_> = replies
            .iter()
            .map(|reply| {
                assert_eq!(reply.status, 200, "nobody is logged out: {}", reply.text);
                Tokens::in_body(reply).refresh
            })
            .collect();
        assert_eq!(successors.len(), 1);
        assert_eq!(families(&site.contents().await), before);
        let successor = successors.first().unwrap();
        assert_eq!(site.refresh(successor).await.status, 200);
    }
}

fn is_family(record: &str) -> bool {
    record.starts_with("families") || record.contains("family#")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_registrations_at_once_one_gets_the_address() {
    for site in Site::on_all(&[]).await {
        let anna = json!({"name": "Anna Lee", "email": EMAIL, "password": PASSWORD});
        let replies = at_once(&site, 100, &Event::post("/api/register", anna.to_string())).await;
        let of = |status| replies.iter().filter(|reply| reply.status == status).count();
        // One that is told 503 after all may have been registered.
        assert!(of(201) <= 1 && of(201) + of(409) == 100, "{} {}", of(201), of(409));
        let records = site.contents().await;
        let accounts = records.iter().filter(|record| record.contains("$argon2id$"));
        assert_eq!(accounts.count(), 1);
        let taken = replies.iter().find(|reply| reply.status == 409).unwrap();
        assert_eq!(
            (taken.code(), taken.body["field"].as_str()),
            ("email_taken", Some("email"))
        );
    }
}
