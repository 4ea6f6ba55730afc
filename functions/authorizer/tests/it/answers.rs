//! Whole answers, as each kind of API understands them.

use serde_json::{Value, json};
use test_app::TestApp;

use crate::asking::Api;

impl Api {
    /// The whole answer that lets somebody in.
    pub fn allowed(self, context: &Value) -> Value {
        match self.test_app {
            None => json!({"isAuthorized": true, "context": context}),
            Some(test_app) => json!({
                "principalId": context["userId"],
                "policyDocument": policy("Allow", test_app),
                "context": context,
            }),
        }
    }

    /// The whole answer that lets nobody in.
    pub fn denied(self) -> Value {
        match self.test_app {
            None => json!({"isAuthorized": false}),
            Some(test_app) => json!({"principalId": "nobody", "policyDocument": policy("Deny", test_app)}),
        }
    }
}

/// Context for the function behind, of the user whom the stand-in's session tokens are about.
pub fn bikes(test_app: &TestApp) -> Value {
    let expires_at = test_app.claims("tenant-bikes").expires_at;
    json!({"tenantId": "tenant-bikes", "userId": "user-1", "issuer": "jtl-session", "expiresAt": expires_at})
}

fn policy(effect: &str, test_app: &str) -> Value {
    let resource = format!("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/{test_app}/*");
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}],
    })
}
