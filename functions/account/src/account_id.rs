//! The name of an account that never changes.

use std::fmt;

use crate::hex;
use crate::random::random;

/// 128 random bits, written as 32 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountId([u8; Self::LENGTH]);

impl AccountId {
    /// In bytes.
    pub const LENGTH: usize = 16;

    /// One that no account has.
    pub fn new() -> Self {
        Self(random())
    }

    /// The id that is written so, and in no other form.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    pub(crate) fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl Default for AccountId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_in_its_own_spelling_only() {
        let id = AccountId::new();
        let text = id.to_string();
        assert_eq!(AccountId::parse(&text), Some(id));
        assert_ne!(AccountId::new(), id);
        let letters = "abcdef00112233445566778899aabbcc";
        assert!(AccountId::parse(letters).is_some());
        for wrong in [
            "",
            &letters.to_uppercase(),
            &letters[1..],
            &format!("{letters}0"),
            &letters.replace('a', "g"),
            &letters.replace('a', "+"),
            &letters.replace("ab", "é"),
        ] {
            assert_eq!(AccountId::parse(wrong), None, "{wrong:?}");
        }
    }
}
