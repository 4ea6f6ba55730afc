use std::sync::LazyLock;
use std::time::Duration;

use shared::clock::Moment;
use shared::issuer::Issuer;
use shared::jwks::KeySet;
use shared::session::Session;
use shared::token::{Algorithm, UnverifiedToken};

/// The whole way of a token, without a call: `keys` as published, `now` as Unix time.
pub fn verify(keys: &[u8], token: &str, now: u64) -> Option<Session> {
    let keys = KeySet::parse(keys, Algorithm::EdDsa).ok()?;
    let token = UnverifiedToken::parse(token).ok()?;
    let payload = keys.verify(&token)?;
    let now = Moment {
        wall: Duration::from_secs(now),
        monotonic: Duration::ZERO,
    };
    let verified = Session::verified(&payload, &ISSUER, now).ok()?;
    Some(verified.session)
}

/// JTL's, with the usual leeway of 5 s.
static ISSUER: LazyLock<Issuer> = LazyLock::new(|| Issuer::jtl_sessions("https://api.example", Duration::from_secs(5)));
