//! Text → token: never panics, and loses nothing of what it takes apart.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verify::token::UnverifiedToken;

fuzz_target!(|text: &str| {
    if let Ok(token) = UnverifiedToken::parse(text) {
        assert_eq!(format!("{}.{}", token.signed, token.signature), text);
        assert!(text.len() <= 8192 && text.bytes().all(|byte| byte.is_ascii_graphic()));
    }
});
