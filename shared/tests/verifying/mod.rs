use std::sync::LazyLock;
use std::time::Duration;

use shared::access_token::{AccessTokenSource, AccessTokens};
use shared::clock::{Clock, Moment};
use shared::credentials::{ClientCredentials, CredentialsSource};
use shared::http_client::{HopLimits, HttpClient};
use shared::issuer::Issuer;
use shared::jwks::{KeySet, KeySetSource};
use shared::session::Session;
use shared::token::UnverifiedToken;
use shared::warm::Cell;

/// The whole way of a token, without a call: `keys` as published, `now` as Unix time.
pub fn verify(keys: &[u8], token: &str, now: u64) -> Option<Session> {
    let keys = KeySet::parse(keys).ok()?;
    let token = UnverifiedToken::parse(token).ok()?;
    let payload = keys.verify(&token)?;
    let now = Moment {
        wall: Duration::from_secs(now),
        monotonic: Duration::ZERO,
    };
    Session::verified(&payload, &ISSUER, now).ok()
}

/// JTL's, with the usual leeway of 5 s; its own keys are never asked for.
static ISSUER: LazyLock<Issuer> = LazyLock::new(|| {
    let http = HttpClient::new(HopLimits::default(), Clock::system()).expect("a client is always built");
    let given = CredentialsSource::Given(ClientCredentials::new("id".into(), "secret".into()));
    let credentials = Cell::new(given, Clock::system());
    let source = AccessTokenSource::new("https://auth.example", http.clone(), credentials);
    let access_tokens = AccessTokens::new(source, Clock::system());
    let keys = KeySetSource::new("https://api.example", http, access_tokens, Duration::from_hours(1));
    Issuer::jtl_sessions(Cell::new(keys, Clock::system()), Duration::from_secs(5))
});
