//! Pure: JSON → usable keys, junk skipped member by member.

use std::fmt;

use serde_json::Value;

use super::key::Key;
use crate::token::{Algorithm, UnverifiedToken};

/// The usable keys of a key set, 1 to 16 of them, all for one algorithm.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// A payload whose signature was verified; made here and nowhere else.
pub struct VerifiedPayload(Vec<u8>);

/// A key set without a single key that could verify anything.
#[derive(Debug, thiserror::Error)]
#[error("no usable key in the key set")]
pub struct NoUsableKey;

impl KeySet {
    /// Reads a key set for signatures of `algorithm`. A member that is junk, of another kind or
    /// for another purpose costs that member only.
    pub fn parse(json: &[u8], algorithm: Algorithm) -> Result<Self, NoUsableKey> {
        let members = match serde_json::from_slice(json) {
            Ok(Value::Object(mut set)) => match set.remove("keys") {
                Some(Value::Array(members)) => members,
                _ => return Err(NoUsableKey),
            },
            _ => return Err(NoUsableKey),
        };
        let usable = members.iter().filter_map(|member| Key::new(member, algorithm));
        let keys: Vec<Key> = usable.take(MOST_KEYS).collect();
        if keys.is_empty() {
            return Err(NoUsableKey);
        }
        if keys.len() < members.len() {
            tracing::warn!(
                offered = members.len(),
                usable = keys.len(),
                "key set has members that cannot be used"
            );
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
            .find(|key| key.has_signed(token))?;
        Some(VerifiedPayload(token.unverified_payload.clone()))
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

const MOST_KEYS: usize = 16;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // RFC 8037, appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    // RFC 8037, appendix A.4: signed by that key.
    const TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    // RFC 7515, appendix A.2.1: the key and the token it has signed.
    const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    const RS256_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    fn parsed(members: &Value, algorithm: Algorithm) -> Result<KeySet, NoUsableKey> {
        KeySet::parse(json!({ "keys": members }).to_string().as_bytes(), algorithm)
    }

    fn usable(members: &Value) -> usize {
        parsed(members, Algorithm::EdDsa).map_or(0, |set| set.keys.len())
    }

    fn ed25519() -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": X, "use": "sig"})
    }

    fn rsa() -> Value {
        json!({"kty": "RSA", "n": N, "e": "AQAB", "use": "sig"})
    }

    #[test]
    fn the_rfcs_own_keys_verify_the_rfcs_own_tokens() {
        for (key, algorithm, text, changed) in [
            (ed25519(), Algorithm::EdDsa, TOKEN, TOKEN.replace("RXhhb", "RXhhc")),
            (
                rsa(),
                Algorithm::Rs256,
                RS256_TOKEN,
                RS256_TOKEN.replace("eyJpc3Mi", "eyJpc3Nj"),
            ),
        ] {
            let set = parsed(&json!([key]), algorithm).unwrap();
            assert!(set.verify(&UnverifiedToken::parse(text).unwrap()).is_some());
            assert_ne!(changed, text);
            assert!(set.verify(&UnverifiedToken::parse(&changed).unwrap()).is_none());
        }
    }

    #[test]
    fn a_key_set_is_read_for_one_algorithm() {
        let both = json!([ed25519(), rsa()]);
        let token = UnverifiedToken::parse(RS256_TOKEN).unwrap();
        assert!(parsed(&both, Algorithm::Rs256).unwrap().verify(&token).is_some());
        assert!(parsed(&both, Algorithm::EdDsa).unwrap().verify(&token).is_none());
        assert!(parsed(&json!([rsa()]), Algorithm::EdDsa).is_err());
        assert!(parsed(&json!([ed25519()]), Algorithm::Rs256).is_err());
    }

    #[test]
    fn junk_beside_a_good_key_costs_only_the_junk() {
        let mut short = ed25519();
        short["x"] = "AAAA".into();
        let junk = json!([rsa(), null, 7, "key", {}, [], {"kty": "EC"}, short, ed25519()]);
        assert_eq!(usable(&junk), 1);
    }

    #[test]
    fn no_more_than_sixteen_keys_are_tried() {
        assert_eq!(usable(&vec![ed25519(); 40].into()), 16);
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
            assert!(KeySet::parse(json.as_bytes(), Algorithm::EdDsa).is_err(), "{json}");
        }
    }
}
