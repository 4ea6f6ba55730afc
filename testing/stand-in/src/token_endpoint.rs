//! `POST /oauth2/token` and `POST /oauth/v2/token`: the client-credentials grant (RFC 6749, 4.4).

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{clock, platform::Platform};

type Fields = Result<Form<Vec<(String, String)>>, FormRejection>;

/// Generations 1 and 2: no scope is needed.
pub(crate) async fn grant(State(platform): State<Arc<Platform>>, headers: HeaderMap, fields: Fields) -> Response {
    granted(&platform, &headers, fields, None).unwrap_or_else(IntoResponse::into_response)
}

/// Generation 3: refused without the scope `openid`.
pub(crate) async fn grant_with_scope(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    granted(&platform, &headers, fields, Some("openid")).unwrap_or_else(IntoResponse::into_response)
}

fn granted(
    platform: &Platform,
    headers: &HeaderMap,
    fields: Fields,
    needed_scope: Option<&str>,
) -> Result<Response, Refusal> {
    let Ok(Form(fields)) = fields else {
        return Err(Refusal::InvalidRequest("The body is not a form."));
    };
    let mut access = platform.access();
    if !are_credentials(headers, &access.client_id, &access.client_secret) {
        return Err(Refusal::InvalidClient);
    }
    match one(&fields, "grant_type")? {
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::UnsupportedGrantType),
        None => return Err(Refusal::InvalidRequest("grant_type is missing.")),
    }
    let scope = one(&fields, "scope")?;
    if let Some(needed) = needed_scope
        && !scope.is_some_and(|scope| scope.split(' ').any(|word| word == needed))
    {
        return Err(Refusal::InvalidScope);
    }
    let mut answer = json!({
        "access_token": access.grant(clock::now()),
        "token_type": "Bearer",
    });
    if let Some(lifetime) = access.token_lifetime {
        answer["expires_in"] = json!(lifetime);
    }
    if let Some(scope) = scope {
        answer["scope"] = json!(scope);
    }
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// RFC 6749, 3.2: a parameter may not occur twice, and one without a value is not there.
fn one<'a>(fields: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = fields.iter().filter(|(key, value)| key == name && !value.is_empty());
    let value = values.next().map(|(_, value)| value.as_str());
    match values.next() {
        Some(_) => Err(Refusal::InvalidRequest("A parameter occurs twice.")),
        None => Ok(value),
    }
}

/// Form-encoded inside the Basic scheme (RFC 6749, 2.3.1), or as they are, as many clients do.
fn are_credentials(headers: &HeaderMap, id: &str, secret: &str) -> bool {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (sent.next(), sent.next()) else {
        return false;
    };
    let pair = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, encoded)| STANDARD.decode(encoded).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((sent_id, sent_secret)) = pair.as_deref().and_then(|pair| pair.split_once(':')) else {
        return false;
    };
    let is = |sent: &str, own: &str| sent == own || form_decoded(sent).as_deref() == Some(own);
    is(sent_id, id) && is(sent_secret, secret)
}

fn form_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(decoded).ok()
}

enum Refusal {
    InvalidClient,
    UnsupportedGrantType,
    InvalidScope,
    InvalidRequest(&'static str),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::InvalidClient => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "Client authentication failed.",
            ),
            Self::UnsupportedGrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Only client_credentials is offered.",
            ),
            Self::InvalidScope => (
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                "The scope openid is required.",
            ),
            Self::InvalidRequest(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
        };
        let body = Json(json!({ "error": error, "error_description": description }));
        let mut response = (status, [(CACHE_CONTROL, "no-store")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = axum::http::HeaderValue::from_static("Basic realm=\"stand-in\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_encoding_is_undone() {
        assert_eq!(form_decoded("a%3Ab+c%25").as_deref(), Some("a:b c%"));
    }

    #[test]
    fn broken_form_encoding_is_nobodys_name() {
        assert_eq!(form_decoded("50%"), None);
        assert_eq!(form_decoded("%+1"), None);
    }
}
