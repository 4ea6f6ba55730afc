//! RSA of 2048 bits with PKCS #1 v1.5 and SHA-256 (`RS256`), which signs app tokens.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Pair, junk_for_everybody};

/// A pair by its number. It is made when it is first used and kept for the whole process:
/// making one takes long, and tests start many stand-ins.
pub(crate) struct Rsa(u32);

impl Pair for Rsa {
    const ID: &str = "stand-in-rsa-";
    const WITH_IDS: bool = true;

    fn numbered(number: u32) -> Self {
        Self(number)
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let pair = self.pair();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("a signature of this pair's length has room");
        signature
    }

    fn jwk(&self) -> Value {
        let pair = self.pair();
        let public = pair.public_key();
        let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        json!({ "kty": "RSA", "alg": "RS256", "n": n, "e": e })
    }

    fn junk() -> Vec<Value> {
        let n = |bytes: usize| URL_SAFE_NO_PAD.encode(vec![0xa5; bytes]);
        let too_short = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "n": n(64), "e": "AQAB" });
        let not_base64 = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "n": "?", "e": "AQAB" });
        let without_exponent = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "n": n(256) });
        let for_encryption = json!({
            "kty": "RSA", "use": "enc", "alg": "RSA-OAEP", "n": n(256), "e": "AQAB",
        });
        let mut junk = junk_for_everybody();
        junk.extend([too_short, not_base64, without_exponent, for_encryption]);
        junk
    }
}

impl Rsa {
    /// Whoever comes while a pair is being made waits, so that none is made twice.
    fn pair(&self) -> Arc<KeyPair> {
        static PAIRS: Mutex<BTreeMap<u32, Arc<KeyPair>>> = Mutex::new(BTreeMap::new());
        let mut pairs = PAIRS.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || KeyPair::generate(KeySize::Rsa2048).expect("the operating system provides random bytes");
        Arc::clone(pairs.entry(self.0).or_insert_with(|| Arc::new(made())))
    }
}
