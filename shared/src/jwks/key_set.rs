//! Pure: JSON → usable keys, junk skipped member by member.

use std::fmt;

use jsonwebtoken::crypto::verify;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};

use crate::token::{UnverifiedToken, decode};

/// The usable Ed25519 keys of a key set, 1 to 16 of them.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// A payload whose signature was verified; made here and nowhere else.
pub struct VerifiedPayload(Vec<u8>);

/// A key set without a single key that could verify anything.
#[derive(Debug, thiserror::Error)]
#[error("no usable Ed25519 key in the key set")]
pub struct NoUsableKey;

#[derive(Debug)]
struct Key {
    id: Option<String>,
    key: DecodingKey,
}

impl KeySet {
    /// Reads a key set. A member that is junk, of another kind or for another purpose costs
    /// that member only.
    pub fn parse(json: &[u8]) -> Result<Self, NoUsableKey> {
        let members = match serde_json::from_slice(json) {
            Ok(Value::Object(mut set)) => match set.remove("keys") {
                Some(Value::Array(members)) => members,
                _ => return Err(NoUsableKey),
            },
            _ => return Err(NoUsableKey),
        };
        let offered = members.len();
        let keys: Vec<Key> = members.into_iter().filter_map(key).take(MOST_KEYS).collect();
        if keys.is_empty() {
            return Err(NoUsableKey);
        }
        if keys.len() < offered {
            tracing::warn!(offered, usable = keys.len(), "key set has members that cannot be used");
        }
        Ok(Self { keys })
    }

    /// The token's payload, if one of the keys that the token may mean has signed it: the keys
    /// of its `kid` if it names one, else all.
    pub fn verify(&self, token: &UnverifiedToken<'_>) -> Option<VerifiedPayload> {
        let wanted = token.unverified_key_id.as_deref();
        self.keys
            .iter()
            .filter(|key| wanted.is_none() || key.id.as_deref() == wanted)
            .find(|key| key.verifies(token))?;
        decode(token.unverified_payload).map(VerifiedPayload)
    }
}

impl VerifiedPayload {
    /// Its bytes, meant to be JSON.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for VerifiedPayload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifiedPayload({} bytes)", self.0.len())
    }
}

impl Key {
    fn verifies(&self, token: &UnverifiedToken<'_>) -> bool {
        // The algorithm is the key's, whatever the token says. An error means that library or
        // signature are of another form, which is as good as a wrong signature.
        verify(token.signature, token.signed.as_bytes(), &self.key, Algorithm::EdDSA).unwrap_or(false)
    }
}

fn key(member: Value) -> Option<Key> {
    let Value::Object(jwk) = member else {
        return None;
    };
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let is_ours = text("kty") == Some("OKP")
        && text("crv") == Some("Ed25519")
        && absent_or(&jwk, "use", |value| value == "sig")
        && absent_or(&jwk, "alg", |value| value == "EdDSA" || value == "Ed25519")
        && absent_or(&jwk, "key_ops", |value| {
            value
                .as_array()
                .is_some_and(|operations| operations.contains(&"verify".into()))
        });
    let x = text("x").filter(|_| is_ours)?;
    let point: [u8; 32] = decode(x)?.try_into().ok()?;
    if !is_canonical(&point) || is_of_small_order(&point) {
        return None;
    }
    let id = match jwk.get("kid") {
        None => None,
        Some(Value::String(id)) => Some(id.clone()),
        Some(_) => return None,
    };
    Some(Key {
        id,
        key: DecodingKey::from_ed_components(x).ok()?,
    })
}

fn absent_or(jwk: &Map<String, Value>, name: &str, is_right: impl Fn(&Value) -> bool) -> bool {
    jwk.get(name).is_none_or(is_right)
}

/// RFC 8032, section 5.1.3: y must be smaller than the prime 2^255 - 19. Some libraries reduce
/// a larger one, so that two texts would name one key.
fn is_canonical(point: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = point;
    let is_above = last & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff) && *first >= 0xed;
    !is_above
}

/// Under a key of small order a signature can be made for any message by anybody, and no
/// library refuses such a key by itself.
fn is_of_small_order(point: &[u8; 32]) -> bool {
    let mut y = *point;
    y[31] &= 0x7f;
    SMALL_ORDER.contains(&y)
}

const MOST_KEYS: usize = 16;

/// The y coordinates of the eight points whose order divides 8, little-endian, without the
/// sign bit: 0 (order 4), 1 (order 1), -1 (order 2), and the two of order 8.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    {
        let mut minus_one = [0xff; 32];
        minus_one[0] = 0xec;
        minus_one[31] = 0x7f;
        minus_one
    },
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
];

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    // RFC 8037, appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    // RFC 8037, appendix A.4: signed by that key.
    const TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    fn usable(members: &Value) -> usize {
        let json = json!({ "keys": members }).to_string();
        KeySet::parse(json.as_bytes()).map_or(0, |set| set.keys.len())
    }

    fn with(member: &str, value: Value) -> Value {
        let mut jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": X});
        jwk[member] = value;
        jwk
    }

    #[test]
    fn the_rfcs_own_key_verifies_the_rfcs_own_token() {
        let json = json!({"keys": [with("use", "sig".into())]}).to_string();
        let token = UnverifiedToken::parse(TOKEN).unwrap();
        assert!(KeySet::parse(json.as_bytes()).unwrap().verify(&token).is_some());
        let changed = TOKEN.replace("RXhhb", "RXhhc");
        let token = UnverifiedToken::parse(&changed).unwrap();
        assert!(KeySet::parse(json.as_bytes()).unwrap().verify(&token).is_none());
    }

    #[test]
    fn junk_beside_a_good_key_costs_only_the_junk() {
        let rsa = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "use": "sig"});
        let junk =
            json!([rsa, null, 7, "key", {}, [], {"kty": "EC"}, with("x", "AAAA".into()), with("use", "sig".into())]);
        assert_eq!(usable(&junk), 1);
    }

    #[test]
    fn a_key_for_another_purpose_is_not_used() {
        for (member, value) in [
            ("use", json!("enc")),
            ("use", json!(null)),
            ("key_ops", json!(["sign"])),
            ("key_ops", json!("verify")),
            ("alg", json!("ES256")),
            ("crv", json!("X25519")),
            ("kty", json!("EC")),
            ("kid", json!(1)),
            ("x", json!(format!("{X}="))),
        ] {
            assert_eq!(usable(&json!([with(member, value.clone())])), 0, "{member} {value}");
        }
        assert_eq!(
            usable(&json!([
                with("key_ops", json!(["verify"])),
                with("alg", json!("Ed25519"))
            ])),
            2
        );
    }

    #[test]
    fn keys_that_anybody_could_sign_under_are_not_used() {
        for y in SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut point = y;
                point[31] |= sign;
                assert_eq!(usable(&json!([with("x", URL_SAFE_NO_PAD.encode(point).into())])), 0);
            }
        }
        for first in 0xed..=0xff_u8 {
            let mut point = [0xff; 32];
            point[0] = first;
            assert_eq!(usable(&json!([with("x", URL_SAFE_NO_PAD.encode(point).into())])), 0);
        }
    }

    #[test]
    fn no_more_than_sixteen_keys_are_tried() {
        assert_eq!(usable(&vec![with("use", "sig".into()); 40].into()), 16);
    }

    #[test]
    fn a_set_without_a_usable_key_is_an_error() {
        for json in [
            "",
            "{}",
            "[]",
            r#"{"keys":{}}"#,
            r#"{"keys":[]}"#,
            r#"{"keys":[{"kty":"OKP"}]}"#,
            "<html>",
        ] {
            assert!(KeySet::parse(json.as_bytes()).is_err(), "{json}");
        }
    }
}
