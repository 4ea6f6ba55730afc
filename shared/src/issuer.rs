//! What one issuer's tokens must be, and whose keys verify them.

use std::time::Duration;

use crate::jwks::KeySetSource;
use crate::token::Algorithm;
use crate::warm::Cell;

/// One issuer that we trust.
#[derive(Debug)]
pub struct Issuer {
    /// What sessions and log lines call it.
    pub name: &'static str,
    /// The only algorithm its tokens may use: we choose, never the token (RFC 8725, 3.1).
    pub algorithm: Algorithm,
    /// What its claims are called.
    pub claims: ClaimNames,
    /// By how much its clock and ours may differ.
    pub leeway: Duration,
    /// Its keys, which verify its tokens and no others.
    pub keys: Cell<KeySetSource>,
}

/// Where an issuer's tokens say who is there.
#[derive(Clone, Copy, Debug)]
pub struct ClaimNames {
    /// The tenant.
    pub tenant: &'static str,
    /// The tenant's readable name.
    pub tenant_slug: &'static str,
    /// The user.
    pub user: &'static str,
}

impl Issuer {
    /// JTL's session tokens, generations 1 and 2: neither `iss` nor `aud` is promised.
    pub fn jtl_sessions(keys: Cell<KeySetSource>, leeway: Duration) -> Self {
        Self {
            name: "jtl-session",
            algorithm: Algorithm::EdDsa,
            claims: ClaimNames {
                tenant: "tenantId",
                tenant_slug: "tenantSlug",
                user: "userId",
            },
            leeway,
            keys,
        }
    }
}
