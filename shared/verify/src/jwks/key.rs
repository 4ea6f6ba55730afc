//! Pure: one member of a key set → a usable key, or none.

use serde_json::{Map, Value};

use super::ed25519::Ed25519Key;
use super::rsa::RsaKey;
use crate::token::{Algorithm, UnverifiedToken};

/// A key that may verify tokens of one algorithm.
#[derive(Debug)]
pub(super) struct Key {
    /// Its `kid`.
    pub(super) id: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Ed25519(Ed25519Key),
    Rsa(RsaKey),
}

impl Key {
    /// A member that is for verifying signatures of `algorithm`, and right in itself.
    pub(super) fn new(member: &Value, algorithm: Algorithm) -> Option<Self> {
        let jwk = member.as_object()?;
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        if !verifies_signatures(jwk) {
            return None;
        }
        let is = |expected: &[(&str, &str)]| expected.iter().all(|(name, value)| text(name) == Some(value));
        let kind = match algorithm {
            Algorithm::EdDsa if is(&[("kty", "OKP"), ("crv", "Ed25519")]) && names(jwk, &["EdDSA", "Ed25519"]) => {
                Kind::Ed25519(Ed25519Key::new(text("x")?)?)
            }
            Algorithm::Rs256 if is(&[("kty", "RSA")]) && names(jwk, &["RS256"]) => {
                Kind::Rsa(RsaKey::new(text("n")?, text("e")?)?)
            }
            Algorithm::EdDsa | Algorithm::Rs256 => return None,
        };
        let id = match jwk.get("kid") {
            None => None,
            Some(Value::String(id)) => Some(id.clone()),
            Some(_) => return None,
        };
        Some(Self { id, kind })
    }

    pub(super) fn has_signed(&self, token: &UnverifiedToken<'_>) -> bool {
        match &self.kind {
            Kind::Ed25519(key) => key.has_signed(token),
            Kind::Rsa(key) => key.has_signed(token),
        }
    }
}

/// RFC 7517, sections 4.2 and 4.3. Both may be left out.
fn verifies_signatures(jwk: &Map<String, Value>) -> bool {
    let operations = |value: &Value| {
        value
            .as_array()
            .is_some_and(|operations| operations.contains(&"verify".into()))
    };
    absent_or(jwk, "use", |value| value == "sig") && absent_or(jwk, "key_ops", operations)
}

/// RFC 7517, section 4.4: a key that names its algorithm is for no other.
fn names(jwk: &Map<String, Value>, algorithms: &[&str]) -> bool {
    absent_or(jwk, "alg", |value| {
        value.as_str().is_some_and(|name| algorithms.contains(&name))
    })
}

fn absent_or(jwk: &Map<String, Value>, name: &str, is_right: impl Fn(&Value) -> bool) -> bool {
    jwk.get(name).is_none_or(is_right)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // RFC 8037, appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    // RFC 7515, appendix A.2.1.
    const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    fn is_used(algorithm: Algorithm, member: &str, value: Value) -> bool {
        let mut jwk = match algorithm {
            Algorithm::EdDsa => json!({"kty": "OKP", "crv": "Ed25519", "x": X}),
            Algorithm::Rs256 => json!({"kty": "RSA", "n": N, "e": "AQAB"}),
        };
        jwk[member] = value;
        Key::new(&jwk, algorithm).is_some()
    }

    #[test]
    fn a_key_says_what_it_is_for_or_nothing() {
        for (member, value) in [
            ("use", json!("sig")),
            ("key_ops", json!(["verify"])),
            ("kid", json!("k")),
        ] {
            assert!(is_used(Algorithm::EdDsa, member, value.clone()), "{member}");
            assert!(is_used(Algorithm::Rs256, member, value), "{member}");
        }
        assert!(is_used(Algorithm::EdDsa, "alg", json!("Ed25519")));
        assert!(is_used(Algorithm::Rs256, "alg", json!("RS256")));
    }

    #[test]
    fn a_key_for_another_purpose_is_not_used() {
        for (member, value) in [
            ("use", json!("enc")),
            ("use", json!(null)),
            ("key_ops", json!(["sign"])),
            ("key_ops", json!("verify")),
            ("alg", json!("ES256")),
            ("alg", json!("RS512")),
            ("alg", json!(["RS256", "EdDSA"])),
            ("kty", json!("EC")),
            ("kid", json!(1)),
        ] {
            assert!(!is_used(Algorithm::EdDsa, member, value.clone()), "{member} {value}");
            assert!(!is_used(Algorithm::Rs256, member, value.clone()), "{member} {value}");
        }
        assert!(!is_used(Algorithm::EdDsa, "crv", json!("X25519")));
        assert!(!is_used(Algorithm::EdDsa, "alg", json!("RS256")));
        assert!(!is_used(Algorithm::Rs256, "alg", json!("EdDSA")));
        assert!(!is_used(Algorithm::Rs256, "e", json!("AQ")));
    }

    #[test]
    fn a_key_of_one_kind_is_not_used_as_one_of_the_other() {
        let both = json!({"kty": "OKP", "crv": "Ed25519", "x": X, "n": N, "e": "AQAB"});
        assert!(Key::new(&both, Algorithm::EdDsa).is_some());
        assert!(Key::new(&both, Algorithm::Rs256).is_none());
    }
}
