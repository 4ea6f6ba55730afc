use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};
use stand_in::{AppClaims, StandIn, TENANTS};

use crate::token::{bytes, claims, header};

/// The ids of the published keys a token fits.
fn fitting_keys(stand_in: &StandIn, token: &str) -> Vec<String> {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = bytes(signature);
    let set = stand_in.app_key_set();
    let fits = |key: &&Value| {
        let [n, e] = ["n", "e"].map(|name| bytes(key[name].as_str().unwrap()));
        RsaPublicKeyComponents { n, e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
            .is_ok()
    };
    let keys = set["keys"].as_array().unwrap().iter().filter(fits);
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_app_token_says_who_where_and_for_whom_and_fits_the_published_key() {
    let stand_in = StandIn::start().await;

    let token = stand_in.app_token(&AppClaims::of("tenant-coffee"));

    let key_id = stand_in.app_key_id();
    assert_eq!(header(&token), json!({ "alg": "RS256", "typ": "JWT", "kid": key_id }));
    let mut claims = claims(&token);
    let [issued, expires] = ["iat", "exp"].map(|name| claims[name].take().as_i64().unwrap());
    assert_eq!(expires - issued, 3600);
    let expected = json!({
        "iss": stand_in.url(),
        "aud": ["stand-in-app", "stand-in-project"],
        "sub": "user-1",
        "iat": null,
        "exp": null,
        "urn:jtl:tenant_id": "tenant-coffee",
        "urn:jtl:app_id": StandIn::app_id(),
    });
    assert_eq!(claims, expected);
    assert_eq!(fitting_keys(&stand_in, &token), [key_id]);
}

#[tokio::test]
async fn the_usual_app_token_is_valid_at_a_tenant_of_the_erp() {
    let stand_in = StandIn::start().await;

    let usual = claims(&stand_in.app_token(&AppClaims::default()));

    assert_eq!(usual["urn:jtl:tenant_id"], TENANTS[0].id);
    assert_eq!(usual["iss"], stand_in.url());
}

#[tokio::test]
async fn what_an_app_session_leaves_out_is_not_in_the_token() {
    let stand_in = StandIn::start().await;
    let bare = AppClaims {
        tenant_id: None,
        user_id: None,
        audience: Value::Null,
        app_id: None,
        issuer: Some("https://elsewhere.example".into()),
        expires_at: Some(7),
        kid: Some("chosen".into()),
    };

    let token = stand_in.app_token(&bare);

    assert_eq!(header(&token)["kid"], "chosen");
    let mut claims = claims(&token);
    assert!(claims["iat"].take().is_i64());
    let expected = json!({ "iss": "https://elsewhere.example", "exp": 7, "iat": null });
    assert_eq!(claims, expected);
}

#[tokio::test]
async fn any_header_and_claims_can_be_signed_with_the_app_key() {
    let stand_in = StandIn::start().await;
    let said = json!({ "alg": "EdDSA", "kid": stand_in.key_id() });

    let token = stand_in.sign_app(&said, &json!(["no", "object"]));

    assert_eq!(header(&token), said);
    assert_eq!(claims(&token), json!(["no", "object"]));
    assert_eq!(fitting_keys(&stand_in, &token), [stand_in.app_key_id()]);
}

#[tokio::test]
async fn a_forged_app_token_fits_no_key_ever_published() {
    let stand_in = StandIn::start().await;
    let usual = AppClaims::default();

    let forged = stand_in.forge_app(&usual.header(&stand_in.app_key_id()), &usual.claims(stand_in.url()));

    assert_eq!(header(&forged)["kid"], stand_in.app_key_id());
    assert!(fitting_keys(&stand_in, &forged).is_empty());
    stand_in.rotate_app_keys(true);
    assert!(fitting_keys(&stand_in, &forged).is_empty());
}

#[tokio::test]
async fn a_rotation_of_app_keys_signs_with_a_new_one_and_withdraws_the_old_one_on_demand() {
    let stand_in = StandIn::start().await;
    let usual = AppClaims::default();

    let old = stand_in.app_token(&usual);
    stand_in.rotate_app_keys(true);
    let new = stand_in.app_token(&usual);
    assert_eq!(fitting_keys(&stand_in, &old), ["stand-in-rsa-1"]);
    assert_eq!(fitting_keys(&stand_in, &new), ["stand-in-rsa-2"]);
    assert_eq!(header(&new)["kid"], "stand-in-rsa-2");

    stand_in.rotate_app_keys(false);
    assert!(fitting_keys(&stand_in, &old).is_empty() && fitting_keys(&stand_in, &new).is_empty());
}
