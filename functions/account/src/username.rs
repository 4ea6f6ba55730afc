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
pub enum UsernameError {
    /// Too short, too long, or of other characters.
    #[error("must be 3 to 64 of A-Z, a-z, 0-9, dot, underscore and hyphen, beginning with a letter or digit")]
    Form,
    /// Whoever has it seems to speak for the app.
    #[error("is reserved; choose another one")]
    Reserved,
}

impl Username {
    /// One that somebody chooses: it has the form, and is not reserved.
    pub fn chosen(text: &str) -> Result<Self, UsernameError> {
        let username = Self::parse(text)?;
        if RESERVED.contains(&username.canonical()) {
            return Err(UsernameError::Reserved);
        }
        Ok(username)
    }

    /// Checks the form. Somebody on record may have one that is reserved.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let is_username = (3..=64).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if !is_username {
            return Err(UsernameError::Form);
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

/// Names of roles in RFC 2142 (sections 3 to 5), those of the mailboxes by which a domain's owner is
/// known to certificate authorities (CA/Browser Forum, Baseline Requirements, 3.2.2.4.4), and `root`.
const RESERVED: [&str; 18] = [
    "abuse",
    "admin",
    "administrator",
    "ftp",
    "hostmaster",
    "info",
    "marketing",
    "news",
    "noc",
    "postmaster",
    "root",
    "sales",
    "security",
    "support",
    "usenet",
    "uucp",
    "webmaster",
    "www",
];

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
            assert_eq!(Username::parse(text).unwrap_err(), UsernameError::Form, "{text:?}");
        }
    }

    #[test]
    fn a_name_of_a_role_is_kept_by_whoever_has_it_and_chosen_by_nobody() {
        for text in ["admin", "Admin", "ROOT", "support", "postmaster"] {
            assert_eq!(Username::chosen(text).unwrap_err(), UsernameError::Reserved, "{text}");
            assert!(Username::parse(text).is_ok(), "{text}");
        }
        for text in ["anna", "admin2", "the-admin", "adminn"] {
            assert!(Username::chosen(text).is_ok(), "{text}");
        }
        assert_eq!(Username::chosen("a").unwrap_err(), UsernameError::Form);
    }
}
