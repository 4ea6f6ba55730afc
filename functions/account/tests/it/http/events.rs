//! Every event of this function in `events/`, replayed.

use test_app::Event;

use crate::site::Site;

const EXPECTED: &[(&str, u64, &str)] = &[
    ("change-password", 200, ""),
    ("key-set", 200, ""),
    ("login", 200, ""),
    ("login-cookies", 200, ""),
    ("login-cookies-cross-site", 403, "cross_site"),
    ("login-unknown-user", 401, "credentials_invalid"),
    ("login-username", 200, ""),
    ("login-wrong-password", 401, "credentials_invalid"),
    ("logout", 200, ""),
    ("logout-everywhere", 200, ""),
    ("profile", 200, ""),
    ("profile-cookie", 200, ""),
    ("profile-no-token", 401, "token_missing"),
    ("refresh", 200, ""),
    ("refresh-cookies", 200, ""),
    ("refresh-unknown-token", 401, "refresh_token_invalid"),
    ("register", 201, ""),
    ("register-common-password", 400, "field_invalid"),
    ("register-form", 400, "field_invalid"),
    ("register-taken", 409, "email_taken"),
];

#[tokio::test]
async fn every_event_is_answered_as_written() {
    for (name, status, code) in EXPECTED {
        let site = Site::new(&[]).await;
        site.register().await;
        let tokens = site.login().await;
        let placeholders = [("access-token", &*tokens.access), ("refresh-token", &*tokens.refresh)];
        let reply = site.send(Event::file(&format!("account-{name}"), &placeholders)).await;
        assert_eq!((reply.status, reply.code()), (*status, *code), "{name}: {}", reply.text);
        let cookies = match *name {
            // That of the device besides.
            "login-cookies" => 5,
            "refresh-cookies" => 4,
            "login" | "login-username" | "change-password" => 1,
            _ => 0,
        };
        assert_eq!(reply.cookies.len(), cookies, "{name}");
    }
}

#[test]
fn every_file_is_replayed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut ours: Vec<_> = files
        .filter_map(|file| Some(file.strip_prefix("account-")?.strip_suffix(".json")?.to_owned()))
        .collect();
    ours.sort_unstable();
    let replayed: Vec<_> = EXPECTED.iter().map(|(name, ..)| *name).collect();
    assert_eq!(ours, replayed);
}
