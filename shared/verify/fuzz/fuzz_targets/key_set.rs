//! JSON → key set: never panics, and no key that can be read out of it verifies a token that
//! nobody signed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verify::jwks::KeySet;
use verify::token::{Algorithm, UnverifiedToken};

fuzz_target!(|json: &[u8]| {
    let _ = KeySet::parse(json, Algorithm::Rs256);
    if let Ok(keys) = KeySet::parse(json, Algorithm::EdDsa) {
        for unsigned in UNSIGNED {
            let token = UnverifiedToken::parse(unsigned).expect("its form is right");
            assert!(keys.verify(&token).is_none(), "{unsigned}");
        }
    }
});

/// `{"alg":"EdDSA"}` and `{}`; R the neutral point and S zero, which every key of order 1 signs,
/// and 64 zeros.
const UNSIGNED: [&str; 2] = [
    "eyJhbGciOiJFZERTQSJ9.e30.AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "eyJhbGciOiJFZERTQSJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];
