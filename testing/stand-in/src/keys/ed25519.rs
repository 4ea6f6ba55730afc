//! Ed25519 (RFC 8037), which signs session tokens: a fresh pair each time.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Pair, junk_for_everybody};

pub(crate) struct Ed25519(Ed25519KeyPair);

impl Pair for Ed25519 {
    const ID: &str = "stand-in-";
    const WITH_IDS: bool = false;

    fn numbered(_: u32) -> Self {
        Self(Ed25519KeyPair::generate().expect("the operating system provides random bytes"))
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }

    fn jwk(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.0.public_key());
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": x })
    }

    fn junk() -> Vec<Value> {
        let too_short = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([7; 31]) });
        let not_base64 = json!({ "kty": "OKP", "crv": "Ed25519", "x": "?" });
        let for_encryption = json!({
            "kty": "OKP", "crv": "X25519", "use": "enc", "x": URL_SAFE_NO_PAD.encode([9; 32]),
        });
        let mut junk = junk_for_everybody();
        junk.extend([too_short, not_base64, for_encryption]);
        junk
    }
}
