//! Guessing: nobody is told whether it was the login or the password, and it gets slower.

use std::time::Duration;

use account::options::StoreAt;
use rehearsal::{Event, Reply};
use serde_json::{Value, json};

use crate::site::{EMAIL, PASSWORD, Site};
use crate::stores::TemporaryFile;

fn login(email: &str, password: &str, address: &str) -> Event {
    let body = json!({"email": email, "password": password}).to_string();
    from(Event::post("/api/login", body), "/api/login", address)
}

fn from(event: Event, path: &str, address: &str) -> Event {
    let http =
        json!({"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": address, "userAgent": "test"});
    event.with("requestContext", json!({"stage": "$default", "http": http}))
}

/// All that a caller sees.
fn seen(reply: &Reply) -> (u64, &Value, &str, &[String]) {
    (reply.status, &reply.headers, &reply.text, &reply.cookies)
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_are_answered_alike_to_the_last_byte() {
    for site in Site::on_all(&[]).await {
        site.register().await;
        for round in 0..7 {
            let wrong = site.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
            let nobody = site
                .send(login("nobody@example.org", "incorrect horse", "203.0.113.7"))
                .await;
            assert_eq!(seen(&wrong), seen(&nobody));
            let code = if round < 5 {
                "credentials_invalid"
            } else {
                "too_many_attempts"
            };
            assert_eq!(wrong.code(), code, "attempt {round}");
            assert_eq!(wrong.header("www-authenticate"), if round < 5 { "Bearer" } else { "" });
        }
    }
}

#[tokio::test]
async fn after_five_failures_a_login_waits_and_then_goes_on() {
    for site in Site::on_all(&[]).await {
        site.register().await;
        for _ in 0..5 {
            assert_eq!(
                site.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await.status,
                401
            );
        }
        let early = site.send(login(EMAIL, PASSWORD, "198.51.100.1")).await;
        assert_eq!((early.status, early.code()), (429, "too_many_attempts"));
        assert_eq!(early.retry_after(), Some(Duration::from_secs(1)));
        site.stage.time.advance(Duration::from_secs(1));
        assert_eq!(site.send(login(EMAIL, PASSWORD, "198.51.100.1")).await.status, 200);
        for _ in 0..5 {
            let reply = site.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
            assert_eq!(reply.status, 401, "a success has forgotten the failures");
        }
    }
}

#[tokio::test]
async fn an_address_waits_after_fifty_failures_whatever_it_writes_into_its_headers() {
    let site = Site::new(&[]).await;
    site.register().await;
    let guess = async |number: u32, address: &str| {
        let event = login(&format!("user-{number}@example.org"), "incorrect horse", address);
        let event = event.header("x-forwarded-for", &format!("192.0.2.{number}"));
        site.send(event.header("forwarded", &format!("for=192.0.2.{number}")))
            .await
            .status
    };
    for number in 0..50 {
        assert_eq!(guess(number, "203.0.113.7").await, 401);
    }
    assert_eq!(guess(50, "203.0.113.7").await, 429);
    assert_eq!(guess(51, "203.0.113.8").await, 401);
}

#[tokio::test]
async fn a_taken_address_or_username_is_called_so() {
    for site in Site::on_all(&[]).await {
        site.register().await;
        let register = async |email: &str, username: &str| {
            let body = json!({"name": "Ben", "email": email, "username": username, "password": PASSWORD});
            site.post("/api/register", body).await
        };
        let taken = register("ANNA@example.org", "ben").await;
        assert_eq!(
            (taken.status, taken.code(), &taken.body["field"]),
            (409, "email_taken", &json!("email"))
        );
        let taken = register("ben@example.org", "ANNA").await;
        assert_eq!(
            (taken.status, taken.code(), &taken.body["field"]),
            (409, "username_taken", &json!("username"))
        );
        assert_eq!(register("ben@example.org", "ben").await.status, 201);
    }
}

#[tokio::test]
async fn a_private_registration_tells_nobody_which_addresses_have_an_account() {
    for site in Site::on_all(&[("REGISTRATION_PRIVATE", "true")]).await {
        let register = async |email: &str, username: &str, password: &str| {
            let body = json!({"name": "Anna", "email": email, "username": username, "password": password});
            let event = Event::post("/api/register", body.to_string());
            site.send(from(event, "/api/register", "203.0.113.7")).await
        };
        let new = register(EMAIL, "anna", PASSWORD).await;
        assert_eq!(new.status, 202);
        let taken = register(EMAIL, "ben", "another horse battery").await;
        let taken_name = register("ben@example.org", "anna", "another horse battery").await;
        assert_eq!((seen(&taken), seen(&taken_name)), (seen(&new), seen(&new)));
        let login = async |email: &str, password: &str| {
            site.post("/api/login", json!({"email": email, "password": password}))
                .await
                .status
        };
        assert_eq!(login(EMAIL, PASSWORD).await, 200);
        assert_eq!(
            login(EMAIL, "another horse battery").await,
            401,
            "nobody takes an account over"
        );
        assert_eq!(login("ben@example.org", "another horse battery").await, 401);
    }
}

#[tokio::test]
async fn a_hash_that_was_cheaper_is_replaced_at_login() {
    let file = TemporaryFile::new();
    let store = || StoreAt::Sqlite(file.path().to_owned());
    let before = Site::before(store(), None, &[]).await;
    before.register().await;
    let stored = || {
        let database = rusqlite::Connection::open(file.path()).unwrap();
        let query = "SELECT password_hash FROM accounts";
        database.query_row(query, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert!(stored().starts_with("$argon2id$v=19$m=19456,t=2,"));
    let now = Site::before(
        store(),
        None,
        &[("PASSWORD_MEMORY_MIB", "20"), ("PASSWORD_PASSES", "3")],
    )
    .await;
    let refused = now.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
    assert_eq!((refused.status, &stored()[..27]), (401, "$argon2id$v=19$m=19456,t=2,"));
    let session = now.login().await;
    assert!(stored().starts_with("$argon2id$v=19$m=20480,t=3,"));
    assert_eq!(
        now.refresh(&session.refresh).await.status,
        200,
        "the session is of the same epoch"
    );
    now.login().await;
}
