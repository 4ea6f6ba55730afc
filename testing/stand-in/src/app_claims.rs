//! The claims of an app token.

use serde_json::{Map, Value, json};

use crate::{StandIn, TENANTS, Tenant, clock};

/// The claims of an app token, as the platform's issuer would sign them.
#[derive(Clone, Debug)]
pub struct AppClaims {
    /// The claim `urn:jtl:tenant_id`; left out of the token if `None`.
    pub tenant_id: Option<String>,
    /// The claim `sub`; left out of the token if `None`.
    pub user_id: Option<String>,
    /// The claim `aud`, of any type; left out of the token if `null`.
    pub audience: Value,
    /// The claim `urn:jtl:app_id`; left out of the token if `None`.
    pub app_id: Option<String>,
    /// The claim `iss`; `None` is the URL of the stand-in that signs.
    pub issuer: Option<String>,
    /// The claim `exp`, in seconds since 1970; `None` is one hour from now.
    pub expires_at: Option<i64>,
    /// The `kid` of the token's header; `None` is the id of the signing key.
    pub kid: Option<String>,
}

impl AppClaims {
    /// A whole and valid session at a tenant, named by its id or slug: user `user-1`, meant for the app
    /// and its project.
    pub fn of(tenant: &str) -> Self {
        let (id, _) = Tenant::named(tenant);
        Self {
            tenant_id: Some(id.into()),
            user_id: Some("user-1".into()),
            audience: json!([StandIn::app_id(), "stand-in-project"]),
            app_id: Some(StandIn::app_id().into()),
            issuer: None,
            expires_at: None,
            kid: None,
        }
    }

    /// The token's header, naming the signing key `key_id` unless another one was chosen.
    pub fn header(&self, key_id: &str) -> Value {
        let kid = self.kid.as_deref().unwrap_or(key_id);
        json!({ "alg": "RS256", "typ": "JWT", "kid": kid })
    }

    /// The token's claims, issued now by `url` unless another issuer was chosen.
    pub fn claims(&self, url: &str) -> Value {
        let now = clock::now_seconds();
        let mut claims = Map::new();
        claims.insert("iss".into(), json!(self.issuer.as_deref().unwrap_or(url)));
        claims.insert("exp".into(), json!(self.expires_at.unwrap_or(now + LIFETIME)));
        claims.insert("iat".into(), json!(now));
        if !self.audience.is_null() {
            claims.insert("aud".into(), self.audience.clone());
        }
        let optional = [
            ("sub", &self.user_id),
            ("urn:jtl:tenant_id", &self.tenant_id),
            ("urn:jtl:app_id", &self.app_id),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                claims.insert(name.into(), json!(value));
            }
        }
        claims.into()
    }
}

/// A valid session at the first of [`TENANTS`].
impl Default for AppClaims {
    fn default() -> Self {
        Self::of(TENANTS[0].id)
    }
}

/// Seconds.
const LIFETIME: i64 = 3600;
