//! `TRUSTED_ISSUERS`, member by member.

use verify::token::Algorithm;

use super::{load, sentences, wrong_variables};

pub(super) const PARTNER: &str = r#"[{"name": "partner", "issuer": "https://id.partner.example", "audience": "app",
    "algorithm": "RS256", "keySetUrl": "https://id.partner.example/keys"}]"#;

/// The partner with one member changed; an empty text takes it away.
pub(super) fn partner_with(member: &str, value: &str) -> String {
    let list: serde_json::Value = serde_json::from_str(PARTNER).unwrap();
    let mut partner = list[0].as_object().unwrap().clone();
    partner.remove(member);
    if !value.is_empty() {
        partner.insert(member.into(), serde_json::from_str(value).unwrap());
    }
    serde_json::json!([partner]).to_string()
}

#[test]
fn a_trusted_issuer_is_described_in_full() {
    let claims = r#"{"tenant": "tid", "user": "oid", "emailVerified": "proved"}"#;
    let partner = &load(&[("TRUSTED_ISSUERS", &partner_with("claims", claims))])
        .unwrap()
        .issuers[0];
    assert_eq!(partner.algorithm, Algorithm::Rs256);
    assert_eq!(partner.audience.as_deref(), Some("app"));
    assert_eq!(
        (&*partner.claims.user, partner.claims.tenant.as_deref()),
        ("oid", Some("tid"))
    );
    assert_eq!(partner.claims.email.as_deref(), Some("email"));
    assert_eq!(partner.claims.email_verified.as_deref(), Some("proved"));
    assert!(!partner.key_set.requires_access_token && !partner.needs_key_id);
}

#[test]
fn a_mistake_in_a_trusted_issuer_names_the_member() {
    let https = "an https URL, or an http URL of this machine";
    let (issuer, audience) = (
        "the iss of its tokens, a text without spaces",
        "what the aud of its tokens contains, a text without spaces",
    );
    let claims = "an object of user, email, emailVerified, name, tenant and tenantSlug, each the name of a claim";
    for (member, value, expected) in [
        ("keySetUrl", r#""http://id.partner.example/keys""#, https),
        ("keySetUrl", "", https),
        ("audience", "", audience),
        ("audience", r#""""#, audience),
        ("audience", r#"["app"]"#, audience),
        ("issuer", "7", issuer),
        ("name", r#""Partner""#, "1 to 32 of a-z, 0-9 and -"),
        ("name", r#""jtl-app""#, "one that no other issuer has"),
        ("algorithm", r#""HS256""#, "EdDSA or RS256"),
        ("algorithm", r#""none""#, "EdDSA or RS256"),
        ("claims", r#"{"tenant": 1}"#, claims),
        ("claims", r#"{"tennant": "tid"}"#, claims),
        ("needsKeyId", r#""yes""#, "true or false"),
        ("type", r#""""#, "a text such as at+jwt"),
    ] {
        let sentences = sentences(&[("TRUSTED_ISSUERS", &partner_with(member, value))]);
        assert_eq!(sentences, [format!("set TRUSTED_ISSUERS[0].{member} to {expected}")]);
    }
    for (member, value, sentence) in [
        (
            "keySetNeedsAccessToken",
            "true",
            "set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET, \
             or remove TRUSTED_ISSUERS[0].keySetNeedsAccessToken",
        ),
        (
            "keysetUrl",
            r#""https://id.partner.example/keys""#,
            "remove TRUSTED_ISSUERS[0].keysetUrl; there is no such member",
        ),
    ] {
        let partner = partner_with(member, value);
        assert_eq!(sentences(&[("TRUSTED_ISSUERS", &partner)]), [sentence]);
    }
}

#[test]
fn an_issuer_speaks_for_the_tenants_that_are_listed() {
    let partner = |tenants: &str| {
        let mut list: serde_json::Value =
            serde_json::from_str(&partner_with("claims", r#"{"tenant": "tid"}"#)).unwrap();
        list[0]["tenants"] = serde_json::from_str(tenants).unwrap();
        list.to_string()
    };
    let config = load(&[("TRUSTED_ISSUERS", &partner(r#"["a-1", "B_2"]"#))]).unwrap();
    let tenants = &config.issuers[0].tenants;
    assert!(tenants.is_jtls("a-1") && tenants.is_jtls("B_2"));
    assert!(!tenants.is_jtls("a-2") && !tenants.is_jtls("b_2") && !tenants.is_jtls(""));
    let long = format!(r#"["{}"]"#, "t".repeat(65));
    for wrong in [
        "[]",
        "{}",
        r#""a-1""#,
        r#"["a-1", 7]"#,
        r#"["a 1"]"#,
        r#"[""]"#,
        "null",
        &long,
    ] {
        let sentences = sentences(&[("TRUSTED_ISSUERS", &partner(wrong))]);
        assert_eq!(
            sentences,
            [
                "set TRUSTED_ISSUERS[0].tenants to a list of one or more tenant ids of JTL's, each of 1 to 64 letters, digits, - and _"
            ],
            "{wrong}"
        );
    }
    for claims in ["", r#"{"user": "oid"}"#] {
        let mut list: serde_json::Value = serde_json::from_str(&partner_with("claims", claims)).unwrap();
        list[0]["tenants"] = serde_json::json!(["a-1"]);
        let sentences = sentences(&[("TRUSTED_ISSUERS", &list.to_string())]);
        assert_eq!(
            sentences,
            [
                "set TRUSTED_ISSUERS[0].claims.tenant to the claim that names the tenant, or remove TRUSTED_ISSUERS[0].tenants"
            ]
        );
    }
}

#[test]
fn an_issuer_is_trusted_once() {
    let twice = format!("[{0},{0}]", &PARTNER[1..PARTNER.len() - 1]);
    let sentences = sentences(&[("TRUSTED_ISSUERS", &twice)]);
    assert_eq!(
        sentences,
        [
            "set TRUSTED_ISSUERS[1].issuer to one that no other member and no other variable names",
            "set TRUSTED_ISSUERS[1].name to one that no other issuer has",
        ]
    );
    let partner = partner_with("issuer", r#""https://auth.example""#);
    let both = [
        ("TRUSTED_ISSUERS", &*partner),
        ("BETTER_AUTH_URL", "https://auth.example"),
    ];
    assert_eq!(wrong_variables(&both), ["TRUSTED_ISSUERS"]);
}

#[test]
fn what_is_no_list_of_objects_is_a_mistake_as_a_whole() {
    for text in [
        "",
        "{}",
        "[]",
        "[7]",
        "nonsense",
        "[{}",
        r#"[{"name":"a","name":"b"}]"#,
        "[]} , {",
    ] {
        assert_eq!(
            sentences(&[("TRUSTED_ISSUERS", text)]),
            ["set TRUSTED_ISSUERS to a JSON list of one or more objects, none with two members of one name"],
            "{text}"
        );
    }
}
