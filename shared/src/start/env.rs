//! Reading variables one by one, every mistake remembered.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// A variable that cannot be used as it is. Its value is never repeated: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable.
    pub variable: &'static str,
    /// The remedy, for the operator: "set `API_ENVIRONMENT` to prod, beta, qa or dev".
    pub instruction: Cow<'static, str>,
}

/// Reads variables one by one and remembers every mistake.
pub struct Env<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    errors: Vec<ConfigError>,
}

impl<'a> Env<'a> {
    /// Reads the variables with `read`, which gives the value of a name.
    pub fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            read,
            errors: Vec::new(),
        }
    }

    /// The variable as `parse` understands it; `None` where it is absent or a mistake. One that
    /// is set but empty is a mistake: it was set for a purpose that cannot be guessed.
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
            self.expected_form(variable, expected);
        }
        value
    }

    /// The same of a variable that goes by two names. Both may be set only if they mean the same.
    pub fn parsed_of_either<T: PartialEq>(
        &mut self,
        [first, second]: [&'static str; 2],
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let values = [first, second].map(|variable| self.parsed(variable, expected, &parse));
        match values {
            [Some(one), Some(other)] if one != other => {
                self.error(second, format!("remove {second}, or set it to the same as {first}"));
                None
            }
            [one, other] => one.or(other),
        }
    }

    /// Notes a mistake and its remedy.
    pub fn error(&mut self, variable: &'static str, instruction: impl Into<Cow<'static, str>>) {
        self.errors.push(ConfigError {
            variable,
            instruction: instruction.into(),
        });
    }

    /// Notes that the variable is missing or has another form than this one.
    pub fn expected_form(&mut self, variable: &'static str, expected: &str) {
        self.error(variable, format!("set {variable} to {expected}"));
    }

    /// The variable as it is; `None` where it is absent.
    pub fn text(&self, variable: &str) -> Option<String> {
        (self.read)(variable)
    }

    /// Returns whether the variable is there at all, even if it is empty.
    pub fn is_set(&self, variable: &str) -> bool {
        (self.read)(variable).is_some()
    }

    /// All mistakes, in the order of reading.
    pub fn into_errors(self) -> Vec<ConfigError> {
        self.errors
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
        formatter.write_str(&self.instruction)
    }
}

impl fmt::Debug for Env<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Env")
            .field("mistakes", &self.errors)
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

/// Form that [`base_url`] takes, as the end of an instruction.
pub(super) const BASE_URL: &str = "an https URL, or an http URL of this machine";
