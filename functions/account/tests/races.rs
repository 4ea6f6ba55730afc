//! A hundred requests at once, on each store, through the router.
//!
//! By themselves: a DynamoDB that answers one after the other has no time for other tests meanwhile.

#[expect(dead_code, reason = "the suite of the function uses the rest")]
mod account_test_app;
#[expect(dead_code, reason = "the suite of the stores uses the rest")]
mod stores;

use std::collections::BTreeSet;
use std::time::Duration;

use account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};
use serde_json::json;
use stores::Place;
use test_app::{Event, TestResponse};
use tokio::task::JoinSet;

/// Most repetitions of a request that is answered 503. Were the store never there, each of them
/// would fail, and the test too.
const ATTEMPTS: usize = 100;

/// The last answer to each, and how many were told 503 at first.
async fn at_once(
    test_app: &AccountTestApp,
    number: usize,
    event: impl Fn(usize) -> Event,
) -> (Vec<TestResponse>, usize) {
    let mut under_way = JoinSet::new();
    for number in 0..number {
        let (event, router) = (event(number), test_app.router.clone());
        under_way.spawn(async move {
            let mut response = event.send(&router).await;
            let is_delayed = response.status == 503;
            // A hundred at once may be too many for a DynamoDB on this machine.
            for _ in 1..ATTEMPTS {
                if response.status != 503 {
                    break;
                }
                response = event.send(&router).await;
            }
            (response, is_delayed)
        });
    }
    let (responses, delayed): (Vec<_>, Vec<_>) = under_way.join_all().await.into_iter().unzip();
    (responses, delayed.into_iter().filter(|is_delayed| *is_delayed).count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_refreshes_at_once_all_get_the_one_successor() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let first = test_app.login().await;
        let refresh_tokens = |records: &[String]| records.iter().filter(|record| is_family(record)).count();
        let before = refresh_tokens(&test_app.contents().await);
        let event = Event::post("/api/refresh-token", json!({"refreshToken": first.refresh}).to_string());
        let (responses, _) = at_once(&test_app, 100, |_| event.clone()).await;
        let successors: BTreeSet<_> = responses
            .iter()
            .map(|response| {
                assert_eq!(response.status, 200, "nobody is logged out: {}", response.text);
                Tokens::in_body(response).refresh
            })
            .collect();
        assert_eq!(successors.len(), 1);
        assert_eq!(refresh_tokens(&test_app.contents().await), before);
        // Once more patiently: a DynamoDB on this machine may still work off the hundred.
        let body = json!({"refreshToken": successors.first().unwrap()}).to_string();
        let (responses, _) = at_once(&test_app, 1, |_| Event::post("/api/refresh-token", body.clone())).await;
        assert_eq!(responses[0].status, 200, "{}", responses[0].text);
    }
}

fn is_family(record: &str) -> bool {
    record.starts_with("families") || record.contains("family#")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_registrations_at_once_one_gets_the_address() {
    for test_app in AccountTestApp::on_all(&[]).await {
        let anna = json!({"name": "Anna Lee", "email": EMAIL, "password": PASSWORD});
        let event = Event::post("/api/register", anna.to_string());
        // Each from an address of its own: one may not register so often.
        let (responses, delayed) = at_once(&test_app, 100, |number| {
            let http = json!({"method": "POST", "path": "/api/register", "protocol": "HTTP/1.1",
                "sourceIp": format!("203.0.113.{number}")});
            event
                .clone()
                .with("requestContext", json!({"stage": "$default", "http": http}))
        })
        .await;
        let of = |status| responses.iter().filter(|response| response.status == status).count();
        assert_eq!(of(201) + of(409), 100, "{} {}", of(201), of(409));
        // Whoever is told 503 may have been registered, and is told so when asking again.
        assert!(of(201) == 1 || (of(201) == 0 && delayed > 0), "{} {delayed}", of(201));
        let records = test_app.contents().await;
        let accounts = records.iter().filter(|record| record.contains("$argon2id$"));
        assert_eq!(accounts.count(), 1);
        let taken = responses.iter().find(|response| response.status == 409).unwrap();
        assert_eq!(
            (taken.code(), taken.body["field"].as_str()),
            ("email_taken", Some("email"))
        );
    }
}

/// Files with Anna on record, and a function to whom her hash is as it should be, or weak. On SQLite
/// alone: an answer of 503 by a DynamoDB that has too much to do may come after a count.
async fn besieged() -> Vec<(Place, AccountTestApp)> {
    let mut all = Vec::new();
    for passes in ["2", "3"] {
        let place = Place::all().await.swap_remove(0);
        let store = || place.store_at();
        AccountTestApp::before(store(), None, &[]).await.register().await;
        let test_app = AccountTestApp::before(store(), None, &[("PASSWORD_PASSES", passes)]).await;
        all.push((place, test_app));
    }
    all
}

fn login(password: &str) -> Event {
    let body = json!({"email": EMAIL, "password": password}).to_string();
    let http = json!({"method": "POST", "path": "/api/login", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"});
    Event::post("/api/login", body).with("requestContext", json!({"stage": "$default", "http": http}))
}

/// One right password among 99 wrong ones at once: how many were let in, and how many called wrong.
async fn right_among_wrong(test_app: &AccountTestApp) -> (usize, usize) {
    let (responses, _) = at_once(test_app, 100, |number| {
        login(if number == 50 { PASSWORD } else { WRONG })
    })
    .await;
    let of = |status| responses.iter().filter(|response| response.status == status).count();
    assert_eq!(of(200) + of(401) + of(429), 100);
    (of(200), of(401))
}

/// Charge of all strangers: the first number after the key.
async fn charged(place: &Place) -> usize {
    let records = place.contents().await;
    let record = records.iter().find(|record| record.contains("login-strangers#"));
    let record = record.expect("a wrong one was counted");
    let is_charged =
        |number: &usize| record.contains(&format!("Integer({number})")) || record.contains(&format!("N(\"{number}\")"));
    (0..100).find(is_charged).expect("the record has a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_guesses_at_once_five_are_called_wrong_or_ten_where_the_right_one_is_let_in() {
    for (place, test_app) in besieged().await {
        let (let_in, wrong) = right_among_wrong(&test_app).await;
        // A success forgets the failures of its caller, who then has five more.
        assert!((5..=5 + 5 * let_in).contains(&wrong), "{let_in} {wrong}");
        assert_eq!(charged(&place).await, wrong, "and no other");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_guesses_at_once_after_the_free_ones_one_is_answered() {
    for (place, test_app) in besieged().await {
        for _ in 0..5 {
            assert_eq!(test_app.send(login(WRONG)).await.status, 401);
        }
        test_app.test_app.time.advance(Duration::from_secs(1));
        let (let_in, wrong) = right_among_wrong(&test_app).await;
        // Those that come only after a success have five again.
        assert!(if let_in == 0 { wrong == 1 } else { wrong <= 5 }, "{let_in} {wrong}");
        assert_eq!(charged(&place).await, 5 + wrong);
    }
}

const WRONG: &str = "incorrect horse";
