//! Whatever is sent as a token or published as a key set: nothing panics, and only what a model
//! of the rules accepts is accepted.
//!
//! 2,000 cases each; `PROPTEST_CASES` asks for more.

use std::sync::LazyLock;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use verify::jwks::KeySet;
use verify::token::{Algorithm, UnverifiedToken};

use crate::verifying::verify;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_refused_or_taken_apart_without_loss(text in text_like_a_token()) {
        if let Ok(token) = UnverifiedToken::parse(&text) {
            prop_assert_eq!(format!("{}.{}", token.signed, token.signature), text.as_str());
            prop_assert!(text.len() <= 8192 && text.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert!(token.unverified_key_id.is_none_or(|id| id.chars().count() <= 256));
        }
        prop_assert!(verify(&key_set(), &text, NOW).is_none());
    }

    #[test]
    fn no_change_of_a_token_is_accepted(changes in vec(change(), 1..4)) {
        let good = signed(&json!({"alg": "EdDSA"}), &claims());
        prop_assert!(verify(&key_set(), &good, NOW).is_some());
        let mut changed: Vec<char> = good.chars().collect();
        for (at, cut, insert) in changes {
            let at = at.index(changed.len() + 1);
            let cut = cut.min(changed.len() - at);
            changed.splice(at..at + cut, insert.chars());
        }
        let changed: String = changed.into_iter().collect();
        prop_assert_eq!(verify(&key_set(), &changed, NOW).is_some(), changed == good);
    }

    #[test]
    fn a_signed_header_is_accepted_if_it_asks_for_nothing_else(members in vec(header_member(), 0..4)) {
        let mut header = Map::from_iter([("alg".to_owned(), json!("EdDSA"))]);
        header.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let is_right = matches!(header["alg"].as_str(), Some("EdDSA" | "Ed25519"))
            && !header.contains_key("crit")
            && !header.contains_key("b64")
            && header.get("kid").is_none_or(|id| id == "own");
        let token = signed(&header.into(), &claims());
        prop_assert_eq!(verify(&key_set(), &token, NOW).is_some(), is_right, "{}", token);
    }

    #[test]
    fn a_session_says_what_the_signed_claims_say_or_there_is_none(members in vec(claim(), 0..5)) {
        let mut claims = claims();
        for (name, value) in members {
            claims[name] = value;
        }
        let is_text = |name: &str| {
            claims[name].as_str().is_some_and(|text| text.chars().count() <= 256 && !text.contains(['\n', '\u{85}', '\u{2028}']))
        };
        let is_right = claims["exp"].as_f64().is_some_and(|at| NOW_F < at + 5.0)
            && claims["nbf"].as_f64().is_some_and(|at| at <= NOW_F + 5.0)
            && claims["iat"].is_number()
            && is_text("userId") && claims["userId"] != ""
            && is_text("tenantSlug")
            && claims["tenantId"].as_str().is_some_and(|id| {
                (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            });
        let session = verify(&key_set(), &signed(&json!({"alg": "EdDSA"}), &claims), NOW);
        prop_assert_eq!(session.is_some(), is_right, "{}", claims);
        if let Some(session) = session {
            prop_assert_eq!(session.user_id(), claims["userId"].as_str().unwrap_or_default());
            let tenant = session.into_tenant_session().expect("there is a tenant in the claims");
            prop_assert_eq!(tenant.tenant_id(), claims["tenantId"].as_str().unwrap_or_default());
            prop_assert_eq!(tenant.tenant_slug(), claims["tenantSlug"].as_str());
        }
    }

    #[test]
    fn any_payload_that_is_signed_is_refused_or_has_the_claims_of_a_session(payload in prop_oneof![
        vec(any::<u8>(), 0..200),
        json_value().prop_map(|value| value.to_string().into_bytes()),
        (json_value(), any::<Index>()).prop_map(|(value, at)| {
            let mut text = value.to_string().into_bytes();
            let at = at.index(text.len());
            text[at] ^= 0x21;
            text
        }),
    ]) {
        let token = signed_bytes(br#"{"alg":"EdDSA"}"#, &payload);
        if let Some(session) = verify(&key_set(), &token, NOW) {
            // Chance may write a claim or two.
            let claims: Value = serde_json::from_slice(&payload).expect("a session is made of JSON");
            prop_assert!(claims["exp"].as_f64().is_some_and(|at| NOW_F < at + 5.0), "{}", claims);
            prop_assert_eq!(claims["userId"].as_str(), Some(session.user_id()), "{}", claims);
        }
    }

    #[test]
    fn junk_never_hides_a_good_key_and_never_is_one(junk in vec(json_value(), 0..12), at in any::<Index>()) {
        let good = signed(&json!({"alg": "EdDSA"}), &claims());
        let mut members = junk;
        let foreign = json!({ "keys": members }).to_string();
        prop_assert!(verify(foreign.as_bytes(), &good, NOW).is_none());
        members.insert(at.index(members.len() + 1), own_key());
        let published = json!({ "keys": members }).to_string();
        prop_assert!(verify(published.as_bytes(), &good, NOW).is_some(), "{}", published);
    }

    #[test]
    fn any_change_of_a_member_leaves_a_key_that_verifies_or_none(members in vec(key_member(), 0..4)) {
        let mut key = own_key();
        for (name, value) in members {
            key[name] = value;
        }
        let of = |name: &str| key.get(name).cloned();
        let is_right = key["kty"] == "OKP"
            && key["crv"] == "Ed25519"
            && key["x"] == own_key()["x"]
            && of("use").is_none_or(|value| value == "sig")
            && of("alg").is_none_or(|value| value == "EdDSA" || value == "Ed25519")
            && of("key_ops").is_none_or(|value| value.as_array().is_some_and(|all| all.contains(&json!("verify"))))
            && of("kid").is_none_or(|value| value.is_string());
        let good = signed(&json!({"alg": "EdDSA"}), &claims());
        let published = json!({ "keys": [key] }).to_string();
        prop_assert_eq!(verify(published.as_bytes(), &good, NOW).is_some(), is_right, "{}", published);
    }

    #[test]
    fn any_bytes_are_a_key_set_or_none(bytes in vec(any::<u8>(), 0..300), at in any::<Index>(), flip in 1_u8..) {
        prop_assert!(KeySet::parse(&bytes, Algorithm::EdDsa).is_err());
        let mut published = key_set();
        let at = at.index(published.len());
        published[at] ^= flip;
        // Most changes leave no key or another one; whatever is left, reading it is safe.
        let good = signed(&json!({"alg": "EdDSA"}), &claims());
        let forged = format!("{}AAAA", &good[..good.len() - 4]);
        prop_assert!(verify(&published, &forged, NOW).is_none());
    }
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases.max(2_000),
        failure_persistence: None,
        ..usual
    }
}

fn text_like_a_token() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        json_value().prop_map(|value| URL_SAFE_NO_PAD.encode(value.to_string())),
        Just(URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA"}"#)),
        Just(URL_SAFE_NO_PAD.encode([7; 64])),
        "[A-Za-z0-9_=+/-]{0,90}",
    ];
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9_.-]{0,300}",
        vec(part, 1..5).prop_map(|parts| parts.join(".")),
        (8_000_usize..8_300).prop_map(|length| format!("a.{}.b", "A".repeat(length))),
    ]
}

fn change() -> impl Strategy<Value = (Index, usize, String)> {
    (
        any::<Index>(),
        0_usize..4,
        prop_oneof![Just(String::new()), "[A-Za-z0-9_.=-]{1,4}", any::<String>()],
    )
}

fn header_member() -> impl Strategy<Value = (&'static str, Value)> {
    let name = select(vec![
        "alg", "kid", "typ", "cty", "jwk", "jku", "x5u", "x5c", "crit", "b64", "enc", "zip",
    ]);
    let value = prop_oneof![
        select(vec![
            json!("EdDSA"),
            json!("Ed25519"),
            json!("none"),
            json!("RS256"),
            json!("own"),
            json!("k".repeat(300))
        ]),
        json_value(),
    ];
    (name, value)
}

fn claim() -> impl Strategy<Value = (&'static str, Value)> {
    let name = select(vec![
        "exp",
        "nbf",
        "iat",
        "userId",
        "tenantId",
        "tenantSlug",
        "iss",
        "aud",
        "kid",
    ]);
    let value = prop_oneof![
        (-10_i64..10).prop_map(|from_now| json!(i64::try_from(NOW).unwrap_or_default() + from_now)),
        "[A-Za-z0-9_-]{0,70}".prop_map(Value::from),
        "[äöü€😀 /.\n\u{85}\u{2028}]{0,3}".prop_map(Value::from),
        (250_usize..260).prop_map(|length| "ü".repeat(length).into()),
        json_value(),
    ];
    (name, value)
}

fn key_member() -> impl Strategy<Value = (&'static str, Value)> {
    let name = select(vec!["kty", "crv", "x", "use", "alg", "key_ops", "kid", "d", "n"]);
    let known = [
        "OKP", "EC", "Ed25519", "Ed448", "EdDSA", "ES256", "sig", "enc", "own", "verify",
    ]
    .map(Value::from);
    let value = prop_oneof![
        select(known.to_vec()),
        Just(json!(["sign", "verify"])),
        vec(any::<u8>(), 30..34).prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes).into()),
        json_value(),
    ];
    (name, value)
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        // Neither a control character nor one that ends a line: the model of claims is simple.
        "[a-zA-Z0-9 äß€\"\\\\]{0,12}".prop_map(Value::from),
    ];
    let names = prop_oneof![
        "[a-z]{0,4}",
        select(vec!["alg", "kid", "kty", "crv", "x", "exp", "userId"]).prop_map(str::to_owned)
    ];
    leaf.prop_recursive(3, 20, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((names.clone(), inner), 0..5).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn claims() -> Value {
    json!({"exp": NOW + 60, "nbf": NOW, "iat": NOW, "userId": "u", "tenantId": "t", "tenantSlug": "s"})
}

fn own_key() -> Value {
    let x = URL_SAFE_NO_PAD.encode(KEY.public_key());
    json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "own"})
}

fn key_set() -> Vec<u8> {
    json!({"keys": [own_key()]}).to_string().into_bytes()
}

fn signed(header: &Value, claims: &Value) -> String {
    signed_bytes(header.to_string().as_bytes(), claims.to_string().as_bytes())
}

fn signed_bytes(header: &[u8], claims: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = KEY.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

static KEY: LazyLock<Ed25519KeyPair> =
    LazyLock::new(|| Ed25519KeyPair::from_seed_unchecked(&[42; 32]).expect("32 bytes are a seed"));
const NOW: u64 = 1_800_000_000;
const NOW_F: f64 = 1_800_000_000.0;
