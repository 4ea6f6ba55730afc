//! Values of a caller as they may stand in a log line: an excerpt of a claim or a header, and
//! the name of a token instead of the token.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};

/// The first 64 characters of a text, escaped so that they neither end the line nor turn it
/// round; `…` where more was cut off.
pub struct Excerpt<'a>(pub &'a str);

/// Name of a token in log lines: the first 8 hex digits of its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenFingerprint([u8; 4]);

impl TokenFingerprint {
    /// The name of a token, or of whatever was sent as one.
    pub fn from_token(token: &str) -> Self {
        let hash = digest(&SHA256, token.as_bytes());
        let first = hash.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
        Self(*first)
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(LONGEST) {
            write!(formatter, "{}", character.escape_debug())?;
        }
        match characters.next() {
            Some(_) => formatter.write_str("…"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Excerpt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}

impl fmt::Display for TokenFingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for TokenFingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenFingerprint({self})")
    }
}

const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_of_at_most_64_characters() {
        assert_eq!(Excerpt("Käse & Co").to_string(), "Käse & Co");
        let forged = "a\r\n2026 INFO \"b\"\t\u{1b}[31m\u{2028}\u{202e}\u{0}\\";
        let shown = Excerpt(forged).to_string();
        assert_eq!(shown, r#"a\r\n2026 INFO \"b\"\t\u{1b}[31m\u{2028}\u{202e}\0\\"#);
        assert_eq!(Excerpt(&"ä".repeat(64)).to_string(), "ä".repeat(64));
        assert_eq!(
            format!("{:?}", Excerpt(&"ä".repeat(65))),
            format!("\"{}…\"", "ä".repeat(64))
        );
    }

    #[test]
    fn a_token_is_named_by_the_start_of_its_hash() {
        // FIPS 180-4's own example: the SHA-256 of "abc" begins with ba7816bf.
        assert_eq!(TokenFingerprint::from_token("abc").to_string(), "ba7816bf");
        assert_eq!(
            format!("{:?}", TokenFingerprint::from_token("abc")),
            "TokenFingerprint(ba7816bf)"
        );
    }
}
