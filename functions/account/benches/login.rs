//! What a login adds to one bare Argon2id of the same cost, and whether it tells by its time if
//! there is such a user. In turns within one process, on SQLite, through events and the router.
//!
//! Prints one line of JSON: medians in nanoseconds, the ratio of a login to the bare hash, and by
//! how much 200 logins of nobody differ from 200 with a wrong password.

#[path = "../tests/site/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod site;
#[path = "../tests/store/stores.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod stores;

use std::hint::black_box;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use rehearsal::Event;
use serde_json::json;
use site::{EMAIL, PASSWORD, Site};

const ROUNDS: usize = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let site = Site::new(&[]).await;
    site.register().await;
    let [mut bares, mut logins, mut nobodys, mut wrongs] = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        bares.push(bare());
        logins.push(login(&site, EMAIL, PASSWORD, 200).await);
    }
    for round in 0..ROUNDS {
        // By turns first and second.
        for nobodys_turn in [round % 2 == 0, round % 2 == 1] {
            // Longer than any wait, so that each attempt is made.
            site.stage.time.advance(Duration::from_mins(61));
            if nobodys_turn {
                nobodys.push(login(&site, "nobody@example.org", "incorrect horse", 401).await);
            } else {
                wrongs.push(login(&site, EMAIL, "incorrect horse", 401).await);
            }
        }
    }
    let (mut refreshes, mut profiles) = (Vec::new(), Vec::new());
    let mut tokens = site.login().await;
    for _ in 0..ROUNDS {
        let start = now();
        tokens = site::Tokens::in_body(&site.refresh(&tokens.refresh).await);
        refreshes.push(since(start));
        let start = now();
        assert_eq!(site.profile(&tokens.access).await.status, 200);
        profiles.push(since(start));
    }
    let [bare, login, nobody, wrong] = [bares, logins, nobodys, wrongs].map(median);
    let thousandths = |figure: f64| (figure * 1e3).round() / 1e3;
    #[expect(clippy::print_stdout, reason = "its output is the result")]
    {
        let figures = json!({
            "argon2id_ns": bare, "login_ns": login, "ratio": thousandths(login / bare),
            "nobody_ns": nobody, "wrong_ns": wrong, "difference": thousandths((nobody / wrong - 1.0).abs()),
            "refresh_ns": median(refreshes), "profile_ns": median(profiles),
        });
        println!("{figures}");
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

async fn login(site: &Site, email: &str, password: &str, status: u64) -> f64 {
    let event = Event::post("/api/login", json!({"email": email, "password": password}).to_string());
    let http = json!({"method": "POST", "path": "/api/login", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7",
        "userAgent": "bench"});
    let event = event.with("requestContext", json!({"stage": "$default", "http": http}));
    let start = now();
    assert_eq!(site.send(event).await.status, status);
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
