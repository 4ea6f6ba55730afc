//! Pure: the body of a refusal in the form of the ERP's REST interface.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The members that are read of `{errorCode, errorMessage, validationErrors, errors, stacktrace}`; the stack
/// trace is not.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestError {
    error_code: Option<String>,
    error_message: Option<String>,
    /// A sentence for each field; some answers have a list here, which is passed over.
    validation_errors: Value,
}

impl RestError {
    /// The body's own, if it has this form.
    pub fn read(body: &[u8]) -> Option<Self> {
        let error: Self = serde_json::from_slice(body).ok()?;
        error.error_code.is_some().then_some(error)
    }

    /// The code, for the log.
    pub fn code(&self) -> &str {
        self.error_code.as_deref().unwrap_or_default()
    }

    /// The same in the form of GraphQL's errors: the message, then each field's own.
    pub fn errors(&self) -> Vec<Value> {
        let message = self
            .error_message
            .iter()
            .map(|message| json!({"message": message, "extensions": {"code": self.error_code}}));
        let none = Map::new();
        let fields = self.validation_errors.as_object().unwrap_or(&none).iter();
        let fields =
            fields.filter_map(|(field, rule)| Some(json!({"message": rule.as_str()?, "extensions": {"field": field}})));
        message.chain(fields).collect()
    }
}
