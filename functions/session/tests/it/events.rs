//! Every event of this function in `events/`, replayed.

use session::router;
use test_app::{MultiIssuerApp, assert_events};

const EXPECTED: &[(&str, u64, &str)] = &[
    ("session-me-bearer", 200, ""),
    ("session-me-app-token", 200, ""),
    ("session-me-no-token", 401, "token_missing"),
    ("session-who", 200, ""),
    ("session-nobody", 200, ""),
    ("session-expired-token", 401, "token_expired"),
    ("session-verify-token", 200, ""),
    ("session-verify-app-token", 200, ""),
    ("session-verify-forged-token", 401, "token_signature"),
    ("session-verify-no-token", 401, "token_missing"),
];

#[tokio::test]
async fn every_event_is_answered_as_written() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone());
    let placeholders = [
        ("session-token", every.test_app.token("tenant-bikes")),
        ("app-token", every.app_token("tenant-bikes")),
        ("expired-token", every.test_app.expired_token()),
        ("forged-token", every.test_app.forged_token()),
    ];
    let placeholders = placeholders.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_events("session", EXPECTED, &router, &placeholders).await;
}
