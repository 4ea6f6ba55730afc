//! Measures what a login adds to one bare Argon2id of the same cost, and whether it tells by its time
//! if there is such a user. In turns within one process, on SQLite, through events and the router.
//!
//! Prints one line of JSON: medians in nanoseconds, the ratio of a login to the bare hash, and by
//! how much 200 logins of nobody differ from 200 with a wrong password: of an account whose hash has
//! the configured cost, and of one whose hash was made before the cost was raised.

#[path = "../tests/account_test_app/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod account_test_app;
#[path = "../tests/stores/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod stores;

use std::hint::black_box;
use std::time::{Duration, Instant};

use account_test_app::{AccountTestApp, EMAIL, PASSWORD};
use argon2::{Algorithm, Argon2, Params, Version};
use serde_json::json;
use shared::store::StoreUrl;
use test_app::{Event, TemporaryFile};

const ROUNDS: usize = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let test_app = AccountTestApp::new(&[]).await;
    test_app.register().await;
    let [mut bares, mut logins, mut nobodys, mut wrongs] = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        bares.push(bare());
        logins.push(login(&test_app, EMAIL, PASSWORD, 200).await);
    }
    refuse_by_turns(&test_app, &mut nobodys, &mut wrongs).await;
    let raised = [raised("64", "2").await, raised("19", "4").await];
    let (mut refreshes, mut profiles) = (Vec::new(), Vec::new());
    let mut tokens = test_app.login().await;
    for _ in 0..ROUNDS {
        let start = now();
        tokens = account_test_app::Tokens::in_body(&test_app.refresh(&tokens.refresh).await);
        refreshes.push(since(start));
        let start = now();
        assert_eq!(test_app.profile(&tokens.access).await.status, 200);
        profiles.push(since(start));
    }
    let [bare, login, nobody, wrong] = [bares, logins, nobodys, wrongs].map(median);
    let thousandths = |figure: f64| (figure * 1e3).round() / 1e3;
    let apart = |nobody: f64, wrong: f64| thousandths((nobody / wrong - 1.0).abs());
    let [more_memory, more_passes] = raised;
    #[expect(clippy::print_stdout, reason = "its output is the result")]
    {
        let figures = json!({
            "argon2id_ns": bare, "login_ns": login, "ratio": thousandths(login / bare),
            "nobody_ns": nobody, "wrong_ns": wrong, "difference": apart(nobody, wrong),
            "more_memory": {"nobody_ns": more_memory.0, "weaker_ns": more_memory.1,
                "difference": apart(more_memory.0, more_memory.1)},
            "more_passes": {"nobody_ns": more_passes.0, "weaker_ns": more_passes.1,
                "difference": apart(more_passes.0, more_passes.1)},
            "refresh_ns": median(refreshes), "profile_ns": median(profiles),
        });
        println!("{figures}");
    }
}

/// Medians of logins of nobody and of an account that registered before the cost was raised.
async fn raised(memory_mib: &str, passes: &str) -> (f64, f64) {
    let file = TemporaryFile::new();
    let store = || StoreUrl::Sqlite(file.path().to_owned());
    AccountTestApp::before(store(), None, &[]).await.register().await;
    let variables = [("PASSWORD_MEMORY_MIB", memory_mib), ("PASSWORD_PASSES", passes)];
    let test_app = AccountTestApp::before(store(), None, &variables).await;
    let [mut nobodys, mut weakers] = [const { Vec::new() }; 2];
    refuse_by_turns(&test_app, &mut nobodys, &mut weakers).await;
    (median(nobodys), median(weakers))
}

async fn refuse_by_turns(test_app: &AccountTestApp, nobodys: &mut Vec<f64>, wrongs: &mut Vec<f64>) {
    for round in 0..ROUNDS {
        // By turns first and second.
        for nobodys_turn in [round % 2 == 0, round % 2 == 1] {
            // Longer than any wait, so that each attempt is made.
            test_app.test_app.time.advance(Duration::from_hours(2));
            if nobodys_turn {
                nobodys.push(login(test_app, "nobody@example.org", "incorrect horse", 401).await);
            } else {
                wrongs.push(login(test_app, EMAIL, "incorrect horse", 401).await);
            }
        }
    }
}

fn bare() -> f64 {
    let params = Params::new(19 * 1024, 2, 1, Some(32)).expect("these are Argon2's own bounds");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (start, mut hash) = (now(), [0; 32]);
    let hashed = argon2.hash_password_into(black_box(PASSWORD.as_bytes()), &[7; 16], &mut hash);
    hashed.expect("there is memory for one hash");
    black_box(hash);
    since(start)
}

async fn login(test_app: &AccountTestApp, email: &str, password: &str, status: u64) -> f64 {
    let event = Event::post("/api/login", json!({"email": email, "password": password}).to_string());
    let http = json!({"method": "POST", "path": "/api/login", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7",
        "userAgent": "bench"});
    let event = event.with("requestContext", json!({"stage": "$default", "http": http}));
    let start = now();
    assert_eq!(test_app.send(event).await.status, status);
    since(start)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn now() -> Instant {
    Instant::now()
}

fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e9
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2].round()
}
