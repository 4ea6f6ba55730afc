//! `GET /api/me` and `GET /api/session`: who is calling.

use axum::Json;
use serde::Serialize;
use shared::verify::session::{PartnerTenant, Session, TenantSession};
use shared::web::extract::Verified;

/// The caller under the names of the usual claims (RFC 7519, section 10.1, and its registry). `issuer`,
/// as in [`Caller`], is `jtl-session`, `jtl-app`, `better-auth`, `account`, or a name in
/// `TRUSTED_ISSUERS`.
#[derive(Debug, Serialize)]
pub struct Me {
    sub: String,
    issuer: String,
    #[serde(flatten)]
    about: About,
}

/// Answer of `GET /api/session`: the caller, if there is one.
#[derive(Debug, Serialize)]
pub struct Answer {
    authenticated: bool,
    #[serde(flatten)]
    caller: Option<Caller>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Caller {
    issuer: String,
    user_id: String,
    #[serde(flatten)]
    about: About,
    /// Unix time in seconds.
    expires_at: u64,
}

/// Claims that a token need not have.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct About {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Left out where the issuer does not say: an address of which nothing is known is not proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_slug: Option<String>,
    /// In the namespace of the issuer; never one of JTL's, whatever it looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner_tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner_tenant_slug: Option<String>,
}

pub async fn me(Verified(session): Verified<Session>) -> Json<Me> {
    Json(Me {
        sub: session.user_id().to_owned(),
        issuer: session.issuer().to_owned(),
        about: About::of(session),
    })
}

/// Answers without a token too. The extractor refuses a bad one, so `None` means that none was sent.
pub async fn session(session: Option<Verified<Session>>) -> Json<Answer> {
    Json(Answer {
        authenticated: session.is_some(),
        caller: session.map(|Verified(session)| Caller {
            issuer: session.issuer().to_owned(),
            user_id: session.user_id().to_owned(),
            expires_at: session.expires_at(),
            about: About::of(session),
        }),
    })
}

impl About {
    fn of(session: Session) -> Self {
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        let (email, name) = (owned(session.email()), owned(session.name()));
        let email_verified = session.email_verified();
        let partners = session.partner_tenant();
        let (partner_tenant_id, partner_tenant_slug) = (
            owned(partners.map(PartnerTenant::id)),
            owned(partners.and_then(PartnerTenant::slug)),
        );
        let tenant = session.into_tenant_session();
        Self {
            email,
            email_verified,
            name,
            partner_tenant_id,
            partner_tenant_slug,
            tenant_id: owned(tenant.as_ref().map(TenantSession::tenant_id)),
            tenant_slug: owned(tenant.as_ref().and_then(TenantSession::tenant_slug)),
        }
    }
}
