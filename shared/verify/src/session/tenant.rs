//! Tenants: JTL's merchants, and what a partner calls its own customers.

use std::sync::Arc;

use super::VerifiedToken;

/// A verified caller with a tenant of JTL's. Only a [`Session`](super::Session) turns into one, so
/// that a tenant id always comes from a verified token.
#[derive(Clone, Debug)]
pub struct TenantSession {
    pub(super) issuer: Arc<str>,
    pub(super) user_id: String,
    pub(super) tenant: Tenant,
    pub(super) token: Option<VerifiedToken>,
}

/// A tenant in the namespace of a partner's own. It is none of JTL's merchants, even where one of
/// those has the same id, and there is no way from it to a [`TenantSession`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerTenant {
    pub(super) id: String,
    pub(super) slug: Option<String>,
}

/// A tenant, and in whose namespace its id is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NamedTenant {
    Jtl(Tenant),
    Partner(PartnerTenant),
}

/// A merchant of JTL's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tenant {
    pub(super) id: String,
    pub(super) slug: Option<String>,
}

impl TenantSession {
    /// The tenant: `[A-Za-z0-9_-]{1,64}`.
    pub fn tenant_id(&self) -> &str {
        &self.tenant.id
    }

    /// The tenant's readable name, where the token has one: at most 256 characters, none of
    /// them a control character.
    pub fn tenant_slug(&self) -> Option<&str> {
        self.tenant.slug.as_deref()
    }

    /// The user, as in [`Session::user_id`](super::Session::user_id).
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Issuer of the token, as in [`Session::issuer`](super::Session::issuer).
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The caller's own app token, which JTL takes as it is. Nobody else's token is one.
    pub fn app_token(&self) -> Option<&VerifiedToken> {
        self.token.as_ref()
    }
}

impl PartnerTenant {
    /// The tenant: `[A-Za-z0-9_-]{1,64}`, and unique among the tenants of its issuer only.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tenant's readable name, as in [`TenantSession::tenant_slug`].
    pub fn slug(&self) -> Option<&str> {
        self.slug.as_deref()
    }
}
