use serde_json::json;

use super::*;

const NOW: u64 = 1_800_000_000;
const LEEWAY: Duration = Duration::from_secs(5);
const NAMES: ClaimNames = ClaimNames {
    tenant: "tenantId",
    tenant_slug: "tenantSlug",
    user: "userId",
};

fn read_claims(claims: &Value) -> Result<(String, Option<Tenant>), ClaimsError> {
    let now = Moment {
        wall: Duration::from_secs(NOW),
        monotonic: Duration::ZERO,
    };
    let claims = claims.as_object().unwrap();
    valid_until(claims, LEEWAY, now)?;
    Ok((user(claims, NAMES)?, tenant(claims, NAMES)?))
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
    let (user, tenant) = read_claims(&with("tenantSlug", json!("Käse & Co"))).unwrap();
    assert_eq!(user, "u1");
    let tenant = tenant.unwrap();
    assert_eq!((tenant.id.as_str(), tenant.slug.as_deref()), ("t1", Some("Käse & Co")));
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
