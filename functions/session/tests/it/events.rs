//! Every event of this function in `events/`, replayed.

use session::router;
use test_app::{AccountsApp, assert_events};

const EXPECTED: &[(&str, u64, &str)] = &[
    ("session-me-bearer", 200, ""),
    ("session-me-app-token", 200, ""),
    ("session-me-no-token", 401, "token_missing"),
    ("session-who", 200, ""),
    ("session-who-cookie", 200, ""),
    ("session-nobody", 200, ""),
    ("session-expired-token", 401, "token_expired"),
    ("session-verify-token", 200, ""),
    ("session-verify-app-token", 200, ""),
    ("session-verify-forged-token", 401, "token_signature"),
    ("session-verify-no-token", 401, "token_missing"),
    ("session-verify-cookie-cross-site", 403, "cross_site"),
];

#[tokio::test]
async fn every_event_is_answered_as_written() {
    let accounts = AccountsApp::cold(&[]).await;
    let router = router(accounts.test_app.app.clone());
    let placeholders = [
        ("access-token", accounts.token()),
        ("session-token", accounts.test_app.token("tenant-bikes")),
        ("app-token", accounts.app_token("tenant-bikes")),
        ("expired-token", accounts.test_app.expired_token()),
        ("forged-token", accounts.test_app.forged_token()),
    ];
    let placeholders = placeholders.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_events("session", EXPECTED, &router, &placeholders).await;
}
