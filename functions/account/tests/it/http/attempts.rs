//! Guessing: nobody is told whether it was the login or the password, and it gets slower.

use std::time::Duration;

use serde_json::{Value, json};
use shared::store::StoreUrl;
use test_app::{Event, TemporaryFile, TestResponse};

use crate::account_test_app::{AccountTestApp, EMAIL, PASSWORD, Tokens};

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
fn seen(response: &TestResponse) -> (u64, &Value, &str, &[String]) {
    (response.status, &response.headers, &response.text, &response.cookies)
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_are_answered_alike_to_the_last_byte() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        for round in 0..7 {
            let wrong = test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
            let nobody = test_app
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

/// The cookie of the device that an answer makes known, as it is sent back.
fn device(response: &TestResponse) -> Value {
    let cookie = response
        .cookies
        .iter()
        .find(|cookie| cookie.starts_with("__Host-device="));
    let cookie = cookie.expect("the answer sets the cookie");
    json!([cookie.split(';').next()])
}

#[tokio::test]
async fn after_five_failures_a_caller_waits_and_then_goes_on_and_nobody_else_waits_with_it() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let guess = async || test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
        for _ in 0..5 {
            assert_eq!(guess().await.status, 401);
        }
        let early = test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await;
        assert_eq!((early.status, early.code()), (429, "too_many_attempts"));
        assert_eq!(early.retry_after(), Some(Duration::from_secs(1)));
        assert_eq!(early.cookies, Vec::<String>::new());
        assert_eq!(test_app.send(login(EMAIL, PASSWORD, "198.51.100.1")).await.status, 200);
        test_app.test_app.time.advance(Duration::from_secs(1));
        assert_eq!(test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await.status, 200);
        for _ in 0..5 {
            assert_eq!(guess().await.status, 401, "a success has forgotten the failures");
        }
    }
}

#[tokio::test]
async fn a_known_device_has_a_counter_of_its_own_by_the_same_rule() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let first = test_app.send(login(EMAIL, PASSWORD, "198.51.100.1")).await;
        let set = &first.cookies[0];
        let attributes = "; Path=/; Max-Age=15552000; HttpOnly; Secure; SameSite=Strict";
        assert!(first.cookies.len() == 1 && set.ends_with(attributes), "{set}");
        let device = device(&first);
        let on_device = async |password: &str| {
            test_app
                .send(login(EMAIL, password, "203.0.113.7").with("cookies", device.clone()))
                .await
        };
        for _ in 0..6 {
            test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
        }
        let renewed = on_device(PASSWORD).await;
        assert_eq!(renewed.status, 200, "at the very address of the attack");
        let id = |cookies: &[String]| cookies[0][..30].to_owned();
        assert_eq!(id(&renewed.cookies), id(&first.cookies), "the device stays the same");
        for round in 0..6 {
            let wrong = on_device("incorrect horse").await;
            assert_eq!(wrong.status, if round < 5 { 401 } else { 429 });
            assert_eq!(wrong.cookies, Vec::<String>::new());
        }
        assert_eq!(on_device(PASSWORD).await.retry_after(), Some(Duration::from_secs(1)));
        test_app.test_app.time.advance(Duration::from_secs(1));
        assert_eq!(on_device(PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn no_cookie_of_another_host_hides_a_known_device() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let device = device(&test_app.send(login(EMAIL, PASSWORD, "198.51.100.1")).await);
    for _ in 0..5 {
        test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
    }
    for (planted, status) in [
        (json!(["planted=\u{e9}", device[0]]), 200),
        (json!([device[0], "planted=\u{e9}"]), 200),
        (json!([format!("\u{a0}{}", device[0].as_str().unwrap())]), 429),
    ] {
        let event = login(EMAIL, PASSWORD, "203.0.113.7").with("cookies", planted.clone());
        assert_eq!(test_app.send(event).await.status, status, "{planted}");
    }
}

#[tokio::test]
async fn a_cookie_that_is_forged_old_or_of_somebody_else_is_answered_as_none() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let ben = json!({"name": "Ben", "email": "ben@example.org", "password": PASSWORD});
        assert_eq!(test_app.post("/api/register", ben).await.status, 201);
        let of_anna = test_app.send(login(EMAIL, PASSWORD, "198.51.100.1")).await;
        let of_ben = device(&test_app.send(login("ben@example.org", PASSWORD, "198.51.100.1")).await);
        let forged = json!([format!("__Host-device={}", "A".repeat(75))]);
        let twice = json!([device(&of_anna)[0], of_ben[0]]);
        for _ in 0..5 {
            test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
        }
        let none = test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await;
        assert_eq!(none.status, 429);
        for cookies in [of_ben, forged, twice] {
            let event = login(EMAIL, PASSWORD, "203.0.113.7").with("cookies", cookies.clone());
            assert_eq!(seen(&test_app.send(event).await), seen(&none), "{cookies}");
        }
        let on_device = |password: &str, response: &TestResponse| {
            login(EMAIL, password, "203.0.113.7").with("cookies", device(response))
        };
        assert_eq!(test_app.send(on_device("incorrect horse", &of_anna)).await.status, 401);
        let new = "another horse battery";
        let change = json!({"currentPassword": PASSWORD, "newPassword": new}).to_string();
        let event = from(
            Event::post("/api/change-password", change),
            "/api/change-password",
            "198.51.100.2",
        );
        let bearer = format!("Bearer {}", of_anna.body["accessToken"].as_str().unwrap());
        let changed = test_app.send(event.header("authorization", &bearer)).await;
        assert_eq!(changed.status, 200);
        assert_eq!(
            seen(&test_app.send(on_device(new, &of_anna)).await),
            seen(&none),
            "it has ended"
        );
        let event = login(EMAIL, "another horse battery", "203.0.113.7").with("cookies", device(&changed));
        assert_eq!(
            test_app.send(event).await.status,
            200,
            "who has changed the password is known"
        );
    }
}

#[tokio::test]
async fn strangers_have_two_hundred_wrong_tries_a_day_and_known_addresses_go_on() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    assert_eq!(test_app.send(login(EMAIL, PASSWORD, "198.51.100.1")).await.status, 200);
    let wrong = |number: u32, email: &str| login(email, "incorrect horse", &format!("203.0.113.{}", number / 5));
    for number in 0..200 {
        for email in [EMAIL, "nobody@example.org"] {
            assert_eq!(test_app.send(wrong(number, email)).await.status, 401, "{number}");
        }
    }
    for seconds in [0, 60, 4000] {
        test_app.test_app.time.advance(Duration::from_secs(seconds));
        let [refused, nobody] = [EMAIL, "nobody@example.org"].map(|email| login(email, PASSWORD, "192.0.2.1"));
        let (refused, nobody) = (test_app.send(refused).await, test_app.send(nobody).await);
        assert_eq!(
            (refused.status, refused.retry_after()),
            (429, Some(Duration::from_hours(1)))
        );
        assert_eq!(seen(&refused), seen(&nobody));
    }
    assert_eq!(test_app.send(login(EMAIL, PASSWORD, "198.51.100.1")).await.status, 200);
}

#[tokio::test]
async fn an_attempt_that_is_refused_for_a_login_is_charged_to_nobody() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        for round in 0..70 {
            let response = test_app
                .send(login("ben@example.org", "incorrect horse", "203.0.113.7"))
                .await;
            assert_eq!(response.status, if round < 5 { 401 } else { 429 });
        }
        assert_eq!(test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await.status, 200);
        let failures = async || {
            let records = test_app.contents().await;
            records
                .into_iter()
                .filter(|record| record.contains("address#203.0.113.7"))
                .collect::<Vec<_>>()
        };
        let [charged] = &failures().await[..] else {
            panic!("the address has one counter")
        };
        assert!(
            charged.contains("Integer(5)") || charged.contains("N(\"5\")"),
            "{charged}"
        );
    }
}

#[tokio::test]
async fn an_address_waits_after_fifty_failures_whatever_it_writes_into_its_headers() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let guess = async |number: u32, address: &str| {
        let event = login(&format!("user-{number}@example.org"), "incorrect horse", address);
        let event = event.header("x-forwarded-for", &format!("192.0.2.{number}"));
        test_app
            .send(event.header("forwarded", &format!("for=192.0.2.{number}")))
            .await
            .status
    };
    for number in 0..50 {
        // With a port it is the same one.
        let address = ["203.0.113.7", "203.0.113.7:443"][number as usize % 2];
        assert_eq!(guess(number, address).await, 401);
    }
    assert_eq!(guess(50, "203.0.113.7").await, 429);
    assert_eq!(guess(51, "203.0.113.8").await, 401);
}

#[tokio::test]
async fn behind_the_distribution_a_caller_is_whom_that_has_seen_and_nobody_else_can_say() {
    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    let test_app = AccountTestApp::new(&[("DISTRIBUTION_SECRET", SECRET)]).await;
    let guess = async |number: u32, headers: &[(&str, &str)]| {
        let event = login(&format!("user-{number}@example.org"), "incorrect horse", "130.176.0.1");
        let event = headers
            .iter()
            .fold(event, |event, (name, value)| event.header(name, value));
        test_app.send(event).await.status
    };
    let viewer = |address: &'static str| [("x-distribution-secret", SECRET), ("x-viewer-address", address)];
    for number in 0..50 {
        assert_eq!(guess(number, &viewer("203.0.113.7")).await, 401);
    }
    assert_eq!(guess(50, &viewer("203.0.113.7")).await, 429);
    assert_eq!(guess(51, &viewer("203.0.113.8")).await, 401);
    // Past the distribution the header is nothing: all of these are one address.
    let lies = [
        "",
        "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef",
        "0123456789abcdef0123456789abcdef,",
    ];
    for number in 52..102 {
        let lie = lies[number as usize % lies.len()];
        let address = format!("198.51.100.{number}");
        assert_eq!(
            guess(
                number,
                &[("x-distribution-secret", lie), ("x-viewer-address", &address)]
            )
            .await,
            401
        );
    }
    assert_eq!(guess(102, &[("x-viewer-address", "198.51.100.1")]).await, 429);
    assert_eq!(guess(103, &[]).await, 429);
}

#[tokio::test]
async fn addresses_that_cannot_be_read_are_one_and_of_ipv6_each_network_has_its_room() {
    let test_app = AccountTestApp::new(&[]).await;
    let guess = async |number: u32, address: &str| {
        let event = login(&format!("user-{number}@example.org"), "incorrect horse", address);
        test_app.send(event).await.status
    };
    for number in 0..50 {
        assert_eq!(guess(number, &format!("somewhere {number}")).await, 401);
    }
    assert_eq!(guess(50, "elsewhere").await, 429);
    let no_gateway = json!({"email": "user-51@example.org", "password": "incorrect horse"});
    assert_eq!(test_app.post("/api/login", no_gateway).await.status, 429);

    let address = |number: u32| format!("2001:db8:1:{number:x}::1");
    for number in 0..50 {
        assert_eq!(guess(number, &address(0)).await, 401);
    }
    assert_eq!(guess(50, &address(0)).await, 429, "50 for 64 bits");
    for number in 50..200 {
        assert_eq!(guess(number, &address(1 + number % 100)).await, 401);
    }
    assert_eq!(guess(200, &address(0xff)).await, 429, "200 for 56 bits");
    assert_eq!(guess(201, &address(0x100)).await, 401);
}

#[tokio::test]
async fn an_address_registers_twenty_accounts_an_hour() {
    for test_app in AccountTestApp::on_all(&[]).await {
        let register = async |number: u32, address: &str| {
            let body = json!({"name": "Anna", "email": format!("user-{number}@example.org"), "password": PASSWORD});
            test_app
                .send(from(
                    Event::post("/api/register", body.to_string()),
                    "/api/register",
                    address,
                ))
                .await
        };
        for number in 0..20 {
            // Taken or not.
            let status = if number % 2 == 0 { 201 } else { 409 };
            assert_eq!(register(number / 2 * 2, "203.0.113.7").await.status, status);
        }
        test_app.test_app.time.advance(Duration::from_mins(10));
        let refused = register(20, "203.0.113.7").await;
        assert_eq!((refused.status, refused.code()), (429, "too_many_attempts"));
        assert_eq!(refused.retry_after(), Some(Duration::from_mins(50)));
        assert_eq!(register(20, "203.0.113.8").await.status, 201);
        let body = json!({"email": "user-20@example.org", "password": PASSWORD}).to_string();
        let login = from(Event::post("/api/login", body), "/api/login", "203.0.113.7");
        assert_eq!(
            test_app.send(login).await.status,
            200,
            "nobody has to wait who is registered"
        );
        test_app.test_app.time.advance(Duration::from_mins(50));
        assert_eq!(register(22, "203.0.113.7").await.status, 201);
    }
}

#[tokio::test]
async fn twenty_right_logins_at_once_are_all_let_in() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let mut under_way = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (router, event) = (test_app.router.clone(), login(EMAIL, PASSWORD, "203.0.113.7"));
            under_way.spawn(async move { event.send(&router).await.status });
        }
        assert_eq!(under_way.join_all().await, [200; 20]);
    }
}

#[tokio::test]
async fn guesses_at_the_login_keep_no_owner_from_changing_the_password() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let bearer = format!("Bearer {}", test_app.login().await.access);
        let change = async |current: &str| {
            let body = json!({"currentPassword": current, "newPassword": "another horse battery"});
            let event = Event::post("/api/change-password", body.to_string()).header("authorization", &bearer);
            test_app.send(from(event, "/api/change-password", "203.0.113.7")).await
        };
        for _ in 0..6 {
            test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
        }
        for _ in 0..5 {
            assert_eq!(change("incorrect horse").await.status, 400);
        }
        assert_eq!(change(PASSWORD).await.status, 429, "a stolen token opens no other way");
        test_app.test_app.time.advance(Duration::from_secs(1));
        assert_eq!(change(PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn a_taken_address_or_username_is_called_so() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        let register = async |email: &str, username: &str| {
            let body = json!({"name": "Ben", "email": email, "username": username, "password": PASSWORD});
            test_app.post("/api/register", body).await
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
    for test_app in AccountTestApp::on_all(&[("REGISTRATION_PRIVATE", "true")]).await {
        let register = async |email: &str, username: &str, password: &str| {
            let body = json!({"name": "Anna", "email": email, "username": username, "password": password});
            let event = Event::post("/api/register", body.to_string());
            test_app.send(from(event, "/api/register", "203.0.113.7")).await
        };
        let new = register(EMAIL, "anna", PASSWORD).await;
        assert_eq!(new.status, 202);
        let taken = register(EMAIL, "ben", "another horse battery").await;
        let taken_name = register("ben@example.org", "anna", "another horse battery").await;
        assert_eq!((seen(&taken), seen(&taken_name)), (seen(&new), seen(&new)));
        let login = async |email: &str, password: &str| {
            test_app
                .post("/api/login", json!({"email": email, "password": password}))
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
    let store = || StoreUrl::Sqlite(file.path().to_owned());
    let before = AccountTestApp::before(store(), None, &[]).await;
    before.register().await;
    let stored = || {
        let database = rusqlite::Connection::open(file.path()).unwrap();
        let query = "SELECT password_hash FROM accounts";
        database.query_row(query, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert!(stored().starts_with("$argon2id$v=19$m=19456,t=2,"));
    let now = AccountTestApp::before(
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

/// Anna's accounts on a file, with this trigger in it: what others do in the middle of a request.
async fn with_trigger(file: &TemporaryFile, trigger: &str) -> AccountTestApp {
    let test_app = AccountTestApp::before(StoreUrl::Sqlite(file.path().to_owned()), None, &[]).await;
    test_app.register().await;
    let connection = rusqlite::Connection::open(file.path()).expect("the file is there");
    connection.execute_batch(trigger).expect("the trigger is SQL");
    test_app
}

#[tokio::test]
async fn an_address_that_cannot_be_remembered_keeps_nobody_out() {
    let file = TemporaryFile::new();
    let trigger = "CREATE TRIGGER fails BEFORE INSERT ON known_addresses
        BEGIN SELECT RAISE(ABORT, 'there is no room'); END";
    let test_app = with_trigger(&file, trigger).await;
    let response = test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await;
    assert_eq!(response.status, 200, "{}", response.text);
    let tokens = Tokens::in_body(&response);
    assert_eq!(test_app.refresh(&tokens.refresh).await.status, 200);
    let database = rusqlite::Connection::open(file.path()).unwrap();
    let known = database.query_row("SELECT count(*) FROM known_addresses", [], |row| row.get::<_, u32>(0));
    assert_eq!(known.unwrap(), 0, "the trigger was met");
}

#[tokio::test]
async fn a_right_password_is_judged_last_of_all_and_leaves_nothing_where_it_is_refused() {
    let file = TemporaryFile::new();
    let trigger = "CREATE TRIGGER fifth AFTER INSERT ON families
        BEGIN UPDATE attempts SET failures = failures + 1; END";
    let test_app = with_trigger(&file, trigger).await;
    let database = rusqlite::Connection::open(file.path()).unwrap();
    let rows = |table: &str| {
        let query = format!("SELECT count(*) FROM {table}");
        database.query_row(&query, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    for _ in 0..4 {
        test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
    }
    let right = test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await;
    let wrong = test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
    assert_eq!(right.status, 429, "another one was counted when its session had begun");
    assert_eq!(seen(&right), seen(&wrong));
    assert_eq!((rows("families"), rows("known_addresses")), (0, 0));
    test_app.test_app.time.advance(Duration::from_secs(1));
    assert_eq!(test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await.status, 200);
    assert_eq!((rows("families"), rows("known_addresses")), (1, 1));
}

#[tokio::test]
async fn a_wrong_password_at_a_known_address_is_counted_as_often_as_one_of_nobody() {
    for test_app in AccountTestApp::on_all(&[]).await {
        test_app.register().await;
        assert_eq!(test_app.send(login(EMAIL, PASSWORD, "203.0.113.7")).await.status, 200);
        let counters = async || {
            let records = test_app.contents().await;
            let is_counter = |record: &&String| {
                ["login-", "address#", "device#"]
                    .iter()
                    .any(|kind| record.contains(kind))
            };
            records.iter().filter(is_counter).count()
        };
        assert_eq!(counters().await, 0);
        test_app.send(login(EMAIL, "incorrect horse", "203.0.113.7")).await;
        assert_eq!(counters().await, 3, "caller, known addresses, address");
        test_app
            .send(login("nobody@example.org", "incorrect horse", "203.0.113.7"))
            .await;
        assert_eq!(counters().await, 5, "caller, strangers; the address has one");
        test_app
            .send(login("nobody@example.org", "incorrect horse", "203.0.113.8"))
            .await;
        assert_eq!(counters().await, 7, "caller, address; the strangers have one");
    }
}
