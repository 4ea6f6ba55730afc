use std::time::Duration;

use proptest::prelude::*;
use shared::verify::jwks::KeySet;
use shared::verify::token::{Algorithm, UnverifiedToken};

use super::*;

/// A line of what another implementation has made.
fn fixture(name: &str) -> &'static str {
    let mut lines = include_str!("../../tests/fixtures/signing.txt").lines();
    let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.expect("the fixture has a line of this name")
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(1_767_225_600 + seconds)
}

fn seed(number: u8) -> Seed {
    Seed::from_bytes([number; 32])
}

fn entry(kid: &str, state: &str) -> String {
    let seed = fixture("seed");
    format!(r#"{{"kid":"{kid}","seed":"{seed}","state":"{state}","since":1}}"#)
}

fn ring(entries: &[String]) -> Result<KeyRing, KeyRingError> {
    KeyRing::parse(&format!(r#"{{"keys":[{}]}}"#, entries.join(",")))
}

/// `kid` and state of every key.
fn states(ring: &KeyRing) -> Vec<(&str, State)> {
    ring.states().map(|(id, state, _)| (id, state)).collect()
}

fn verifies(ring: &KeyRing, token: &SecretString) -> bool {
    let keys =
        KeySet::parse(ring.key_set().to_string().as_bytes(), Algorithm::EdDsa).expect("a ring publishes usable keys");
    let token = UnverifiedToken::parse(token.expose_secret()).expect("a token of ours has the right form");
    keys.verify(&token).is_some()
}

#[test]
fn a_key_in_each_form_signs_and_is_published_as_another_implementation_does_it() {
    for form in ["seed", "pkcs8"] {
        let (kid, text) = (fixture("kid"), fixture(form));
        let ring = ring(&[format!(
            r#"{{"kid":"{kid}","{form}":"{text}","state":"active","since":1}}"#
        )])
        .unwrap();
        let token = ring.sign("at+jwt", fixture("claims"));
        assert_eq!(token.expose_secret(), fixture("token"));
        let jwk = json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": fixture("x"),
        });
        assert_eq!(ring.key_set(), json!({"keys": [jwk]}));
        assert!(verifies(&ring, &token));
    }
}

#[test]
fn a_byte_order_mark_before_the_keys_is_skipped() {
    let text = format!("\u{feff}{{\"keys\":[{}]}}\r\n", entry("a", "active"));
    assert_eq!(states(&KeyRing::parse(&text).unwrap()), [("a", State::Active)]);
}

#[test]
fn a_new_key_is_named_by_its_thumbprint() {
    let bytes = URL_SAFE_NO_PAD.decode(fixture("seed")).unwrap();
    let ring = KeyRing::new(&Seed::from_bytes(bytes.try_into().unwrap()), at(0));
    // As in RFC 8037, appendix A.3.
    assert_eq!(
        states(&ring),
        [("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", State::Active)]
    );
    let (one, other) = (KeyRing::new(&Seed::fresh(), at(0)), KeyRing::new(&Seed::fresh(), at(0)));
    assert_ne!(states(&one), states(&other));
}

#[test]
fn keys_that_cannot_be_used_are_refused_without_being_repeated() {
    let (active, hush) = (entry("a", "active"), fixture("seed"));
    assert!(ring(std::slice::from_ref(&active)).is_ok());
    let many: Vec<_> = (0..16).map(|number| entry(&number.to_string(), "retired")).collect();
    assert!(ring(&[&many[..15], std::slice::from_ref(&active)].concat()).is_ok());
    for entries in [
        vec![],
        vec![entry("a", "next")],
        vec![entry("a", "retired")],
        vec![entry("a", "active"), entry("b", "active")],
        vec![entry("a", "active"), entry("b", "next"), entry("c", "next")],
        vec![entry("a", "active"), entry("a", "retired")],
        [&many[..], std::slice::from_ref(&active)].concat(),
        vec![entry("", "active")],
        vec![entry("a b", "active")],
        vec![entry(&"a".repeat(65), "active")],
        vec![entry("a", "Active")],
        vec![active.replace("\"since\":1", "\"since\":-1")],
        vec![active.replace("\"since\":1", "\"since\":1,\"since\":1")],
        vec![active.replace("\"since\":1", "\"since\":1,\"use\":\"sig\"")],
        vec![active.replace(",\"since\":1", "")],
        vec![active.replace("seed", "pkcs8")],
        vec![active.replace("\"seed\"", &format!("\"pkcs8\":\"{}\",\"seed\"", fixture("pkcs8")))],
        vec![active.replace(hush, &hush[1..])],
        vec![active.replace(hush, &format!("{hush}="))],
        vec![active.replace("\"seed\"", "\"note\"")],
    ] {
        let error = ring(&entries).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&hush[1..]), "{error:?}");
    }
    for text in ["", "[]", "{}", hush, r#"{"keys":{}}"#] {
        let error = KeyRing::parse(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(hush), "{error:?}");
    }
}

#[test]
fn keys_do_not_print() {
    let ring = ring(&[entry("a", "active")]).unwrap();
    let shown = format!("{ring:?} {:?} {:?}", Seed::fresh(), ring.to_json());
    assert!(!shown.contains(fixture("seed")));
    assert!(
        shown.starts_with("KeyRing { keys: [a Active since 1] } Seed "),
        "{shown}"
    );
}

#[test]
fn what_is_written_is_read_back_as_it_was() {
    let pkcs8 = format!(
        r#"{{"kid":"p","pkcs8":"{}","state":"retired","since":2}}"#,
        fixture("pkcs8")
    );
    let ring = ring(&[entry("a", "active"), pkcs8, entry("n", "next")]).unwrap();
    let text = ring.to_json();
    let read = KeyRing::parse(text.expose_secret()).unwrap();
    assert_eq!(states(&read), states(&ring));
    assert_eq!(read.to_json().expose_secret(), text.expose_secret());
    assert_eq!(read.key_set(), ring.key_set());
}

#[test]
fn a_rotation_leaves_no_moment_in_which_a_good_token_is_refused() {
    let life = Duration::from_mins(15);
    let (ahead, over) = (PUBLISHED_AHEAD.as_secs(), (RETIRED_FOR + life).as_secs());
    let ring = KeyRing::new(&seed(1), at(0));
    let old = ring.sign("at+jwt", "{}");

    let ring = ring.with_next(&seed(2), at(10)).unwrap();
    assert!(verifies(&ring, &ring.sign("at+jwt", "{}")) && verifies(&ring, &old));
    assert_eq!(
        ring.sign("at+jwt", "{}").expose_secret(),
        old.expose_secret(),
        "the old one still signs"
    );
    let published = ring.key_set();
    assert_eq!(published["keys"].as_array().unwrap().len(), 2);

    let again = KeyRing::parse(ring.to_json().expose_secret()).unwrap();
    let until = at(10 + ahead);
    assert_eq!((again.rotates_from(), again.retires_from(life)), (Some(until), None));
    assert_eq!(
        again.rotated(at(9 + ahead)).unwrap_err(),
        ChangeError::TooEarly { until }
    );
    let ring = ring.rotated(until).unwrap();
    assert_eq!(ring.key_set(), published, "nobody has to know a new key");
    let new = ring.sign("at+jwt", "{}");
    assert_ne!(new.expose_secret(), old.expose_secret());
    assert!(verifies(&ring, &new) && verifies(&ring, &old));

    let again = KeyRing::parse(ring.to_json().expose_secret()).unwrap();
    let until = at(10 + ahead + over);
    assert_eq!((again.rotates_from(), again.retires_from(life)), (None, Some(until)));
    let early = again.without_retired(life, at(9 + ahead + over));
    assert_eq!(early.unwrap_err(), ChangeError::TooEarly { until });
    let ring = ring.without_retired(life, until).unwrap();
    assert!(verifies(&ring, &new) && !verifies(&ring, &old));
}

#[test]
fn a_change_that_makes_no_sense_is_refused() {
    let ring = || KeyRing::new(&seed(1), at(0));
    assert_eq!(ring().rotated(at(99_999)).unwrap_err(), ChangeError::NoNext);
    let none = ring().without_retired(Duration::ZERO, at(99_999)).unwrap_err();
    assert_eq!(none, ChangeError::NoneRetired);
    let two = ring().with_next(&seed(2), at(0)).unwrap();
    assert_eq!(two.with_next(&seed(3), at(0)).unwrap_err(), ChangeError::NextIsThere);
    let many: Vec<_> = (0..15).map(|number| entry(&number.to_string(), "retired")).collect();
    let full = super::tests::ring(&[many, vec![entry("a", "active")]].concat()).unwrap();
    assert_eq!(full.with_next(&seed(3), at(0)).unwrap_err(), ChangeError::Full);
}

proptest! {
    #[test]
    fn whatever_is_done_exactly_one_key_signs_and_is_published(changes in prop::collection::vec((0..3_u8, 0..9000_u64), 0..40)) {
        let (mut text, mut now) = (KeyRing::new(&seed(0), at(0)).to_json(), 0);
        for (number, (change, passed)) in (1..).zip(changes) {
            now += passed;
            let ring = KeyRing::parse(text.expose_secret()).unwrap();
            let changed = match change {
                0 => ring.with_next(&seed(number), at(now)),
                1 => ring.rotated(at(now)),
                _ => ring.without_retired(Duration::from_mins(15), at(now)),
            };
            if let Ok(ring) = changed {
                text = ring.to_json();
            }
            let ring = KeyRing::parse(text.expose_secret()).unwrap();
            let is_verified = verifies(&ring, &ring.sign("at+jwt", "{}"));
            prop_assert!(is_verified);
        }
    }
}
