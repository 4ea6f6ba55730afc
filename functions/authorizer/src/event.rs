//! API Gateway's event → what it asks, and the token it asks about.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use shared::auth::error::AuthError;

use crate::identity_source::IdentitySource;
use crate::method_arn::whole_stage;
use crate::refusal::AuthorizerError;

/// Question of API Gateway.
pub(crate) enum AuthorizerRequest {
    /// Asks whether a caller is let in.
    Caller {
        format: ResponseFormat,
        /// The token, unverified, or why there is none.
        token: Result<String, AuthError>,
    },
    /// Nothing: it sends on an `OPTIONS` request, which needs an answer and no authorization.
    Preflight,
}

/// Form of the answer that it wants.
pub(crate) enum ResponseFormat {
    /// `isAuthorized`.
    Simple,
    /// An IAM policy about this resource.
    Policy { resource: String },
}

impl AuthorizerRequest {
    /// The token is taken from `source` alone. What is wrong with an event is never repeated: it
    /// is full of tokens.
    pub(crate) fn read(event: &RawValue, source: &IdentitySource) -> Result<Self, AuthorizerError> {
        let event: Event = serde_json::from_str(event.get()).map_err(|_| AuthorizerError::NOT_AN_AUTHORIZER_EVENT)?;
        let (format, values) = match (event.version.as_deref(), event.r#type.as_deref()) {
            (Some("2.0"), Some("REQUEST")) => (ResponseFormat::Simple, event.handed_over()),
            (Some("1.0"), Some("REQUEST")) => (event.policy()?, event.handed_over()),
            (None, Some("REQUEST")) => (event.policy()?, event.found_at(source)),
            (None, Some("TOKEN")) => (
                event.policy()?,
                event.authorization_token.as_deref().into_iter().collect(),
            ),
            (Some("2.0"), None) if event.is_preflight() => return Ok(Self::Preflight),
            _ => return Err(AuthorizerError::NOT_AN_AUTHORIZER_EVENT),
        };
        Ok(Self::Caller {
            format,
            token: source.token(&values),
        })
    }

    /// Name of the form, for the log.
    pub(crate) fn format(&self) -> &'static str {
        match self {
            Self::Caller {
                format: ResponseFormat::Simple,
                ..
            } => "simple",
            Self::Caller {
                format: ResponseFormat::Policy { .. },
                ..
            } => "policy",
            Self::Preflight => "preflight",
        }
    }
}

/// The members of all of API Gateway's events for authorizers that are looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    version: Option<String>,
    r#type: Option<String>,
    identity_source: Option<HandedOver>,
    authorization_token: Option<String>,
    method_arn: Option<String>,
    route_arn: Option<String>,
    headers: Option<HashMap<String, String>>,
    multi_value_headers: Option<HashMap<String, Vec<String>>>,
    query_string_parameters: Option<HashMap<String, String>>,
    multi_value_query_string_parameters: Option<HashMap<String, Vec<String>>>,
    request_context: Option<RequestContext>,
}

/// The values of an HTTP API's identity sources: a list in payload 2.0, and in 1.0 one text, where
/// a comma stands between several. No token has a comma.
#[derive(Deserialize)]
#[serde(untagged)]
enum HandedOver {
    Text(String),
    List(Vec<String>),
}

#[derive(Deserialize)]
struct RequestContext {
    http: Option<Http>,
}

#[derive(Deserialize)]
struct Http {
    method: String,
}

impl Event {
    fn policy(&self) -> Result<ResponseFormat, AuthorizerError> {
        let arn = self.method_arn.as_deref().or(self.route_arn.as_deref());
        let resource = arn
            .and_then(whole_stage)
            .ok_or(AuthorizerError::NOT_AN_AUTHORIZER_EVENT)?;
        Ok(ResponseFormat::Policy { resource })
    }

    fn handed_over(&self) -> Vec<&str> {
        match &self.identity_source {
            Some(HandedOver::List(values)) => values.iter().map(String::as_str).collect(),
            Some(HandedOver::Text(value)) => vec![value],
            None => Vec::new(),
        }
    }

    fn found_at(&self, source: &IdentitySource) -> Vec<&str> {
        match source {
            IdentitySource::Authorization => self.headers_named("authorization"),
            IdentitySource::Header(name) => self.headers_named(name),
            IdentitySource::Query(name) => values(
                self.multi_value_query_string_parameters.as_ref(),
                self.query_string_parameters.as_ref(),
                |known| known == name,
            ),
        }
    }

    fn headers_named(&self, name: &str) -> Vec<&str> {
        values(self.multi_value_headers.as_ref(), self.headers.as_ref(), |known| {
            known.eq_ignore_ascii_case(name)
        })
    }

    fn is_preflight(&self) -> bool {
        let http = self.request_context.as_ref().and_then(|context| context.http.as_ref());
        http.is_some_and(|http| http.method == "OPTIONS")
    }
}

/// All values under names that fit. Of a name that occurs twice, the map of single values has only
/// the last, so it counts only where there is no other.
fn values<'a>(
    multiple: Option<&'a HashMap<String, Vec<String>>>,
    single: Option<&'a HashMap<String, String>>,
    fits: impl Fn(&str) -> bool,
) -> Vec<&'a str> {
    match (multiple, single) {
        (Some(multiple), _) => {
            let fitting = multiple.iter().filter(|(name, _)| fits(name));
            fitting.flat_map(|(_, values)| values).map(String::as_str).collect()
        }
        (None, Some(single)) => {
            let fitting = single.iter().filter(|(name, _)| fits(name));
            fitting.map(|(_, value)| value.as_str()).collect()
        }
        (None, None) => Vec::new(),
    }
}
