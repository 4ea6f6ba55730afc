//! Reading variables one by one, every mistake remembered.

use std::fmt;
use std::time::Duration;

/// A variable that cannot be used as it is. Its value is never repeated: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable.
    pub variable: &'static str,
    /// The part of it that is meant, as in `[1].audience`; empty for all of it.
    pub member: String,
    /// Form it should have: the rest of a sentence after `must be`.
    pub expected: &'static str,
}

/// Reads variables one by one and remembers every mistake.
pub struct Env<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    mistakes: Vec<ConfigError>,
}

impl<'a> Env<'a> {
    /// Env from anywhere: `read` gives the value of a name.
    pub fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            read,
            mistakes: Vec::new(),
        }
    }

    /// The variable as `parse` understands it; `None` where it is absent or a mistake. One that
    /// is set but empty is a mistake: whoever sets it wants something, and we cannot tell what.
    pub fn parsed<T>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = (self.read)(variable)?;
        let value = Some(text.as_str())
            .filter(|text| !text.trim().is_empty())
            .and_then(parse);
        if value.is_none() {
            self.mistake(variable, expected);
        }
        value
    }

    /// The same of a variable that goes by two names. Both may be set if they mean the same; else
    /// the second one must be as `agreeing` says.
    pub fn parsed_of_either<T: PartialEq>(
        &mut self,
        [first, second]: [&'static str; 2],
        agreeing: &'static str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let values = [first, second].map(|variable| self.parsed(variable, expected, &parse));
        match values {
            [Some(first), Some(other)] if first != other => {
                self.mistake(second, agreeing);
                None
            }
            [first, other] => first.or(other),
        }
    }

    /// Notes a mistake.
    pub fn mistake(&mut self, variable: &'static str, expected: &'static str) {
        self.mistake_in(variable, String::new(), expected);
    }

    /// Notes a mistake in a part of a variable.
    pub fn mistake_in(&mut self, variable: &'static str, member: String, expected: &'static str) {
        self.mistakes.push(ConfigError {
            variable,
            member,
            expected,
        });
    }

    /// Returns whether the variable is there at all, even if it is empty.
    pub fn is_set(&self, variable: &str) -> bool {
        (self.read)(variable).is_some()
    }

    /// All mistakes, in the order of reading.
    pub fn into_errors(self) -> Vec<ConfigError> {
        self.mistakes
    }
}

/// The environment of the process, for [`Env::new`].
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
pub fn environment(name: &str) -> Option<String> {
    // A value that is not Unicode is passed on as one that no parser accepts, not as absent.
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{} must be {}", self.variable, self.member, self.expected)
    }
}

impl fmt::Debug for Env<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Env")
            .field("mistakes", &self.mistakes)
            .finish_non_exhaustive()
    }
}

pub(super) fn base_url(text: &str) -> Option<String> {
    let url = reqwest::Url::parse(text).ok()?;
    let is_plain =
        url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    (is_plain && crate::http::client::is_permitted(&url)).then(|| text.trim_end_matches('/').to_owned())
}

pub(super) fn seconds(text: &str, least: u64, most: u64) -> Option<Duration> {
    let seconds = text.parse().ok()?;
    (least..=most).contains(&seconds).then(|| Duration::from_secs(seconds))
}

/// Form that [`base_url`] takes.
pub(super) const BASE_URL: &str = "an https URL, or an http URL of this machine";
