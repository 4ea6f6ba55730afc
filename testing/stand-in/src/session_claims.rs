//! The claims of a session token.

use serde_json::{Map, Value, json};

use crate::{Tenant, clock};

/// The claims of a session token, as the platform's shell would have them signed.
#[derive(Clone, Debug, Default)]
pub struct SessionClaims {
    /// The claim `tenantId`; left out of the token if `None`.
    pub tenant_id: Option<String>,
    /// The claim `userId`; left out of the token if `None`.
    pub user_id: Option<String>,
    /// The claim `tenantSlug`; left out of the token if `None`.
    pub tenant_slug: Option<String>,
    /// The claim `exp`, in seconds since 1970; `None` is one hour from now.
    pub expires_at: Option<i64>,
    /// The `kid` of the token's header; left out, as the platform does, if `None`.
    pub kid: Option<String>,
}

impl SessionClaims {
    /// A whole and valid session: user `user-1`, the id and the slug of a tenant that is named by one of
    /// them. Any other name is the id of a tenant that the ERP does not know.
    pub fn of(tenant: &str) -> Self {
        let (id, slug) = Tenant::named(tenant);
        Self {
            tenant_id: Some(id.into()),
            user_id: Some("user-1".into()),
            tenant_slug: Some(slug.into()),
            ..Self::default()
        }
    }

    /// The token's header.
    pub fn header(&self) -> Value {
        let mut header = json!({ "alg": "EdDSA", "typ": "JWT" });
        if let Some(kid) = &self.kid {
            header["kid"] = json!(kid);
        }
        header
    }

    /// The token's claims. Among them `kid`, which is a customer number and no key id.
    pub fn claims(&self) -> Value {
        let expires_at = self.expires_at.unwrap_or_else(|| clock::now_seconds() + LIFETIME);
        let mut claims = Map::new();
        claims.insert("exp".into(), json!(expires_at));
        claims.insert("kid".into(), json!("4711"));
        let optional = [
            ("userId", &self.user_id),
            ("tenantId", &self.tenant_id),
            ("tenantSlug", &self.tenant_slug),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                claims.insert(name.into(), json!(value));
            }
        }
        claims.into()
    }
}

/// Seconds.
const LIFETIME: i64 = 3600;
