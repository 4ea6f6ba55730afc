//! `GET /api/me` and `GET /api/session`: who is calling.

use axum::Json;
use serde::Serialize;
use shared::verify::session::{PartnerTenant, Session, TenantSession};
use shared::web::extract::Verified;
use shared::web::openapi::ProblemResponses;
use utoipa::ToSchema;

/// The caller under the names of the usual claims (RFC 7519, section 10.1, and its registry). `issuer` is
/// `jtl-session`, `jtl-app`, `better-auth`, `account`, or a name in `TRUSTED_ISSUERS`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    sub: String,
    issuer: String,
    #[serde(flatten)]
    about: About,
}

/// Answer of `GET /api/session`: the caller, if there is one.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = SessionAnswer)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user_id: Option<String>,
    #[serde(flatten)]
    about: About,
    /// Unix time in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<u64>,
}

/// Claims that a token need not have.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = SessionClaims)]
#[serde(rename_all = "camelCase")]
struct About {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// Left out where the issuer does not say: an address of which nothing is known is not proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tenant_slug: Option<String>,
    /// In the namespace of the issuer; never one of JTL's, whatever it looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    partner_tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    partner_tenant_slug: Option<String>,
}

/// Says who is calling, by the names of the usual claims.
#[utoipa::path(
    get, path = "/api/me", operation_id = "getMe",
    responses(
        (status = 200, description = "The caller.", body = Me),
        ProblemResponses::<Verified<Session>>,
    ),
)]
pub async fn me(Verified(session): Verified<Session>) -> Json<Me> {
    Json(Me {
        sub: session.user_id().to_owned(),
        issuer: session.issuer().to_owned(),
        about: About::of(session),
    })
}

/// Says who is calling, and answers without a token too. A bad one is refused, so `false` means that none
/// was sent.
#[utoipa::path(
    get, path = "/api/session", operation_id = "getSession",
    security((), ("bearer" = []), ("sessionToken" = []), ("sessionId" = []), ("sessionCookie" = [])),
    responses(
        (status = 200, description = "The caller, or that there is none.", body = Answer),
        ProblemResponses::<Verified<Session>>,
    ),
)]
pub async fn session(session: Option<Verified<Session>>) -> Json<Answer> {
    let Some(Verified(session)) = session else {
        return Json(Answer::default());
    };
    Json(Answer {
        authenticated: true,
        issuer: Some(session.issuer().to_owned()),
        user_id: Some(session.user_id().to_owned()),
        expires_at: Some(session.expires_at()),
        about: About::of(session),
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
