//! The keys that sign access tokens: one that does, one that will, and those that did.
//!
//! They are kept as one JSON text, in Secrets Manager or in a file:
//!
//! ```json
//! {"keys": [{"kid": "…", "seed": "…", "state": "active", "since": 1767225600}]}
//! ```
//!
//! `seed` is the 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5), or `pkcs8` its
//! PKCS#8 form, in base64url; `state` is `next`, `active` or `retired`; `since` is when it became
//! that, as Unix time in seconds. Exactly one key is active, and at most one is next.

mod change;
mod document;
mod source;

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsBigEndian, Curve25519SeedBin};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::random::random;
use crate::unix_time::UnixTime;

pub use change::{ChangeError, PUBLISHED_AHEAD, RETIRED_FOR};
pub use source::{KeysError, KeysSource, PUBLISHED_FOR, WarmKeys};

/// All keys. It prints their names and states, and nothing else.
#[derive(Debug)]
pub struct KeyRing {
    keys: Vec<SigningKey>,
}

/// An Ed25519 private key, fresh or of a test. It is wiped and does not print.
pub struct Seed(SecretBox<[u8; 32]>);

/// The text holds no keys that could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing keys cannot be used: {0}")]
pub struct KeyRingError(pub &'static str);

/// Role of a key in the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is published, and will sign.
    Next,
    /// It is published, and signs.
    Active,
    /// It is published for as long as a token that it signed may be good.
    Retired,
}

struct SigningKey {
    id: String,
    pair: Ed25519KeyPair,
    text: KeyText,
    state: State,
    since: UnixTime,
}

/// A private key as it was written, base64url.
#[derive(Clone)]
enum KeyText {
    Seed(SecretString),
    Pkcs8(SecretString),
}

impl KeyRing {
    /// Reads the JSON described above. No error repeats any of it.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let keys = document::read(text)?;
        if keys.len() > MOST_KEYS {
            return Err(KeyRingError("there are more than 16"));
        }
        let of_state = |state| keys.iter().filter(|key| key.state == state).count();
        if of_state(State::Active) != 1 {
            return Err(KeyRingError("exactly one must be active"));
        }
        if of_state(State::Next) > 1 {
            return Err(KeyRingError("more than one is next"));
        }
        let is_repeated = |key: &SigningKey| keys.iter().filter(|other| other.id == key.id).count() > 1;
        if keys.iter().any(is_repeated) {
            return Err(KeyRingError("two have the same kid"));
        }
        Ok(Self { keys })
    }

    /// As JSON, to be kept where secrets are.
    pub fn to_json(&self) -> SecretString {
        document::write(&self.keys)
    }

    /// Name and state of every key, and since when it is in that state.
    pub fn states(&self) -> impl Iterator<Item = (&str, State, UnixTime)> {
        self.keys.iter().map(|key| (key.id.as_str(), key.state, key.since))
    }

    /// The public halves as a JWK set (RFC 7517, RFC 8037), those of the next key and of retired
    /// ones included.
    pub fn key_set(&self) -> Value {
        let jwk = |key: &SigningKey| {
            let x = URL_SAFE_NO_PAD.encode(key.pair.public_key());
            json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id, "x": x})
        };
        json!({"keys": self.keys.iter().map(jwk).collect::<Vec<_>>()})
    }

    /// A JWT of the claims in `claims`, which are JSON, signed with the active key (RFC 7515,
    /// section 3.1; RFC 8037, section 3.1).
    pub(crate) fn sign(&self, kind: &str, claims: &str) -> SecretString {
        let key = self.active();
        // A kid has no character that JSON would escape.
        let header = format!(r#"{{"alg":"EdDSA","kid":"{}","typ":"{kind}"}}"#, key.id);
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = key.pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)).into()
    }

    /// HMAC-SHA256 keys for `purpose`, one of each signing key that is not retired, that of the active
    /// one first. HKDF-SHA256 (RFC 5869) of the private key: nothing can be learnt of one from the
    /// other.
    pub(crate) fn macs(&self, purpose: &'static [u8]) -> impl Iterator<Item = hmac::Key> {
        let of_state = |state| self.keys.iter().filter(move |key| key.state == state);
        let in_use = of_state(State::Active).chain(of_state(State::Next));
        in_use.map(move |key| key.mac(purpose))
    }

    fn active(&self) -> &SigningKey {
        let mut keys = self.keys.iter();
        keys.find(|key| key.state == State::Active)
            .expect("a key ring is made with an active key, and each change keeps one")
    }
}

impl Seed {
    /// A new private key.
    pub fn fresh() -> Self {
        Self::from_bytes(random())
    }

    /// This private key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }
}

impl SigningKey {
    /// A key that is named by its thumbprint (RFC 7638; RFC 8037, appendix A.3).
    fn new(seed: &Seed, state: State, since: UnixTime) -> Self {
        let seed = seed.0.expose_secret();
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed");
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        Self {
            id: URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes())),
            pair,
            text: KeyText::Seed(URL_SAFE_NO_PAD.encode(seed).into()),
            state,
            since,
        }
    }
}

impl SigningKey {
    fn mac(&self, purpose: &[u8]) -> hmac::Key {
        let seed = self.pair.seed().expect("a key pair was made with its seed");
        let seed: Curve25519SeedBin<'_> = seed.as_be_bytes().expect("a seed is 32 bytes");
        let derived = Salt::new(HKDF_SHA256, &[]).extract(seed.as_ref());
        let info = [purpose];
        let derived = derived.expand(&info, hmac::HMAC_SHA256);
        derived.expect("HKDF-SHA256 yields the 32 bytes of a key").into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:?} since {}", self.id, self.state, self.since.as_secs())
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seed")
    }
}

/// As many as a verifier of ours tries.
const MOST_KEYS: usize = 16;

#[cfg(test)]
mod tests;
