//! Pure: JSON → usable keys, junk skipped member by member.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::key::Key;
use crate::strict_json::without_bom;
use crate::token::{Algorithm, UnverifiedToken};

/// The usable keys of a key set, 1 to 256 of them, all for one algorithm.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<Key>,
    skipped: usize,
}

/// The claims of a token whose signature was verified; made here and nowhere else.
pub struct VerifiedClaims<'a>(&'a UnverifiedToken<'a>);

/// A key set without a single key that could verify anything.
#[derive(Debug, thiserror::Error)]
#[error("no usable key in the key set")]
pub struct NoUsableKey;

impl KeySet {
    /// Reads a key set for signatures of `algorithm`. A member that is junk, of another kind or
    /// for another purpose costs that member only.
    pub fn parse(json: &[u8], algorithm: Algorithm) -> Result<Self, NoUsableKey> {
        let members = match serde_json::from_slice(without_bom(json)) {
            Ok(Value::Object(mut set)) => match set.remove("keys") {
                Some(Value::Array(members)) => members,
                _ => return Err(NoUsableKey),
            },
            _ => return Err(NoUsableKey),
        };
        let usable = members.iter().filter_map(|member| Key::new(member, algorithm));
        let keys: Vec<Key> = usable.take(MOST_KEPT).collect();
        if keys.is_empty() {
            return Err(NoUsableKey);
        }
        let skipped = members.len() - keys.len();
        Ok(Self { keys, skipped })
    }

    /// The number of members that cannot be used, for the log.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The token's claims, if one of the keys that the token may mean has signed it.
    pub fn verify<'a>(&self, token: &'a UnverifiedToken<'_>) -> Option<VerifiedClaims<'a>> {
        self.candidates(token.unverified_key_id.as_deref())
            .find(|key| key.has_signed(token))?;
        Some(VerifiedClaims(token))
    }

    /// The keys that a token is tried with: those of the `kid` it names, however many the issuer
    /// has published under it, else the first ones.
    fn candidates(&self, wanted: Option<&str>) -> impl Iterator<Item = &Key> {
        let most = wanted.map_or(MOST_TRIED_WITHOUT_ID, |_| MOST_KEPT);
        let keys = self.keys.iter();
        keys.filter(move |key| wanted.is_none() || key.id.as_deref() == wanted)
            .take(most)
    }
}

impl AsRef<KeySet> for KeySet {
    fn as_ref(&self) -> &KeySet {
        self
    }
}

impl VerifiedClaims<'_> {
    /// The claims; `None` where the payload is not one JSON object without duplicate members.
    pub(crate) fn object(&self) -> Option<&Arc<Map<String, Value>>> {
        self.0.unverified_claims.as_ref()
    }

    /// The token that they are the claims of, as received.
    pub(crate) fn token(&self) -> &str {
        self.0.text
    }
}

/// Prints none of the claims: they are personal data.
impl fmt::Debug for VerifiedClaims<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VerifiedClaims")
    }
}

/// Far more than any issuer publishes; it bounds what a hostile set takes up.
const MOST_KEPT: usize = 256;
/// Verifications, of 25 µs each, that a forged token may cost that names no key.
const MOST_TRIED_WITHOUT_ID: usize = 16;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // RFC 8037, appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    // RFC 8032, section 7.1, the public key of test 2.
    const ANOTHER_X: &str = "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw";
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

    /// `count` keys, the last of which is the RFC's own, each with an id of its own.
    fn numbered(count: usize) -> Value {
        let mut keys: Vec<Value> = (1..=count)
            .map(|number| json!({"kty": "OKP", "crv": "Ed25519", "x": ANOTHER_X, "kid": format!("k{number}")}))
            .collect();
        keys[count - 1]["x"] = X.into();
        keys.into()
    }

    fn is_verified(members: &Value, key_id: Option<&str>) -> bool {
        let mut token = UnverifiedToken::parse(TOKEN).unwrap();
        token.unverified_key_id = key_id.map(ToOwned::to_owned);
        parsed(members, Algorithm::EdDsa).unwrap().verify(&token).is_some()
    }

    #[test]
    fn a_key_that_is_named_is_found_wherever_it_stands() {
        for count in [1, 16, 17, 18, 256] {
            assert!(is_verified(&numbered(count), Some(&format!("k{count}"))), "{count}");
        }
        assert!(!is_verified(&numbered(18), Some("k17")));
        assert!(!is_verified(&numbered(18), Some("k19")));
    }

    #[test]
    fn a_token_that_names_no_key_is_tried_with_the_first_sixteen() {
        assert!(is_verified(&numbered(16), None));
        assert!(!is_verified(&numbered(17), None));
    }

    #[test]
    fn the_257th_key_is_not_kept() {
        assert_eq!(usable(&numbered(256)), 256);
        assert_eq!(usable(&numbered(257)), 256);
        assert!(!is_verified(&numbered(257), Some("k257")));
        let set = parsed(&numbered(257), Algorithm::EdDsa).unwrap();
        assert_eq!(set.candidates(Some("k256")).count(), 1);
    }

    #[test]
    fn a_token_costs_sixteen_verifications_or_as_many_as_its_kid_has_keys() {
        let mut members = numbered(256);
        for member in &mut members.as_array_mut().unwrap()[..40] {
            member["kid"] = "twin".into();
        }
        let set = parsed(&members, Algorithm::EdDsa).unwrap();
        for (wanted, tried) in [(None, 16), (Some("twin"), 40), (Some("k41"), 1), (Some("k1"), 0)] {
            assert_eq!(set.candidates(wanted).count(), tried, "{wanted:?}");
        }
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
