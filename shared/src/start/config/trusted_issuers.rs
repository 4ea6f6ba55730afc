//! `TRUSTED_ISSUERS` → issuers. A JSON list; each member is an object of these:
//!
//! | member | meaning | default |
//! | --- | --- | --- |
//! | `name` | what sessions and log lines call it, `[a-z0-9-]{1,32}` | |
//! | `issuer` | its `iss`, exactly | |
//! | `audience` | what its `aud` must be or contain, exactly | |
//! | `algorithm` | `EdDSA` or `RS256` | |
//! | `keySetUrl` | where its keys are, https | |
//! | `keySetNeedsAccessToken` | whether they are answered only to our own access token, **which is then sent there** | `false` |
//! | `needsKeyId` | whether its tokens must name their key | `false` |
//! | `type` | what `typ` must be, such as `at+jwt` | any |
//! | `claims` | an object: which claims are `user`, `email`, `emailVerified`, `name`, `tenant`, `tenantSlug` | `sub`, `email`, `email_verified`, `name`, none, none |
//! | `tenants` | a list of tenant ids of JTL's that its tokens may name in `claims.tenant`, **which it then speaks for**; any other id there is a tenant of its own | none |
//!
//! ```json
//! [{"name": "partner", "issuer": "https://id.partner.example", "audience": "my-app",
//!   "algorithm": "RS256", "keySetUrl": "https://id.partner.example/keys",
//!   "claims": {"tenant": "tid"}, "tenants": ["8b0dfb2c-55f5-4f4d-9d4c-0c9a7ac1b7d1"]}]
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value};

use super::SET_CREDENTIALS;
use crate::start::env::{BASE_URL, Env, base_url};
use verify::issuer::{ACCOUNTS, ClaimNames, Issuer, KeySetLocation, SEND_ANOTHER, TenantNamespace, is_tenant_id};
use verify::strict_json;
use verify::token::Algorithm;

/// Adds the issuers of the variable to those that are known already.
pub(super) fn read(env: &mut Env<'_>, issuers: &mut Vec<Issuer>, has_credentials: bool, leeway: Duration) {
    let members = env.parsed(VARIABLE, LIST, list).unwrap_or_default();
    for (index, members) in members.into_iter().enumerate() {
        let mut member = Member {
            index,
            members,
            env,
            is_valid: true,
        };
        let issuer = member.issuer(leeway);
        let Some(issuer) = issuer.filter(|issuer| member.may_join(issuer, issuers, has_credentials)) else {
            continue;
        };
        issuers.push(issuer);
    }
}

/// A list of objects, none of which has two members of one name.
fn list(text: &str) -> Option<Vec<Map<String, Value>>> {
    let mut wrapped = strict_json::object(format!(r#"{{"list":{text}}}"#).as_bytes())?;
    let Some(Value::Array(list)) = wrapped.remove("list").filter(|_| wrapped.is_empty()) else {
        return None;
    };
    if list.is_empty() {
        return None;
    }
    list.into_iter()
        .map(|member| match member {
            Value::Object(member) => Some(member),
            _ => None,
        })
        .collect()
}

/// One object of the list; what was read is taken out of it.
struct Member<'m, 'v> {
    index: usize,
    members: Map<String, Value>,
    env: &'m mut Env<'v>,
    is_valid: bool,
}

impl Member<'_, '_> {
    fn issuer(&mut self, leeway: Duration) -> Option<Issuer> {
        let name = self.required("name", NAME, |value| text(value).filter(|name| is_name(name)));
        let issuer = self.required("issuer", ISSUER, text);
        let audience = self.required("audience", AUDIENCE, text);
        let algorithm = self.required("algorithm", "EdDSA or RS256", |value| match value.as_str() {
            Some("EdDSA") => Some(Algorithm::EdDsa),
            Some("RS256") => Some(Algorithm::Rs256),
            _ => None,
        });
        let url = self.required("keySetUrl", BASE_URL, |value| {
            let text = value.as_str()?;
            base_url(text).map(|_| text.to_owned())
        });
        let requires_access_token = self.optional("keySetNeedsAccessToken", "true or false", Value::as_bool);
        let needs_key_id = self.optional("needsKeyId", "true or false", Value::as_bool);
        let token_type = self.optional("type", "a text such as at+jwt", text);
        let claims = self.optional("claims", CLAIMS, claims);
        let jtl_tenants = self.optional("tenants", TENANTS, tenants);
        let names_tenants = claims.as_ref().is_some_and(|claims| claims.tenant.is_some());
        if jtl_tenants.is_some() && !names_tenants {
            let claims = self.path("claims");
            self.error(&format!(
                "set {claims}.tenant to the claim that names the tenant, or remove {}",
                self.path("tenants")
            ));
        }
        for unknown in std::mem::take(&mut self.members).keys() {
            // A name of ours that is misspelt, most likely; no value is repeated.
            self.error(&format!("remove {}; there is no such member", self.path(unknown)));
        }
        let issuer = Issuer {
            name: name?.into(),
            algorithm: algorithm?,
            iss: Some(issuer?),
            audience: Some(audience?),
            app: None,
            needs_key_id: needs_key_id.unwrap_or(false),
            token_type,
            claims: claims.unwrap_or_else(ClaimNames::standard),
            tenants: TenantNamespace::Issuer {
                jtl_tenants: jtl_tenants.unwrap_or_default(),
            },
            keeps_token: false,
            renewal_advice: SEND_ANOTHER,
            leeway,
            key_set: KeySetLocation {
                url: url?,
                requires_access_token: requires_access_token.unwrap_or(false),
            },
        };
        self.is_valid.then_some(issuer)
    }

    /// Returns whether it cannot be mistaken for another issuer, and its
    /// key set can be fetched.
    fn may_join(&mut self, issuer: &Issuer, others: &[Issuer], has_credentials: bool) -> bool {
        if others.iter().any(|other| other.iss == issuer.iss) {
            self.expected_form("issuer", "one that no other member and no other variable names");
        }
        if others.iter().any(|other| other.name == issuer.name) || RESERVED.contains(&&*issuer.name) {
            self.expected_form("name", "one that no other issuer has");
        }
        if issuer.key_set.requires_access_token && !has_credentials {
            let needs_access_token = self.path("keySetNeedsAccessToken");
            self.error(&format!("{SET_CREDENTIALS}, or remove {needs_access_token}"));
        }
        self.is_valid
    }

    fn required<T>(&mut self, name: &str, expected: &'static str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.members.remove(name);
        let read = value.as_ref().and_then(read);
        if read.is_none() {
            self.expected_form(name, expected);
        }
        read
    }

    fn optional<T>(&mut self, name: &str, expected: &'static str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        self.members
            .contains_key(name)
            .then(|| self.required(name, expected, read))?
    }

    fn expected_form(&mut self, name: &str, expected: &str) {
        self.error(&format!("set {} to {expected}", self.path(name)));
    }

    fn error(&mut self, instruction: &str) {
        self.is_valid = false;
        self.env.error(VARIABLE, instruction.to_owned());
    }

    fn path(&self, name: &str) -> String {
        format!("{VARIABLE}[{}].{}", self.index, verify::log_value::Excerpt(name))
    }
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let is_text = (1..=512).contains(&text.len()) && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    is_text.then(|| text.to_owned())
}

fn is_name(name: &str) -> bool {
    let is_of_a_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= 32 && name.bytes().all(is_of_a_name)
}

/// The usual names, but for those that are given.
fn claims(value: &Value) -> Option<ClaimNames> {
    let mut names = ClaimNames::standard();
    for (name, claim) in value.as_object()? {
        let claim: Cow<'static, str> = text(claim)?.into();
        match name.as_str() {
            "user" => names.user = claim,
            "email" => names.email = Some(claim),
            "emailVerified" => names.email_verified = Some(claim),
            "name" => names.name = Some(claim),
            "tenant" => names.tenant = Some(claim),
            "tenantSlug" => names.tenant_slug = Some(claim),
            _ => return None,
        }
    }
    Some(names)
}

/// One or more ids.
fn tenants(value: &Value) -> Option<BTreeSet<String>> {
    let ids = value.as_array()?.iter().map(|id| {
        let id = id.as_str().filter(|id| is_tenant_id(id))?;
        Some(id.to_owned())
    });
    let ids: BTreeSet<String> = ids.collect::<Option<_>>()?;
    (!ids.is_empty()).then_some(ids)
}

const VARIABLE: &str = "TRUSTED_ISSUERS";
const LIST: &str = "a JSON list of one or more objects, none with two members of one name";
const NAME: &str = "1 to 32 of a-z, 0-9 and -";
const ISSUER: &str = "the iss of its tokens, a text without spaces";
const AUDIENCE: &str = "what the aud of its tokens contains, a text without spaces";
const CLAIMS: &str = "an object of user, email, emailVerified, name, tenant and tenantSlug, each the name of a claim";
const TENANTS: &str = "a list of one or more tenant ids of JTL's, each of 1 to 64 letters, digits, - and _";
/// Names of the other variables' issuers, also where those are switched off.
const RESERVED: [&str; 4] = ["jtl-session", "jtl-app", "better-auth", ACCOUNTS];
