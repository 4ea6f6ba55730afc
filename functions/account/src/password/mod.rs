//! Passwords: which ones may be chosen, and how they are hashed and verified.

mod common;
mod hash;
mod hasher;

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretBox};

pub use hash::{Cost, PasswordHash};
pub use hasher::{Hasher, HashingError, Verification};

/// A password exactly as it was sent: never trimmed, cut off, normalized or changed in case (ASVS
/// 6.2.8). It does not print and is wiped when its last copy is dropped.
#[derive(Clone)]
pub struct Password(Arc<SecretBox<String>>);

/// The text is no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was sent.
    #[error("must not be empty")]
    Empty,
    /// Fewer than 8 characters.
    #[error("must have at least 8 characters")]
    TooShort,
    /// More than 128 characters.
    #[error("must have at most 128 characters")]
    TooLong,
    /// It holds U+0000, at which bcrypt would stop reading.
    #[error("must not contain the character NUL")]
    Nul,
    /// One of the 3,000 commonest.
    #[error("is one of the commonest passwords; choose another one")]
    Common,
}

impl Password {
    /// A password presented at a login: 1 to 128 characters (Unicode scalar values). The rules for
    /// choosing one may be younger than it.
    pub fn presented(text: String) -> Result<Self, PasswordError> {
        // First into what wipes it.
        let password = Self(Arc::new(SecretBox::new(Box::new(text))));
        match password.expose() {
            "" => Err(PasswordError::Empty),
            text if text.chars().nth(LONGEST).is_some() => Err(PasswordError::TooLong),
            text if text.contains('\0') => Err(PasswordError::Nul),
            _ => Ok(password),
        }
    }

    /// A newly chosen password: 8 to 128 characters, none of the 3,000 commonest, and no other
    /// rule (ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.9).
    pub fn chosen(text: String) -> Result<Self, PasswordError> {
        let password = Self::presented(text)?;
        match password.expose() {
            text if text.chars().nth(SHORTEST - 1).is_none() => Err(PasswordError::TooShort),
            text if common::is_common(text) => Err(PasswordError::Common),
            _ => Ok(password),
        }
    }

    fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password")
    }
}

const SHORTEST: usize = 8;
const LONGEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_password_has_8_to_128_characters_of_any_kind() {
        for text in [
            "abcdefg!",
            "ääääääää",
            "🦀🦀🦀🦀🦀🦀🦀🦀",
            "        ",
            " leading and trailing ",
            &"x".repeat(128),
            &"🦀".repeat(128),
        ] {
            assert_eq!(Password::chosen(text.to_owned()).unwrap().expose(), text);
        }
        for (text, error) in [
            ("", PasswordError::Empty),
            ("abcdef!", PasswordError::TooShort),
            // Seven characters in 14 bytes.
            ("äääääää", PasswordError::TooShort),
            (&"x".repeat(129), PasswordError::TooLong),
            (&"🦀".repeat(129), PasswordError::TooLong),
            ("abcdefg\0h", PasswordError::Nul),
            ("password1", PasswordError::Common),
            ("Password1", PasswordError::Common),
        ] {
            assert_eq!(Password::chosen(text.to_owned()).unwrap_err(), error, "{text:?}");
        }
    }

    #[test]
    fn an_old_password_may_be_presented_that_could_not_be_chosen_now() {
        for text in ["x", "password1"] {
            assert!(Password::presented(text.to_owned()).is_ok());
        }
        for (text, error) in [
            ("", PasswordError::Empty),
            ("\0", PasswordError::Nul),
            (&"x".repeat(129), PasswordError::TooLong),
        ] {
            assert_eq!(Password::presented(text.to_owned()).unwrap_err(), error);
        }
    }

    #[test]
    fn a_password_does_not_print() {
        let password = Password::chosen("hush hush hush".into()).unwrap();
        assert_eq!(
            format!("{password:?} {:?}", Some(password.clone())),
            "Password Some(Password)"
        );
    }
}
