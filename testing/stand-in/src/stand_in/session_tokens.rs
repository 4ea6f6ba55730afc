//! Session tokens and the keys that sign them.

use serde_json::Value;

use super::StandIn;
use crate::SessionClaims;

impl StandIn {
    /// A session token as the platform's shell hands it to an app.
    pub fn session_token(&self, claims: &SessionClaims) -> String {
        self.sign(&claims.header(), &claims.claims())
    }

    /// Signs any header and claims with the signing key.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_bytes(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Signs these very bytes with the signing key, even if they are no JSON.
    pub fn sign_bytes(&self, header: &[u8], claims: &[u8]) -> String {
        let key = self.platform.keys().signing();
        key.sign(header, claims)
    }

    /// Signs with a key that is never published.
    pub fn forge(&self, header: &Value, claims: &Value) -> String {
        let key = self.platform.keys().forger();
        key.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Signs with a new key from now on, or with the one published ahead; the old one stays
    /// published if `keep_old`, else all older ones are withdrawn.
    pub fn rotate_keys(&self, keep_old: bool) {
        self.platform.keys().rotate(keep_old, None);
    }

    /// As [`rotate_keys`](Self::rotate_keys), under a chosen key id, which may be in use already.
    pub fn rotate_keys_as(&self, keep_old: bool, key_id: &str) {
        self.platform.keys().rotate(keep_old, Some(key_id.into()));
    }

    /// Publishes the key of the next rotation beside the present one; it does not sign yet.
    pub fn publish_next_key(&self) {
        self.platform.keys().publish_next();
    }

    /// Sets whether keys are published with their ids; the platform does without, and so do we at first.
    pub fn set_key_ids(&self, published: bool) {
        self.platform.keys().with_ids = published;
    }

    /// The id of the signing key, for the header of tokens that name it.
    pub fn key_id(&self) -> String {
        self.platform.keys().signing().id.clone()
    }

    /// Sets whether members no verifier can use stand before the keys, in each of the key sets.
    pub fn add_junk_keys(&self, published: bool) {
        self.platform.add_junk_keys(published);
    }

    /// The key set as it is published now, `{"keys": [...]}`.
    pub fn key_set(&self) -> Value {
        self.platform.keys().published()
    }
}
