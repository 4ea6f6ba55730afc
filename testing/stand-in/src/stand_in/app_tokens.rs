//! App tokens and the keys that sign them.

use serde_json::Value;

use super::StandIn;
use crate::AppClaims;

/// The RSA key pairs are made once for all stand-ins of a process, each when it is first needed.
/// That takes up to half a second: ask for the key set before something with a deadline does.
/// And until one of two stand-ins rotates, each publishes the key the other signs with.
impl StandIn {
    /// The id of the app that app tokens are meant for.
    pub fn app_id() -> &'static str {
        "stand-in-app"
    }

    /// An app token as the App Bridge hands it to an app; its issuer is [`url`](Self::url).
    pub fn app_token(&self, claims: &AppClaims) -> String {
        let key = self.platform.app_keys().signing();
        let (header, claims) = (claims.header(&key.id), claims.claims(self.url()));
        key.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Signs any header and claims with the signing key, as `RS256` whatever the header says.
    pub fn sign_app(&self, header: &Value, claims: &Value) -> String {
        let key = self.platform.app_keys().signing();
        key.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Signs with a key that is never published.
    pub fn forge_app(&self, header: &Value, claims: &Value) -> String {
        let key = self.platform.app_keys().forger();
        key.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// The id of the signing key.
    pub fn app_key_id(&self) -> String {
        self.platform.app_keys().signing().id.clone()
    }

    /// The key set as it is published now, `{"keys": [...]}`.
    pub fn app_key_set(&self) -> Value {
        self.platform.app_keys().published()
    }

    /// Signs with a new key from now on; the old one stays published if `keep_old`, else all
    /// older ones are withdrawn.
    pub fn rotate_app_keys(&self, keep_old: bool) {
        self.platform.app_keys().rotate(keep_old, None);
    }
}
