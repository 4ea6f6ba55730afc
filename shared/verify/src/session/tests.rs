use std::time::Duration;

use serde_json::json;

use super::*;
use crate::issuer::TenantNamespace;

const NOW: u64 = 1_800_000_000;
const LEEWAY: Duration = Duration::from_secs(5);

fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn read_claims(claims: &Value) -> Result<(String, Option<NamedTenant>), ClaimsError> {
    let session = read_by(&Issuer::jtl_sessions("https://api.example", LEEWAY), claims)?;
    Ok((session.user_id, session.tenant))
}

/// Reason why the claims make no session; `None` where they make one.
fn refused_by(issuer: &Issuer, claims: &Value) -> Option<ClaimsError> {
    read_by(issuer, claims).err()
}

fn read_by(issuer: &Issuer, claims: &Value) -> Result<Session, ClaimsError> {
    Session::read(claims.as_object().unwrap(), issuer, at(NOW))
}

fn with(member: &str, value: Value) -> Value {
    let mut claims = json!({"exp": NOW + 60, "userId": "u1", "tenantId": "t1"});
    claims[member] = value;
    claims
}

fn without(member: &str) -> Value {
    let mut claims = with("iat", json!(NOW));
    claims.as_object_mut().unwrap().remove(member);
    claims
}

#[test]
fn jtls_claims_make_a_session_with_its_tenant() {
    let sessions = Issuer::jtl_sessions("https://api.example", LEEWAY);
    let session = read_by(&sessions, &with("tenantSlug", json!("Käse & Co"))).unwrap();
    assert_eq!((session.user_id(), session.is_of_tenant()), ("u1", true));
    let tenant = session.into_tenant_session().unwrap();
    assert_eq!((tenant.tenant_id(), tenant.tenant_slug()), ("t1", Some("Käse & Co")));
    assert_eq!((tenant.issuer(), tenant.user_id()), ("jtl-session", "u1"));
}

#[test]
fn a_session_need_not_have_a_tenant() {
    assert_eq!(read_claims(&without("tenantId")).unwrap().1, None);
}

#[test]
fn the_end_of_a_token_is_exact_to_the_leeway() {
    assert!(read_claims(&with("exp", json!(NOW - 4))).is_ok());
    assert_eq!(read_claims(&with("exp", json!(NOW - 5))), Err(ClaimsError::Expired));
    assert!(read_claims(&with("exp", json!(1_799_999_995.5))).is_ok());
    assert_eq!(read_claims(&with("exp", json!(-1))), Err(ClaimsError::Expired));
    assert!(read_claims(&with("exp", json!(1e300))).is_ok());
}

#[test]
fn the_beginning_of_a_token_is_honoured() {
    assert!(read_claims(&with("nbf", json!(NOW + 5))).is_ok());
    assert_eq!(read_claims(&with("nbf", json!(NOW + 6))), Err(ClaimsError::NotYetValid));
}

#[test]
fn when_it_was_issued_is_only_read() {
    assert!(read_claims(&with("iat", json!(NOW + 3600))).is_ok());
}

#[test]
fn a_claim_of_the_wrong_form_is_a_refusal_and_never_an_absence() {
    for (member, value) in [
        ("exp", json!("1900000000")),
        ("exp", json!(null)),
        ("nbf", json!(null)),
        ("nbf", json!("0")),
        ("iat", json!([])),
        ("userId", json!("")),
        ("userId", json!(7)),
        ("userId", json!(null)),
        ("userId", json!("a\nb")),
        ("userId", json!("a\u{2028}b")),
        ("userId", json!("u".repeat(257))),
        ("tenantId", json!("")),
        ("tenantId", json!(7)),
        ("tenantId", json!(null)),
        ("tenantId", json!("t1\r\nX-Tenant-ID: t2")),
        ("tenantId", json!("t 1")),
        ("tenantId", json!("tä")),
        ("tenantId", json!("t".repeat(65))),
        ("tenantSlug", json!(null)),
        ("tenantSlug", json!("a\u{0}")),
    ] {
        let outcome = read_claims(&with(member, value.clone()));
        assert!(
            matches!(outcome, Err(ClaimsError::Malformed(_))),
            "{member} {value}: {outcome:?}"
        );
    }
    for member in ["exp", "userId"] {
        assert!(
            matches!(read_claims(&without(member)), Err(ClaimsError::Malformed(_))),
            "{member}"
        );
    }
}

fn jtl_apps() -> Issuer {
    Issuer::jtl_apps("https://id.example".into(), "app-1".into(), LEEWAY)
}

/// An app token's claims with one of them changed; `null` takes it away.
fn app_claims(member: &str, value: Value) -> Value {
    let mut claims = json!({
        "exp": NOW + 60, "iss": "https://id.example", "aud": ["app-1", "project"], "sub": "u1",
        "urn:jtl:tenant_id": "8b0dfb2c-55f5-4f4d-9d4c-0c9a7ac1b7d1", "urn:jtl:app_id": "app-1",
    });
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(member)),
        value => claims[member] = value,
    }
    claims
}

#[test]
fn an_app_tokens_claims_make_a_session_with_its_tenant() {
    let session = read_by(&jtl_apps(), &app_claims("iat", json!(NOW))).unwrap();
    assert_eq!((session.issuer(), session.user_id()), ("jtl-app", "u1"));
    let tenant = session.into_tenant_session().unwrap();
    assert_eq!(tenant.tenant_id(), "8b0dfb2c-55f5-4f4d-9d4c-0c9a7ac1b7d1");
}

#[test]
fn iss_is_compared_as_a_text() {
    for wrong in [
        Value::Null,
        json!("https://id.example/"),
        json!("https://id.exampl"),
        json!("HTTPS://id.example"),
        json!(["https://id.example"]),
        json!({}),
    ] {
        let refused = refused_by(&jtl_apps(), &app_claims("iss", wrong.clone()));
        assert_eq!(refused, Some(ClaimsError::Issuer), "{wrong}");
    }
}

#[test]
fn aud_is_ours_or_has_ours_in_its_list() {
    for right in [json!("app-1"), json!(["app-1"]), json!(["a", "app-1"])] {
        assert!(
            read_by(&jtl_apps(), &app_claims("aud", right.clone())).is_ok(),
            "{right}"
        );
    }
    let another = AudienceCheck {
        audience: false,
        app: true,
    };
    for wrong in [
        Value::Null,
        json!("app"),
        json!("app-11"),
        json!("app-1 project"),
        json!([]),
        json!(["app"]),
        json!("APP-1"),
    ] {
        let refused = refused_by(&jtl_apps(), &app_claims("aud", wrong.clone()));
        assert_eq!(refused, Some(ClaimsError::Audience(another)), "{wrong}");
    }
    for junk in [
        json!(7),
        json!(["app-1", 7]),
        json!({"app-1": true}),
        json!([["app-1"]]),
    ] {
        let outcome = read_by(&jtl_apps(), &app_claims("aud", junk.clone()));
        assert!(matches!(outcome, Err(ClaimsError::Malformed(_))), "{junk}");
    }
}

#[test]
fn a_token_that_names_its_app_names_ours() {
    assert!(read_by(&jtl_apps(), &app_claims("urn:jtl:app_id", Value::Null)).is_ok());
    let another = AudienceCheck {
        audience: true,
        app: false,
    };
    for wrong in [json!("app-2"), json!(["app-1"]), json!(""), json!(1)] {
        let refused = refused_by(&jtl_apps(), &app_claims("urn:jtl:app_id", wrong.clone()));
        assert_eq!(refused, Some(ClaimsError::Audience(another)), "{wrong}");
    }
}

#[test]
fn a_user_has_the_name_and_address_that_the_token_gives() {
    let issuer = Issuer::better_auth("https://auth.example".into(), LEEWAY);
    let mut claims = json!({
        "exp": NOW + 60, "iss": "https://auth.example", "aud": "https://auth.example", "sub": "u1",
        "email": "a@b.example", "name": "A B", "tenantId": "t1",
    });
    let session = read_by(&issuer, &claims).unwrap();
    assert_eq!((session.email(), session.name()), (Some("a@b.example"), Some("A B")));
    assert!(
        session.into_tenant_session().is_none(),
        "an issuer without tenants names none"
    );
    claims["email"] = json!(["a@b.example"]);
    assert!(read_by(&issuer, &claims).is_err());
}

#[test]
fn an_address_is_verified_only_where_the_token_says_so() {
    let better_auth = Issuer::better_auth("https://auth.example".into(), LEEWAY);
    let accounts = Issuer::accounts("https://auth.example".into(), "https://auth.example".into(), LEEWAY);
    let claims = |member: &str, value: Value| {
        let url = "https://auth.example";
        let mut claims = json!({"exp": NOW + 60, "iss": url, "aud": url, "sub": "u1", "email": "a@b.example"});
        claims[member] = value;
        claims
    };
    for (issuer, member, other) in [
        (&better_auth, "emailVerified", "email_verified"),
        (&accounts, "email_verified", "emailVerified"),
    ] {
        let read = |member, value| read_by(issuer, &claims(member, value)).map(|session| session.email_verified());
        for (value, expected) in [
            (json!(true), true),
            (json!(false), false),
            (json!("true"), true),
            (json!("false"), false),
        ] {
            assert_eq!(read(member, value), Ok(Some(expected)));
        }
        for wrong in [json!(null), json!(1), json!("True"), json!(""), json!([true])] {
            assert!(matches!(read(member, wrong), Err(ClaimsError::Malformed(_))));
        }
        assert_eq!(read(other, json!(true)), Ok(None), "another issuer's name for it");
    }
}

/// A partner whose tokens name tenants in `tid`, `jtl-1` of JTL's among them.
fn partner() -> Issuer {
    let mut issuer = Issuer::better_auth("https://id.partner.example".into(), LEEWAY);
    issuer.claims.tenant = Some("tid".into());
    issuer.claims.tenant_slug = Some("slug".into());
    issuer.tenants = TenantNamespace::Issuer {
        jtl_tenants: ["jtl-1".to_owned()].into(),
    };
    issuer
}

fn of_partner(tenant: &str) -> Session {
    let url = "https://id.partner.example";
    let claims = json!({"exp": NOW + 60, "iss": url, "aud": url, "sub": "u1", "tid": tenant, "slug": "s"});
    read_by(&partner(), &claims).unwrap()
}

#[test]
fn a_tenant_that_is_listed_is_jtls() {
    let session = of_partner("jtl-1");
    assert!(session.is_of_tenant() && session.partner_tenant().is_none());
    let tenant = session.into_tenant_session().unwrap();
    assert_eq!((tenant.tenant_id(), tenant.issuer()), ("jtl-1", "better-auth"));
    assert!(tenant.app_token().is_none());
}

#[test]
fn a_tenant_that_is_not_listed_is_the_partners_own() {
    for id in ["jtl-2", "JTL-1", "jtl-", "jtl-11"] {
        let session = of_partner(id);
        let own = session.partner_tenant().unwrap();
        assert_eq!((own.id(), own.slug()), (id, Some("s")));
        assert!(
            !session.is_of_tenant() && session.into_tenant_session().is_none(),
            "{id}"
        );
    }
}
