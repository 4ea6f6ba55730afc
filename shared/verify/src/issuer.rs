//! Pure: what one issuer's tokens must be, and where its keys are.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::token::{Algorithm, UnverifiedToken};

/// One issuer that we trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Name in sessions and log lines: `[a-z0-9-]{1,32}`.
    pub name: Arc<str>,
    /// The only algorithm its tokens may use: we choose, never the token (RFC 8725, section 3.1).
    pub algorithm: Algorithm,
    /// Value that `iss` must be, exactly; `None` where no `iss` is promised.
    pub iss: Option<String>,
    /// Value that `aud` must be or contain, exactly; `None` where no `aud` is promised.
    pub audience: Option<String>,
    /// A claim that may name the app a token was made for, and must then name the audience.
    pub app: Option<&'static str>,
    /// `true` where its tokens must name their key by `kid`.
    pub needs_key_id: bool,
    /// Media type that `typ` must be, where tokens of several types are about (RFC 8725, section 3.11).
    pub token_type: Option<String>,
    /// Names of its claims.
    pub claims: ClaimNames,
    /// Namespace of the tenants that its tokens name.
    pub tenants: TenantNamespace,
    /// `true` where a session keeps the token it was read from, for calls in the user's own name.
    pub keeps_token: bool,
    /// The advice to a caller whose token has expired, as the end of a sentence.
    pub renewal_advice: &'static str,
    /// Difference that its clock and ours may have.
    pub leeway: Duration,
    /// Location of its key set, which verifies its tokens and no others.
    pub key_set: KeySetLocation,
}

/// Claims by which an issuer's tokens name user and tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// Claim with the user's id, such as `sub`.
    pub user: Cow<'static, str>,
    /// Claim with the tenant's id, where the issuer has tenants.
    pub tenant: Option<Cow<'static, str>>,
    /// The tenant's readable name.
    pub tenant_slug: Option<Cow<'static, str>>,
    /// The user's email address.
    pub email: Option<Cow<'static, str>>,
    /// Claim that says whether the address was proved to be the user's.
    pub email_verified: Option<Cow<'static, str>>,
    /// The user's readable name.
    pub name: Option<Cow<'static, str>>,
}

/// Namespace of the tenants that an issuer's tokens name. One id may mean a merchant of JTL and
/// somebody else's customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantNamespace {
    /// JTL's, whichever they are: the issuer is JTL.
    Jtl,
    /// The issuer's own, but for these ids, which it may say are JTL's.
    Issuer {
        /// The ids.
        jtl_tenants: BTreeSet<String>,
    },
}

/// Location of an issuer's key set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySetLocation {
    /// The URL of the key set.
    pub url: String,
    /// `true` where it is answered only to our own access token.
    pub requires_access_token: bool,
}

impl Issuer {
    /// JTL's session tokens, generations 1 and 2: neither `iss`, `aud` nor `kid` is promised.
    pub fn jtl_sessions(api_url: &str, leeway: Duration) -> Self {
        Self {
            name: "jtl-session".into(),
            algorithm: Algorithm::EdDsa,
            iss: None,
            audience: None,
            app: None,
            needs_key_id: false,
            token_type: None,
            claims: ClaimNames {
                user: "userId".into(),
                tenant: Some("tenantId".into()),
                tenant_slug: Some("tenantSlug".into()),
                email: None,
                email_verified: None,
                name: None,
            },
            tenants: TenantNamespace::Jtl,
            keeps_token: false,
            renewal_advice: ASK_THE_SHELL,
            leeway,
            key_set: KeySetLocation {
                url: format!("{api_url}/account/.well-known/jwks.json"),
                requires_access_token: true,
            },
        }
    }

    /// JTL's app tokens, generation 3, made for the app `app_id`.
    pub fn jtl_apps(issuer: String, app_id: String, leeway: Duration) -> Self {
        Self {
            name: "jtl-app".into(),
            algorithm: Algorithm::Rs256,
            key_set: KeySetLocation {
                url: format!("{issuer}/oauth/v2/keys"),
                requires_access_token: false,
            },
            iss: Some(issuer),
            audience: Some(app_id),
            app: Some("urn:jtl:app_id"),
            needs_key_id: true,
            token_type: None,
            claims: ClaimNames {
                user: "sub".into(),
                tenant: Some("urn:jtl:tenant_id".into()),
                tenant_slug: None,
                email: None,
                email_verified: None,
                name: None,
            },
            tenants: TenantNamespace::Jtl,
            keeps_token: true,
            renewal_advice: ASK_THE_SHELL,
            leeway,
        }
    }

    /// The tokens of a Better Auth server's `jwt` plugin, which names itself by `base_url` both as
    /// issuer and as audience.
    pub fn better_auth(base_url: String, leeway: Duration) -> Self {
        Self {
            name: "better-auth".into(),
            algorithm: Algorithm::EdDsa,
            key_set: KeySetLocation {
                url: format!("{}/api/auth/jwks", base_url.trim_end_matches('/')),
                requires_access_token: false,
            },
            iss: Some(base_url.clone()),
            audience: Some(base_url),
            app: None,
            needs_key_id: false,
            token_type: None,
            claims: ClaimNames {
                // Its payload is the user's record as it is.
                email_verified: Some("emailVerified".into()),
                ..ClaimNames::standard()
            },
            tenants: TenantNamespace::issuers_own(),
            keeps_token: false,
            renewal_advice: SEND_ANOTHER,
            leeway,
        }
    }

    /// The access tokens of `functions/account` at `base_url` (RFC 9068).
    pub fn accounts(base_url: String, audience: String, leeway: Duration) -> Self {
        Self {
            name: ACCOUNTS.into(),
            algorithm: Algorithm::EdDsa,
            key_set: KeySetLocation {
                url: format!("{base_url}/.well-known/jwks.json"),
                requires_access_token: false,
            },
            iss: Some(base_url),
            audience: Some(audience),
            app: None,
            needs_key_id: true,
            token_type: Some("at+jwt".into()),
            claims: ClaimNames::standard(),
            tenants: TenantNamespace::issuers_own(),
            keeps_token: false,
            renewal_advice: LOG_IN,
            leeway,
        }
    }

    /// Returns whether this is the issuer of the accounts. No other has its name.
    pub fn is_accounts(&self) -> bool {
        &*self.name == ACCOUNTS
    }

    /// Returns whether `kid` and `typ` of the header are as this issuer has them. Its algorithm was
    /// looked at before.
    pub fn accepts_header(&self, token: &UnverifiedToken<'_>) -> bool {
        let names_key = !self.needs_key_id || token.unverified_key_id.is_some();
        let is_of_type = self.token_type.as_deref().is_none_or(|demanded| {
            let named = token.unverified_type.as_deref();
            named.is_some_and(|named| is_same_type(named, demanded))
        });
        names_key && is_of_type
    }
}

impl ClaimNames {
    /// Names that RFC 7519, section 4.1.2, and `OpenID` Connect (Core 1.0, section 5.1) give; no tenant.
    pub fn standard() -> Self {
        Self {
            user: "sub".into(),
            tenant: None,
            tenant_slug: None,
            email: Some("email".into()),
            email_verified: Some("email_verified".into()),
            name: Some("name".into()),
        }
    }
}

impl TenantNamespace {
    /// The issuer's, without any of JTL's.
    pub fn issuers_own() -> Self {
        Self::Issuer {
            jtl_tenants: BTreeSet::new(),
        }
    }

    /// Returns whether JTL knows a merchant by this id, as far as the issuer is believed.
    pub fn is_jtls(&self, id: &str) -> bool {
        match self {
            Self::Jtl => true,
            Self::Issuer { jtl_tenants } => jtl_tenants.contains(id),
        }
    }
}

/// Returns whether a text is a tenant's id, `[A-Za-z0-9_-]{1,64}`. It becomes the value of a header.
pub fn is_tenant_id(text: &str) -> bool {
    let is_of_an_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_of_an_id)
}

/// RFC 7515, section 4.1.9: a media type, whose `application/` may be left out.
fn is_same_type(named: &str, demanded: &str) -> bool {
    let short = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.strip_prefix("application/").map(ToOwned::to_owned).unwrap_or(text)
    };
    short(named) == short(demanded)
}

/// [Name](Issuer::name) of the issuer of the accounts.
pub const ACCOUNTS: &str = "account";

/// The shell is where JTL's tokens come from, whatever their generation.
const ASK_THE_SHELL: &str = "ask the shell for a new one";
const LOG_IN: &str = "refresh the session, or log in again";
/// For tokens of which nothing is known but their issuer.
pub const SEND_ANOTHER: &str = "send a new one";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_compared_as_a_media_type() {
        assert!(is_same_type("at+jwt", "at+jwt"));
        assert!(is_same_type("application/AT+JWT", "at+jwt"));
        assert!(!is_same_type("JWT", "at+jwt"));
        assert!(!is_same_type("text/at+jwt", "at+jwt"));
    }

    #[test]
    fn better_auths_own_name_is_taken_as_it_is_written() {
        let issuer = Issuer::better_auth("https://auth.example/".into(), Duration::ZERO);
        assert_eq!(issuer.iss.as_deref(), Some("https://auth.example/"));
        assert_eq!(issuer.key_set.url, "https://auth.example/api/auth/jwks");
    }
}
