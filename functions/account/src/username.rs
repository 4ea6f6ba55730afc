//! Usernames: their form, and when two are the same.

use std::fmt;

/// 3 to 64 of `A-Z a-z 0-9 . _ -`, the first one a letter or digit: ASCII, so that no two look
/// alike, and without `@`, so that none is an email address. Equal but for case is equal.
#[derive(Clone)]
pub struct Username {
    sent: String,
    canonical: String,
}

/// The text is not a username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 3 to 64 of A-Z, a-z, 0-9, dot, underscore and hyphen, beginning with a letter or digit")]
pub struct UsernameError;

impl Username {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let is_username = (3..=64).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if !is_username {
            return Err(UsernameError);
        }
        Ok(Self {
            sent: text.to_owned(),
            canonical: text.to_ascii_lowercase(),
        })
    }

    /// As it was sent.
    pub fn as_str(&self) -> &str {
        &self.sent
    }

    /// In lower case: the form to compare.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

impl PartialEq for Username {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Username {}

/// Not the name: a person's data stays out of logs.
impl fmt::Debug for Username {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Username")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_kept_as_sent_and_compared_in_lower_case() {
        let username = Username::parse("Anna_Lee-2.0").unwrap();
        assert_eq!(
            (username.as_str(), username.canonical()),
            ("Anna_Lee-2.0", "anna_lee-2.0")
        );
        assert_eq!(username, Username::parse("anna_lee-2.0").unwrap());
        assert!(Username::parse("abc").is_ok() && Username::parse(&"a".repeat(64)).is_ok());
    }

    #[test]
    fn anything_else_is_refused_and_not_put_right() {
        let long = "a".repeat(65);
        for text in [
            "",
            "ab",
            &long,
            "anna ",
            " anna",
            "anna@b",
            "_anna",
            ".anna",
            "-anna",
            "an na",
            "anna\0",
            "аnna",
            "ann\u{212a}",
            "annä",
        ] {
            assert_eq!(Username::parse(text).unwrap_err(), UsernameError, "{text:?}");
        }
    }
}
