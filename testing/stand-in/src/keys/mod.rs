//! Signing keys and what is published of them.

mod ed25519;
mod rsa;

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub(crate) use self::{ed25519::Ed25519, rsa::Rsa};

/// A key pair of one algorithm.
pub(crate) trait Pair {
    /// Beginning of key ids; a number follows.
    const ID: &str;

    /// `true` where keys are published with their ids at first.
    const WITH_IDS: bool;

    /// The pair of this number; 0 is the one that is never published.
    fn numbered(number: u32) -> Self;

    fn sign(&self, message: &[u8]) -> Vec<u8>;

    /// The public half as a JWK without `kid` and `use`.
    fn jwk(&self) -> Value;

    /// Members that no verifier of this algorithm can use, each unusable in its own way.
    fn junk() -> Vec<Value>;
}

pub(crate) struct Keys<P> {
    signing: Arc<SigningKey<P>>,
    /// Published, not yet signing.
    next: Option<Arc<SigningKey<P>>>,
    /// Published, no longer signing.
    retired: Vec<Arc<SigningKey<P>>>,
    /// Never published.
    forger: Arc<SigningKey<P>>,
    made: u32,
    pub(crate) with_ids: bool,
    pub(crate) with_junk: bool,
}

impl<P: Pair> Keys<P> {
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

    pub(crate) fn signing(&self) -> Arc<SigningKey<P>> {
        Arc::clone(&self.signing)
    }

    pub(crate) fn forger(&self) -> Arc<SigningKey<P>> {
        Arc::clone(&self.forger)
    }

    /// The key set as JTL publishes it.
    pub(crate) fn published(&self) -> Value {
        self.set_of(|key| {
            let mut jwk = key.pair.jwk();
            jwk["use"] = json!("sig");
            if self.with_ids {
                jwk["kid"] = json!(key.id);
            }
            jwk
        })
    }

    /// The signing key comes last, so that a verifier which takes the first key only is found
    /// out whenever there are two.
    fn set_of(&self, published: impl Fn(&SigningKey<P>) -> Value) -> Value {
        let mut members = if self.with_junk { P::junk() } else { Vec::new() };
        let keys = self.retired.iter().chain(&self.next).chain([&self.signing]);
        members.extend(keys.map(|key| published(key)));
        json!({ "keys": members })
    }

    fn make(&mut self) -> Arc<SigningKey<P>> {
        self.made += 1;
        SigningKey::numbered(self.made)
    }
}

impl Keys<Ed25519> {
    /// The key set as Better Auth publishes it: with ids, without `use`.
    pub(crate) fn published_for_auth(&self) -> Value {
        self.set_of(|key| {
            let mut jwk = key.pair.jwk();
            jwk["kid"] = json!(key.id);
            jwk
        })
    }
}

impl<P: Pair> Default for Keys<P> {
    fn default() -> Self {
        Self {
            signing: SigningKey::numbered(1),
            next: None,
            retired: Vec::new(),
            forger: SigningKey::numbered(0),
            made: 1,
            with_ids: P::WITH_IDS,
            with_junk: false,
        }
    }
}

pub(crate) struct SigningKey<P> {
    pub(crate) id: String,
    pair: Arc<P>,
}

impl<P: Pair> SigningKey<P> {
    fn numbered(number: u32) -> Arc<Self> {
        Arc::new(Self {
            id: format!("{}{number}", P::ID),
            pair: Arc::new(P::numbered(number)),
        })
    }

    fn renamed(&self, id: String) -> Arc<Self> {
        let pair = Arc::clone(&self.pair);
        Arc::new(Self { id, pair })
    }

    /// A token of these very bytes, whatever they are.
    pub(crate) fn sign(&self, header: &[u8], claims: &[u8]) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl SigningKey<Rsa> {
    /// The tenant of an app token that this key has signed and that has not expired.
    pub(crate) fn tenant_of(&self, token: &str, now: i64) -> Option<String> {
        let (signed, signature) = token.rsplit_once('.')?;
        // RS256 is deterministic (RFC 8017, section 8.2): the same text has the same signature.
        let is_ours = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes())) == signature;
        let (_, claims) = signed.split_once('.').filter(|_| is_ours)?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        let is_live = claims["exp"].as_i64().is_some_and(|end| now < end);
        let tenant = claims["urn:jtl:tenant_id"].as_str().filter(|_| is_live)?;
        Some(tenant.to_owned())
    }
}

/// Members that are no key, or one of an algorithm nobody here signs with.
fn junk_for_everybody() -> Vec<Value> {
    let p256_generator = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "ec",
        "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
        "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
    });
    vec![
        p256_generator,
        json!({}),
        json!("a string"),
        json!(42),
        json!(null),
        json!([]),
    ]
}
