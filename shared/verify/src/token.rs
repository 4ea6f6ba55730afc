//! Text → [`UnverifiedToken`]: everything that can be refused without a key.
//!
//! RFC 7515, section 3.1 and 5.2; RFC 8725, section 3.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::log_value::Excerpt;
use crate::strict_json;

/// A token of the right form, of which nothing is verified yet.
pub struct UnverifiedToken<'a> {
    /// All of it as received.
    pub text: &'a str,
    /// Algorithm that its header asks for, its `alg`. A wish, not a decision: see `issuer.rs`.
    pub unverified_algorithm: Algorithm,
    /// Key that its header names, its `kid`.
    pub unverified_key_id: Option<String>,
    /// Type that its header names, its `typ`.
    pub unverified_type: Option<String>,
    /// Header and payload as received, joined by a dot.
    pub signed: &'a str,
    /// The signature as received, base64url.
    pub signature: &'a str,
    /// The same, decoded.
    pub signature_bytes: Vec<u8>,
    /// The claims of the payload, parsed once; `None` where it is not one JSON object without
    /// duplicate members.
    pub unverified_claims: Option<Arc<Map<String, Value>>>,
}

/// An algorithm that an issuer can be configured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `EdDSA`, or `Ed25519` as RFC 9864 calls it, with a key of that curve.
    EdDsa,
    /// `RS256` (RFC 7518, section 3.3), with a key of 2048 to 4096 bits.
    Rs256,
}

/// The text is not a token that could be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed token: {0}")]
pub struct Malformed(pub &'static str);

impl<'a> UnverifiedToken<'a> {
    /// Checks form and header.
    pub fn parse(text: &'a str) -> Result<Self, Malformed> {
        if text.len() > LARGEST {
            return Err(Malformed("longer than 8 KiB"));
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Malformed("not three parts"))?;
        let (header, payload) = signed.split_once('.').ok_or(Malformed("not three parts"))?;
        if payload.contains('.') {
            return Err(Malformed("not three parts"));
        }
        let header = decode(header).ok_or(Malformed("header is not base64url"))?;
        let payload = decode(payload).ok_or(Malformed("payload is not base64url"))?;
        if payload.is_empty() {
            return Err(Malformed("payload is empty"));
        }
        let signature_bytes = decode(signature).ok_or(Malformed("signature is not base64url"))?;
        let header = strict_json::object(&header).ok_or(Malformed("header is not an object"))?;
        let algorithm = algorithm(&header)?;
        if !algorithm.signature_lengths().contains(&signature_bytes.len()) {
            return Err(Malformed("signature is not as long as its alg makes them"));
        }
        Ok(Self {
            text,
            unverified_algorithm: algorithm,
            unverified_key_id: key_id(&header)?,
            unverified_type: header.get("typ").and_then(Value::as_str).map(ToOwned::to_owned),
            signed,
            signature,
            signature_bytes,
            unverified_claims: strict_json::object(&payload).map(Arc::new),
        })
    }

    /// Issuer by its own word: it says whose keys the token is to be tried with, and no more.
    pub fn unverified_issuer(&self) -> Option<&str> {
        self.unverified_claims.as_ref()?.get("iss")?.as_str()
    }
}

impl Algorithm {
    /// Lengths in bytes. An RSA signature is as long as its key (RFC 8017, section 8.2.2).
    fn signature_lengths(self) -> RangeInclusive<usize> {
        match self {
            Self::EdDsa => 64..=64,
            Self::Rs256 => RSA_KEY_BITS.start() / 8..=RSA_KEY_BITS.end() / 8,
        }
    }
}

/// Neither payload nor signature: together they are the token.
impl fmt::Debug for UnverifiedToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnverifiedToken")
            .field("unverified_algorithm", &self.unverified_algorithm)
            .field("unverified_key_id", &self.unverified_key_id.as_deref().map(Excerpt))
            .finish_non_exhaustive()
    }
}

/// Strict base64url (RFC 7515, section 2): no padding, no whitespace, no stray bits at the end.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, Malformed> {
    // An extension we do not know changes what the token means (RFC 7515, section 4.1.11;
    // RFC 7797, section 6), and we know none.
    if header.contains_key("crit") || header.contains_key("b64") {
        return Err(Malformed("header has crit or b64"));
    }
    match header.get("alg").and_then(Value::as_str) {
        Some("EdDSA" | "Ed25519") => Ok(Algorithm::EdDsa),
        Some("RS256") => Ok(Algorithm::Rs256),
        _ => Err(Malformed("alg is not one that is accepted here")),
    }
}

fn key_id(header: &Map<String, Value>) -> Result<Option<String>, Malformed> {
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(id)) if id.chars().count() <= LONGEST_KEY_ID => Ok(Some(id.clone())),
        Some(_) => Err(Malformed("kid is not a string of at most 256 characters")),
    }
}

/// The sizes of RSA keys that are used: RFC 7518, section 3.3, asks for the smallest; the largest
/// bounds the work of one verification.
pub const RSA_KEY_BITS: RangeInclusive<usize> = 2048..=4096;

const LARGEST: usize = 8 * 1024;
const LONGEST_KEY_ID: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> String {
        signed_in(header, 64)
    }

    fn signed_in(header: &str, signature_length: usize) -> String {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let signature = vec![0; signature_length];
        format!("{}.{}.{}", part(header.as_bytes()), part(b"{}"), part(&signature))
    }

    #[test]
    fn a_signature_is_as_long_as_its_algorithm_makes_them() {
        let is_read = |algorithm, length| {
            UnverifiedToken::parse(&signed_in(&format!(r#"{{"alg":"{algorithm}"}}"#), length)).is_ok()
        };
        for length in [0, 63, 65, 256] {
            assert!(!is_read("EdDSA", length), "{length}");
        }
        for (length, is_right) in [
            (0, false),
            (64, false),
            (255, false),
            (256, true),
            (512, true),
            (513, false),
        ] {
            assert_eq!(is_read("RS256", length), is_right, "{length}");
        }
    }

    #[test]
    fn a_token_names_its_issuer_or_nobody() {
        let issuer = |payload: &str| {
            let payload = URL_SAFE_NO_PAD.encode(payload);
            let text = token(r#"{"alg":"EdDSA"}"#).replace(".e30.", &format!(".{payload}."));
            UnverifiedToken::parse(&text)
                .unwrap()
                .unverified_issuer()
                .map(ToOwned::to_owned)
        };
        assert_eq!(issuer(r#"{"iss":"https://a"}"#).as_deref(), Some("https://a"));
        for payload in [
            "{}",
            r#"{"iss":7}"#,
            r#"{"iss":["https://a"]}"#,
            r#"{"iss":"a","iss":"b"}"#,
            "text",
        ] {
            assert_eq!(issuer(payload), None, "{payload}");
        }
    }

    #[test]
    fn jtls_own_header_is_accepted_with_and_without_a_key_id() {
        let text = token(r#"{"alg":"EdDSA","typ":"JWT"}"#);
        assert_eq!(UnverifiedToken::parse(&text).unwrap().unverified_key_id, None);
        let text = token(r#"{"alg":"Ed25519","kid":"k1"}"#);
        assert_eq!(
            UnverifiedToken::parse(&text).unwrap().unverified_key_id.as_deref(),
            Some("k1")
        );
    }

    #[test]
    fn a_header_we_would_have_to_obey_is_refused() {
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"RS512"}"#,
            r#"{"alg":"PS256"}"#,
            r#"{"alg":"eddsa"}"#,
            r#"{"alg":["EdDSA"]}"#,
            r#"{"typ":"JWT"}"#,
            r#"{"alg":"EdDSA","alg":"EdDSA"}"#,
            r#"{"alg":"EdDSA","crit":["exp"]}"#,
            r#"{"alg":"EdDSA","crit":[]}"#,
            r#"{"alg":"EdDSA","b64":true}"#,
            r#"{"alg":"EdDSA","kid":7}"#,
            r#"{"alg":"EdDSA","kid":null}"#,
            r#"["EdDSA"]"#,
            "EdDSA",
        ] {
            assert!(UnverifiedToken::parse(&token(header)).is_err(), "{header}");
        }
        let long = format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, "k".repeat(257));
        assert!(UnverifiedToken::parse(&token(&long)).is_err());
    }

    #[test]
    fn keys_that_a_header_brings_along_are_not_looked_at() {
        let text = token(r#"{"alg":"EdDSA","jwk":{"kty":"OKP"},"jku":"http://x","x5u":1,"x5c":[]}"#);
        assert!(UnverifiedToken::parse(&text).is_ok());
    }

    #[test]
    fn only_one_spelling_of_each_part_is_accepted() {
        let good = token(r#"{"alg":"EdDSA"}"#);
        let (signed, signature) = good.rsplit_once('.').unwrap();
        // 64 bytes leave four spare bits in the last character: A is the only one without.
        let stray = format!("{signed}.{}B", &signature[..signature.len() - 1]);
        for text in [
            String::new(),
            ".".into(),
            "..".into(),
            format!("{good}="),
            format!(" {good}"),
            format!("{good}\n"),
            format!("{good}."),
            format!(".{good}"),
            good.replace('.', ".."),
            signed.to_owned(),
            format!("{signed}."),
            format!("{signed}.{}", &signature[4..]),
            stray,
            good.replacen('e', "+", 1),
            "a".repeat(LARGEST + 1),
        ] {
            assert!(UnverifiedToken::parse(&text).is_err(), "{text:?}");
        }
    }
}
