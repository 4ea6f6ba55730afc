//! The name that a person wants to be called by.

use std::fmt;

/// 1 to 128 characters, not only white space, none of which ends a line or is another control
/// character: `shared::verify::session` takes no others in a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

/// The text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty, too long, or more than a line.
    #[error("must be 1 to 128 characters in one line")]
    Form,
    /// Nothing of it can be seen.
    #[error("must have a character that can be seen")]
    Invisible,
}

impl Name {
    /// One that somebody chooses: it has the form, and can be seen.
    pub fn chosen(text: &str) -> Result<Self, NameError> {
        let name = Self::parse(text)?;
        if text.chars().all(is_invisible) {
            return Err(NameError::Invisible);
        }
        Ok(name)
    }

    /// Checks the form. A name on record may be older than the rules for choosing one.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let breaks_lines = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        let is_name = !text.trim().is_empty() && text.chars().nth(LONGEST).is_none() && !text.contains(breaks_lines);
        is_name.then(|| Self(text.to_owned())).ok_or(NameError::Form)
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

/// White space, the code points that are shown as nothing where a font does not know them
/// (`Default_Ignorable_Code_Point`, Unicode 14, `DerivedCoreProperties.txt`), and the blank of Braille.
fn is_invisible(character: char) -> bool {
    let is_ignorable = matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    is_ignorable || character.is_whitespace() || character == '\u{2800}'
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
            assert_eq!(Name::parse(text).unwrap_err(), NameError::Form, "{text:?}");
            assert_eq!(Name::chosen(text).unwrap_err(), NameError::Form, "{text:?}");
        }
    }

    #[test]
    fn a_name_that_is_chosen_can_be_seen_and_one_on_record_need_not() {
        for text in [
            "\u{200b}",
            "\u{ad}",
            "\u{200d}\u{2060} \u{feff}",
            "\u{3164}",
            "\u{115f}\u{1160}",
            "\u{202e}",
            "\u{2800}",
            "\u{fe0f}",
            "\u{e0041}",
        ] {
            assert_eq!(Name::chosen(text).unwrap_err(), NameError::Invisible, "{text:?}");
            assert!(Name::parse(text).is_ok(), "{text:?}");
        }
        for text in ["A", "\u{200b}A", "👩\u{200d}🚀", "-", "می\u{200c}خواهم"] {
            assert_eq!(Name::chosen(text).unwrap().as_str(), text);
        }
    }
}
