//! Answers to API Gateway.

use serde::Serialize;
use shared::verify::session::Session;

use crate::event::ResponseFormat;

/// An answer of an authorizer, as JSON.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Answer(Shape);

#[derive(Clone, Debug, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Shape {
    Simple {
        is_authorized: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        context: Option<Context>,
    },
    Policy {
        principal_id: String,
        policy_document: PolicyDocument,
        #[serde(skip_serializing_if = "Option::is_none")]
        context: Option<Context>,
    },
    Preflight {
        status_code: u16,
    },
}

/// Context for the function behind. REST APIs permit texts, numbers and booleans only: no null
/// either.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    /// Never one of JTL's, whatever it looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner_tenant_id: Option<String>,
    user_id: String,
    issuer: String,
    expires_at: u64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyDocument {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: String,
}

impl Answer {
    pub(crate) fn allowed(format: ResponseFormat, session: Session) -> Self {
        let context = Context {
            user_id: session.user_id().to_owned(),
            issuer: session.issuer().to_owned(),
            expires_at: session.expires_at().min(LARGEST_NUMBER),
            partner_tenant_id: session.partner_tenant().map(|tenant| tenant.id().to_owned()),
            tenant_id: session
                .into_tenant_session()
                .map(|session| session.tenant_id().to_owned()),
        };
        Self(match format {
            ResponseFormat::Simple => Shape::Simple {
                is_authorized: true,
                context: Some(context),
            },
            ResponseFormat::Policy { resource } => Shape::Policy {
                principal_id: context.user_id.clone(),
                policy_document: PolicyDocument::new("Allow", resource),
                context: Some(context),
            },
        })
    }

    pub(crate) fn denied(format: ResponseFormat) -> Self {
        Self(match format {
            ResponseFormat::Simple => Shape::Simple {
                is_authorized: false,
                context: None,
            },
            ResponseFormat::Policy { resource } => Shape::Policy {
                principal_id: NOBODY.into(),
                policy_document: PolicyDocument::new("Deny", resource),
                context: None,
            },
        })
    }

    /// An answer of HTTP, to which API Gateway adds the headers of CORS.
    pub(crate) fn preflight() -> Self {
        Self(Shape::Preflight { status_code: 204 })
    }
}

impl PolicyDocument {
    fn new(effect: &'static str, resource: String) -> Self {
        Self {
            version: "2012-10-17",
            statement: [Statement {
                action: "execute-api:Invoke",
                effect,
                resource,
            }],
        }
    }
}

/// A policy needs a principal.
const NOBODY: &str = "nobody";

/// Beyond it numbers of JSON are not exact everywhere (RFC 8259, section 6).
const LARGEST_NUMBER: u64 = (1 << 53) - 1;
