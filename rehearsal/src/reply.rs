//! What Lambda would return to API Gateway.

use serde_json::Value;

/// One answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u64,
    /// The headers, by their lower-case names.
    pub headers: Value,
    /// The body, which is JSON in every answer of ours.
    pub body: Value,
    /// The body as it was sent.
    pub text: String,
}

impl Reply {
    pub(crate) fn read(answer: &Value) -> Self {
        assert_eq!(answer["isBase64Encoded"], false, "every answer is text: {answer}");
        let text = answer["body"].as_str().unwrap_or_default().to_owned();
        Self {
            status: answer["statusCode"].as_u64().expect("an answer has a status"),
            headers: answer["headers"].clone(),
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// The stable code of an error, or nothing.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].as_str().unwrap_or_default()
    }
}
