use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use serde_json::json;
use stand_in::{SessionClaims, StandIn};

use crate::token::{bytes, claims, header};

/// Number of published keys that a token fits.
fn fitting_keys(stand_in: &StandIn, token: &str) -> usize {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let set = stand_in.key_set();
    let keys = set["keys"].as_array().unwrap().iter();
    let keys = keys.map(|key| UnparsedPublicKey::new(&ED25519, bytes(key["x"].as_str().unwrap())));
    let signature = bytes(signature);
    keys.filter(|key| key.verify(signed.as_bytes(), &signature).is_ok())
        .count()
}

#[tokio::test]
async fn a_session_token_says_who_and_where_and_fits_the_published_key() {
    let stand_in = StandIn::start().await;

    let token = stand_in.session_token(&SessionClaims::of("tenant-coffee"));

    assert_eq!(header(&token), json!({ "alg": "EdDSA", "typ": "JWT" }));
    let claims = claims(&token);
    assert_eq!(claims["tenantId"], "tenant-coffee");
    assert_eq!(claims["tenantSlug"], "coffee");
    assert_eq!(claims["userId"], "user-1");
    assert!(claims["exp"].is_i64());
    assert_eq!(fitting_keys(&stand_in, &token), 1);
}

#[tokio::test]
async fn what_a_session_leaves_out_is_not_in_the_token() {
    let stand_in = StandIn::start().await;
    let bare = SessionClaims {
        expires_at: Some(7),
        kid: Some("key-7".into()),
        ..SessionClaims::default()
    };

    let token = stand_in.session_token(&bare);

    assert_eq!(header(&token)["kid"], "key-7");
    assert_eq!(claims(&token), json!({ "exp": 7, "kid": "4711" }));
}

#[tokio::test]
async fn any_bytes_can_be_signed() {
    let stand_in = StandIn::start().await;

    let token = stand_in.sign_bytes(b"not json", &[0xff, 0xfe]);

    let [header, claims, _] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(bytes(header), b"not json");
    assert_eq!(bytes(claims), [0xff, 0xfe]);
    assert_eq!(fitting_keys(&stand_in, &token), 1);
}

#[tokio::test]
async fn a_forged_token_fits_no_key_ever_published() {
    let stand_in = StandIn::start().await;
    stand_in.publish_next_key();

    let claims = SessionClaims::of("tenant-bikes");
    let forged = stand_in.forge(&claims.header(), &claims.claims());

    assert_eq!(fitting_keys(&stand_in, &forged), 0);
    stand_in.rotate_keys(true);
    assert_eq!(fitting_keys(&stand_in, &forged), 0);
}

#[tokio::test]
async fn a_rotation_signs_with_a_new_key_and_withdraws_the_old_one_on_demand() {
    let stand_in = StandIn::start().await;
    let claims = SessionClaims::of("tenant-bikes");

    let old = stand_in.session_token(&claims);
    stand_in.rotate_keys(true);
    let new = stand_in.session_token(&claims);
    assert_eq!((fitting_keys(&stand_in, &old), fitting_keys(&stand_in, &new)), (1, 1));

    stand_in.rotate_keys(false);
    assert_eq!((fitting_keys(&stand_in, &old), fitting_keys(&stand_in, &new)), (0, 0));
}
