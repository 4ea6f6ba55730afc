// <product-proxy>
//! Tokens that say something else than is assumed, and those that are refused.

use serde_json::json;
use stand_in::{AppClaims, Endpoint, SessionClaims, StandIn};

use crate::program::Doctor;

#[tokio::test]
async fn what_a_token_says_otherwise_differs() {
    let stand_in = StandIn::start().await;
    stand_in.set_key_ids(true);
    let doctor = Doctor::at(stand_in.url(), &stand_in);
    let claims = SessionClaims {
        kid: Some(stand_in.key_id()),
        ..SessionClaims::of("tenant-bikes")
    };
    let said = doctor.clone().token(&stand_in.session_token(&claims)).run().await;
    assert_eq!(said.not_ok(), [("differs", "token kid")], "{}", said.text);

    let claims = SessionClaims {
        tenant_id: None,
        ..SessionClaims::of("tenant-bikes")
    };
    let said = doctor.token(&stand_in.session_token(&claims)).run().await;
    assert_eq!(said.named("differs"), ["token claims"], "{}", said.text);
    assert!(said.line("token claims").contains("tenant_missing"), "{}", said.text);
    assert!(said.line("token verified").starts_with("ok "), "{}", said.text);
    let erp = said.line("ERP list of products");
    assert_eq!(erp, "not seen  ERP list of products: the token names no tenant");
    assert_eq!(stand_in.calls(Endpoint::Graphql), 4, "those of the first run alone");
    assert_eq!(said.status, 1);
}

#[tokio::test]
async fn a_token_that_is_refused_says_why_and_no_tenant_is_called_for() {
    let stand_in = StandIn::start().await;
    let usual = SessionClaims::of("tenant-bikes");
    let expired = SessionClaims {
        expires_at: Some(1_000_000_000),
        ..usual.clone()
    };
    let of_another_app = AppClaims {
        audience: json!("another-app"),
        ..AppClaims::default()
    };
    let doctor = Doctor::at(stand_in.url(), &stand_in);
    for (token, words) in [
        (stand_in.session_token(&expired), "refused as token_expired"),
        (
            stand_in.forge(&usual.header(), &usual.claims()),
            "refused as token_signature",
        ),
        (stand_in.app_token(&of_another_app), "set JTL_APP_ID to this one's id"),
        (
            stand_in.sign(
                &usual.header(),
                &json!({"exp": 9_999_999_999_u64, "userId": 7, "tenantId": "t"}),
            ),
            "token_claims",
        ),
    ] {
        let said = doctor.clone().token(&token).run().await;
        assert_eq!(said.named("differs"), ["token verified"], "{words}:\n{}", said.text);
        assert!(said.line("token verified").contains(words), "{}", said.text);
        assert!(
            said.line("ERP list of products").contains("the token is not accepted"),
            "{}",
            said.text
        );
        assert_eq!(said.status, 1);
    }
    let without_apps = doctor.clone().with("JTL_APP_ID", "").with("JTL_ISSUER", "");
    let of_another_issuer = AppClaims {
        issuer: Some("https://id.example".into()),
        ..AppClaims::default()
    };
    for (doctor, token, words) in [
        (&doctor, "no.token".to_owned(), "not three parts"),
        (
            &without_apps,
            stand_in.app_token(&AppClaims::default()),
            "set JTL_APP_ID",
        ),
        (&doctor, stand_in.app_token(&of_another_issuer), "set JTL_ISSUER"),
    ] {
        let said = doctor.clone().token(&token).run().await;
        said.must_have_failed("token", &[words]);
    }
    let without_sessions = doctor.with("JTL_SESSION_TOKENS", "off");
    let said = without_sessions.run().await;
    said.must_have_failed("token", &["JTL_SESSION_TOKENS to on"]);
    assert_eq!(stand_in.calls(Endpoint::Graphql), 0);
}
// </product-proxy>
