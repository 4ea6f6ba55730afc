//! The name that a person wants to be called by.

use std::fmt;

/// 1 to 128 characters, not only white space, none of which ends a line or is another control
/// character: `shared::verify::session` takes no others in a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

/// The text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 128 characters in one line")]
pub struct NameError;

impl Name {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let breaks_lines = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        let is_name = !text.trim().is_empty() && text.chars().nth(LONGEST).is_none() && !text.contains(breaks_lines);
        is_name.then(|| Self(text.to_owned())).ok_or(NameError)
    }

    /// As it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not the name: a person's data stays out of logs.
impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Name")
    }
}

const LONGEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_any_script() {
        let longest = "ä".repeat(128);
        for text in ["A", "Zoë Lee-O'Neil", "李小龍", " x", &longest] {
            assert_eq!(Name::parse(text).unwrap().as_str(), text);
        }
        let too_long = "ä".repeat(129);
        for text in ["", " ", "\u{3000}", "a\nb", "a\0", "a\u{2028}b", "a\u{85}b", &too_long] {
            assert_eq!(Name::parse(text).unwrap_err(), NameError, "{text:?}");
        }
    }
}
