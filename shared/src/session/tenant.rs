//! The tenant of a session.

/// A session of a tenant. The only thing that can name one: nothing else builds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantSession {
    pub(super) user_id: String,
    pub(super) tenant: Tenant,
}

/// A merchant.
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

    /// The user, as in [`Session::user_id`].
    pub fn user_id(&self) -> &str {
        &self.user_id
    }
}
