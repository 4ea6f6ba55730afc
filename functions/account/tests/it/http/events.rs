//! Every event of this function in `events/`, replayed.

use test_app::{Event, assert_event_files};

use crate::account_test_app::AccountTestApp;

const EXPECTED: &[(&str, u64, &str)] = &[
    ("account-authenticate", 200, ""),
    ("account-authenticate-unknown-user", 401, "credentials_invalid"),
    ("account-change-password", 200, ""),
    ("account-key-set", 200, ""),
    ("account-login", 200, ""),
    ("account-login-cookies", 200, ""),
    ("account-login-cookies-cross-site", 403, "cross_site"),
    ("account-login-unknown-user", 401, "credentials_invalid"),
    ("account-login-username", 200, ""),
    ("account-login-wrong-password", 401, "credentials_invalid"),
    ("account-logout", 200, ""),
    ("account-logout-everywhere", 200, ""),
    ("account-profile", 200, ""),
    ("account-profile-cookie", 200, ""),
    ("account-profile-no-token", 401, "token_missing"),
    ("account-refresh", 200, ""),
    ("account-refresh-cookies", 200, ""),
    ("account-refresh-unknown-token", 401, "refresh_token_invalid"),
    ("account-register", 201, ""),
    ("account-register-common-password", 400, "field_invalid"),
    ("account-register-form", 400, "field_invalid"),
    ("account-register-taken", 409, "email_taken"),
    ("account-token", 200, ""),
    ("account-token-wrong-password", 401, "credentials_invalid"),
];

#[tokio::test]
async fn every_event_is_answered_as_written() {
    assert_event_files("account", EXPECTED.iter().map(|(name, ..)| *name));
    for (name, status, code) in EXPECTED {
        let test_app = AccountTestApp::new(&[]).await;
        test_app.register().await;
        let tokens = test_app.login().await;
        let placeholders = [("access-token", &*tokens.access), ("refresh-token", &*tokens.refresh)];
        let event = Event::file(name, &placeholders);
        let response = test_app.send(event.clone()).await;
        assert_eq!(
            (response.status, response.code()),
            (*status, *code),
            "{name}: {}",
            response.text
        );
        response.assert_common_headers(event.path());
        let cookies = match *name {
            // That of the device besides.
            "account-login-cookies" => 5,
            "account-refresh-cookies" => 4,
            "account-login"
            | "account-login-username"
            | "account-token"
            | "account-authenticate"
            | "account-change-password" => 1,
            _ => 0,
        };
        assert_eq!(response.cookies.len(), cookies, "{name}");
    }
}
