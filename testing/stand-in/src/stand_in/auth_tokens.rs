//! The stand-in as a Better Auth server: another issuer, with a public Ed25519 key set.

use serde_json::{Value, json};

use super::StandIn;

impl StandIn {
    /// A token with these claims and nothing else, signed with the key of session tokens, which
    /// its header names.
    pub fn auth_token(&self, claims: &Value) -> String {
        let key = self.platform.keys().signing();
        let header = json!({ "alg": "EdDSA", "kid": key.id });
        key.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Serves this key set from now on, as made by another implementation.
    pub fn publish_auth_keys(&self, key_set: Value) {
        *self.platform.auth_key_set() = Some(key_set);
    }
}
