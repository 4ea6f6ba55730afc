//! Signing keys and what is published of them.

use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub(crate) struct Keys {
    signing: Arc<SigningKey>,
    /// Published, not yet signing.
    next: Option<Arc<SigningKey>>,
    /// Published, no longer signing.
    retired: Vec<Arc<SigningKey>>,
    /// Never published.
    forger: Arc<SigningKey>,
    made: u32,
    pub(crate) with_ids: bool,
    pub(crate) with_junk: bool,
}

impl Keys {
    /// Makes the next key the signing one; the old stays published if `keep_old`.
    pub(crate) fn rotate(&mut self, keep_old: bool, id: Option<String>) {
        let mut next = self.next.take().unwrap_or_else(|| self.make());
        if let Some(id) = id {
            next = next.renamed(id);
        }
        let old = std::mem::replace(&mut self.signing, next);
        if keep_old {
            self.retired.push(old);
        } else {
            self.retired.clear();
        }
    }

    /// Publishes the key that the next rotation will sign with.
    pub(crate) fn publish_next(&mut self) {
        if self.next.is_none() {
            self.next = Some(self.make());
        }
    }

    pub(crate) fn signing(&self) -> Arc<SigningKey> {
        Arc::clone(&self.signing)
    }

    pub(crate) fn forger(&self) -> Arc<SigningKey> {
        Arc::clone(&self.forger)
    }

    /// The key set as published. The signing key comes last, so that a verifier which takes
    /// the first key only is found out whenever there are two.
    pub(crate) fn published(&self) -> Value {
        let mut members = if self.with_junk { junk() } else { Vec::new() };
        let keys = self.retired.iter().chain(&self.next).chain([&self.signing]);
        members.extend(keys.map(|key| key.published(self.with_ids)));
        json!({ "keys": members })
    }

    fn make(&mut self) -> Arc<SigningKey> {
        self.made += 1;
        SigningKey::new(format!("stand-in-{}", self.made))
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            signing: SigningKey::new("stand-in-1".into()),
            next: None,
            retired: Vec::new(),
            forger: SigningKey::new("forger".into()),
            made: 1,
            with_ids: false,
            with_junk: false,
        }
    }
}

#[derive(Clone)]
pub(crate) struct SigningKey {
    pub(crate) id: String,
    pair: Arc<Ed25519KeyPair>,
}

impl SigningKey {
    fn new(id: String) -> Arc<Self> {
        let pair = Ed25519KeyPair::generate().expect("the operating system provides random bytes");
        Arc::new(Self {
            id,
            pair: Arc::new(pair),
        })
    }

    fn renamed(&self, id: String) -> Arc<Self> {
        Arc::new(Self { id, ..self.clone() })
    }

    /// A token of these very bytes, whatever they are.
    pub(crate) fn sign(&self, header: &[u8], claims: &[u8]) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn published(&self, with_id: bool) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key());
        let mut key = json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "x": x });
        if with_id {
            key["kid"] = json!(self.id);
        }
        key
    }
}

/// Members no Ed25519 verifier can use, each unusable in its own way.
fn junk() -> Vec<Value> {
    let p256_generator = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "ec",
        "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
        "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
    });
    let too_short = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([7; 31]) });
    let not_base64 = json!({ "kty": "OKP", "crv": "Ed25519", "x": "?" });
    let for_encryption = json!({
        "kty": "OKP", "crv": "X25519", "use": "enc", "x": URL_SAFE_NO_PAD.encode([9; 32]),
    });
    vec![
        p256_generator,
        json!({}),
        json!("a string"),
        json!(42),
        json!(null),
        json!([]),
        too_short,
        not_base64,
        for_encryption,
    ]
}
