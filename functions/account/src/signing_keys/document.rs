//! The JSON text of the keys.

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use shared::verify::strict_json::without_bom;

use super::{KeyRingError, KeyText, SigningKey, State};
use crate::unix_time::UnixTime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    keys: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kid: String,
    seed: Option<SecretString>,
    pkcs8: Option<SecretString>,
    state: State,
    since: u64,
}

#[derive(Serialize)]
struct Written<'a> {
    keys: Vec<WrittenEntry<'a>>,
}

#[derive(Serialize)]
struct WrittenEntry<'a> {
    kid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pkcs8: Option<&'a str>,
    state: State,
    since: u64,
}

pub(super) fn read(text: &str) -> Result<Vec<SigningKey>, KeyRingError> {
    // The parser's own message may quote a key, so it is dropped.
    let document: Document = serde_json::from_slice(without_bom(text.as_bytes())).map_err(|_| {
        KeyRingError("it must be {\"keys\": […]}, each with kid, seed or pkcs8, state and since, and nothing else")
    })?;
    document.keys.into_iter().map(key).collect()
}

pub(super) fn write(keys: &[SigningKey]) -> SecretString {
    let written = Written {
        keys: keys.iter().map(written).collect(),
    };
    serde_json::to_string(&written)
        .expect("texts and numbers always become JSON")
        .into()
}

fn written(key: &SigningKey) -> WrittenEntry<'_> {
    let (seed, pkcs8) = match &key.text {
        KeyText::Seed(text) => (Some(text.expose_secret()), None),
        KeyText::Pkcs8(text) => (None, Some(text.expose_secret())),
    };
    WrittenEntry {
        kid: &key.id,
        seed,
        pkcs8,
        state: key.state,
        since: key.since.as_secs(),
    }
}

fn key(entry: Entry) -> Result<SigningKey, KeyRingError> {
    let is_id = (1..=64).contains(&entry.kid.len())
        && entry
            .kid
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if !is_id {
        return Err(KeyRingError("a kid is not [A-Za-z0-9_-]{1,64}"));
    }
    let text = match (entry.seed, entry.pkcs8) {
        (Some(seed), None) => KeyText::Seed(seed),
        (None, Some(pkcs8)) => KeyText::Pkcs8(pkcs8),
        _ => return Err(KeyRingError("each needs a seed or a pkcs8, and not both")),
    };
    Ok(SigningKey {
        id: entry.kid,
        pair: pair(&text).ok_or(KeyRingError("one is no Ed25519 private key in base64url"))?,
        text,
        state: entry.state,
        since: UnixTime::from_secs(entry.since),
    })
}

fn pair(text: &KeyText) -> Option<Ed25519KeyPair> {
    let decoded = |text: &SecretString| URL_SAFE_NO_PAD.decode(text.expose_secret()).map(Zeroizing::new).ok();
    match text {
        KeyText::Seed(seed) => Ed25519KeyPair::from_seed_unchecked(&decoded(seed)?).ok(),
        KeyText::Pkcs8(pkcs8) => Ed25519KeyPair::from_pkcs8_maybe_unchecked(&decoded(pkcs8)?).ok(),
    }
}
