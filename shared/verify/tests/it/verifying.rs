use std::sync::LazyLock;
use std::time::Duration;

use verify::issuer::Issuer;
use verify::jwks::KeySet;
use verify::session::Session;
use verify::token::{Algorithm, UnverifiedToken};

/// The whole way of a token, without a call: `keys` as published, `now` as Unix time.
pub fn verify(keys: &[u8], token: &str, now: u64) -> Option<Session> {
    let keys = KeySet::parse(keys, Algorithm::EdDsa).ok()?;
    let token = UnverifiedToken::parse(token).ok()?;
    let payload = keys.verify(&token)?;
    let now = Duration::from_secs(now);
    let verified = Session::verified(&payload, &ISSUER, now).ok()?;
    Some(verified.session)
}

/// JTL's, with the usual leeway of 5 s.
static ISSUER: LazyLock<Issuer> = LazyLock::new(|| Issuer::jtl_sessions("https://api.example", Duration::from_secs(5)));
