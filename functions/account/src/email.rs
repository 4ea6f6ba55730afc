//! Email addresses: their form, and when two are the same.
//!
//! An address is what a browser's own form takes (HTML Living Standard, "valid email address"),
//! within the sizes of RFC 5321, section 4.5.3.1: ASCII throughout, so that no two addresses look
//! alike (an international domain is written as `xn--…`), and without spaces anywhere. Nothing is
//! trimmed or otherwise corrected: anything else is refused.

use std::fmt;

/// An address as it was sent; equal addresses have equal canonical forms.
#[derive(Clone)]
pub struct Email {
    sent: String,
    canonical: String,
}

/// The text is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Longer than any address that can be delivered to.
    #[error("must have at most 254 characters, 64 of them before the @")]
    TooLong,
    /// Of another form.
    #[error("must be an address such as name@example.org, in ASCII and without spaces")]
    NotAnAddress,
}

impl Email {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        if text.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::NotAnAddress)?;
        let is_address = !local.is_empty() && local.bytes().all(is_of_local_part) && domain.split('.').all(is_label);
        if !is_address {
            return Err(EmailError::NotAnAddress);
        }
        if local.len() > LONGEST_LOCAL_PART {
            return Err(EmailError::TooLong);
        }
        Ok(Self {
            sent: text.to_owned(),
            canonical: text.to_ascii_lowercase(),
        })
    }

    /// As it was sent: the form to write to.
    pub fn as_str(&self) -> &str {
        &self.sent
    }

    /// In lower case: the form to compare. RFC 5321 lets a host tell `Anna@` from `anna@`; none
    /// is known to, and to us they are one account.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Email {}

/// Not the address: a person's data stays out of logs.
impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email")
    }
}

fn is_of_local_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

/// RFC 1034, section 3.5, as RFC 1123 has changed it.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

const LONGEST: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_sent_and_compared_in_lower_case() {
        let email = Email::parse("Anna.Lee+shop@Example.ORG").unwrap();
        assert_eq!(email.as_str(), "Anna.Lee+shop@Example.ORG");
        assert_eq!(email.canonical(), "anna.lee+shop@example.org");
        assert_eq!(email, Email::parse("anna.lee+SHOP@example.org").unwrap());
        assert_ne!(email, Email::parse("annalee+shop@example.org").unwrap());
    }

    #[test]
    fn addresses_of_every_usual_form_are_taken() {
        for text in [
            "a@b",
            "anna@localhost",
            "anna@mail.example.org",
            "o'neil@example.org",
            "anna@xn--mnchen-3ya.example",
            "1@1.example",
        ] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
        let longest = format!(
            "{}@{}.{}.{}",
            "a".repeat(64),
            "b".repeat(63),
            "c".repeat(63),
            "d".repeat(61)
        );
        assert_eq!(longest.len(), 254);
        assert!(Email::parse(&longest).is_ok());
    }

    #[test]
    fn anything_else_is_refused_and_not_put_right() {
        for text in [
            "",
            "@",
            "anna",
            "anna@",
            "@example.org",
            "anna@@example.org",
            "anna@example@org",
            "anna@example..org",
            "anna@.example",
            "anna@example.",
            "anna@-example.org",
            "anna@example-.org",
            "anna@exam_ple.org",
            " anna@example.org",
            "anna@example.org ",
            "anna@example.org\n",
            "an na@example.org",
            "anna@example.org\0",
            "anna\u{7f}@example.org",
            "\"anna\"@example.org",
            "anna,ben@example.org",
            "Anna <anna@example.org>",
            "anna@[127.0.0.1]",
        ] {
            assert_eq!(Email::parse(text).unwrap_err(), EmailError::NotAnAddress, "{text:?}");
        }
    }

    #[test]
    fn a_look_alike_is_no_address() {
        // Cyrillic а, full-width letters, a ligature, a combining accent, a joiner that shows
        // nothing, and a K that becomes an ASCII k in lower case.
        for text in [
            "аnna@example.org",
            "ａｎｎａ@example.org",
            "anna＠example.org",
            "a\u{fb01}@example.org",
            "anne\u{301}@example.org",
            "an\u{200d}na@example.org",
            "\u{212a}arl@example.org",
            "anna@exämple.org",
        ] {
            assert_eq!(Email::parse(text).unwrap_err(), EmailError::NotAnAddress, "{text:?}");
        }
    }

    #[test]
    fn an_address_that_is_too_long_is_called_so() {
        let local = format!("{}@example.org", "a".repeat(65));
        let whole = format!("a@{}.org", ["b"; 130].join("."));
        for text in [local, whole, "a".repeat(10_000_000)] {
            assert_eq!(Email::parse(&text).unwrap_err(), EmailError::TooLong);
        }
    }

    #[test]
    fn an_address_does_not_print() {
        let email = Email::parse("anna@example.org").unwrap();
        assert!(!format!("{email:?}").contains("anna"));
    }
}
