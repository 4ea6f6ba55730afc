//! The one place in a request where the token is.

use shared::auth::error::AuthError;
use shared::web::extract::bearer;

/// A header or a query parameter, written as API Gateway writes it: `$request.header.NAME` and
/// `$request.querystring.NAME` (HTTP APIs), or with `method.request` (REST APIs) or `route.request`
/// (WebSocket APIs) in place of `$request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// The header `Authorization`, whose scheme must be Bearer.
    Authorization,
    /// Another header, which holds the bare token; its name in lower case.
    Header(String),
    /// A query parameter, which holds the bare token: browsers set no headers for a WebSocket.
    Query(String),
}

impl IdentitySource {
    /// One source; a list, or another kind of source, is none. `Cookie` is none either: which requests may
    /// use a cookie depends on their method and their page, and a kept answer is served without those.
    pub fn parse(text: &str) -> Option<Self> {
        let place = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix))?;
        let (kind, name) = place.split_once('.')?;
        // RFC 9110, section 5.6.2, for headers; enough for a parameter.
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        match kind {
            _ if !is_name => None,
            "header" if name.eq_ignore_ascii_case("cookie") => None,
            "header" if name.eq_ignore_ascii_case("authorization") => Some(Self::Authorization),
            "header" => Some(Self::Header(name.to_ascii_lowercase())),
            "querystring" => Some(Self::Query(name.to_owned())),
            _ => None,
        }
    }

    /// The token in all values that were found there.
    pub(crate) fn token(&self, values: &[&str]) -> Result<String, AuthError> {
        let value = match values {
            [] => "",
            [value] => value,
            // Which of them counts would be the caller's choice and a proxy's.
            [_, _, ..] => return Err(AuthError::TokenMalformed),
        };
        let token = match self {
            Self::Authorization => bearer(value).unwrap_or_default(),
            Self::Header(_) | Self::Query(_) => value,
        };
        if token.is_empty() {
            return Err(AuthError::TokenMissing { asked_for: false });
        }
        Ok(token.to_owned())
    }
}

const PREFIXES: [&str; 3] = ["$request.", "method.request.", "route.request."];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gateways_own_notation_is_understood() {
        for prefix in ["$request", "method.request", "route.request"] {
            let parse = |place: &str| IdentitySource::parse(&format!("{prefix}.{place}"));
            assert_eq!(parse("header.Authorization"), Some(IdentitySource::Authorization));
            assert_eq!(parse("header.authorization"), Some(IdentitySource::Authorization));
            assert_eq!(
                parse("header.X-Session-Token"),
                Some(IdentitySource::Header("x-session-token".into()))
            );
            assert_eq!(
                parse("querystring.sessionToken"),
                Some(IdentitySource::Query("sessionToken".into()))
            );
        }
    }

    #[test]
    fn anything_but_one_header_or_parameter_is_no_source() {
        for text in [
            "",
            "Authorization",
            "header.Authorization",
            "$request.header",
            "$request.header.",
            "$request.Header.Authorization",
            "$request.header.Authorization,$request.header.X-Tenant",
            "$request.header.Authorization, $request.querystring.token",
            "$request.querystring.to ken",
            "$request.header.Cookie",
            "method.request.header.cookie",
            "$request.body.token",
            "$context.identity.sourceIp",
            "$stageVariables.token",
            "method.request.multivalueheader.Authorization",
            " $request.header.Authorization",
        ] {
            assert_eq!(IdentitySource::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn one_value_is_a_token_and_more_are_none() {
        let header = IdentitySource::Header("x-session-token".into());
        assert_eq!(header.token(&["a.b.c"]), Ok("a.b.c".into()));
        assert_eq!(header.token(&["Bearer a.b.c"]), Ok("Bearer a.b.c".into()));
        assert_eq!(
            IdentitySource::Authorization.token(&["bearer a.b.c"]),
            Ok("a.b.c".into())
        );
        let missing = Err(AuthError::TokenMissing { asked_for: false });
        for source in [&header, &IdentitySource::Authorization] {
            assert_eq!(source.token(&[]), missing);
            assert_eq!(source.token(&[""]), missing);
            assert_eq!(source.token(&["a.b.c", "a.b.c"]), Err(AuthError::TokenMalformed));
        }
        for value in ["a.b.c", "Basic a.b.c", "Bearer", "Bearer ", "Bearera.b.c"] {
            assert_eq!(IdentitySource::Authorization.token(&[value]), missing, "{value}");
        }
    }
}
