//! The cookies of a request.

use http::header::COOKIE;
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::auth::error::AuthError;
use crate::auth::presented_token::PresentedToken;
use crate::start::config::AllowedOrigins;
use crate::web::csrf;
use crate::web::extract::single_token;

/// Cookie with the access token of an account. No script can read it, and no other host can set it, not
/// even a subdomain of the same site (RFC 6265bis, section 4.1.3).
pub const SESSION: &str = "__Host-session";

/// The token in [`SESSION`], if there is one. A method that may change something takes it only from a
/// page of the same origin or of `origins`.
pub fn session_token<'a>(parts: &'a Parts, origins: &AllowedOrigins) -> Result<Option<PresentedToken<'a>>, AuthError> {
    let Some(token) = single(&parts.headers, SESSION)? else {
        return Ok(None);
    };
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        csrf::check(&parts.headers, origins)?;
    }
    Ok(Some(PresentedToken::Cookie(token)))
}

/// The value of a cookie; an empty one is none. It may occur twice, but not with two values: which of
/// them counts would be an attacker's choice.
pub fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, AuthError> {
    single_token(values(headers, name).map(Some))
}

/// All values of a cookie. Read as bytes, because one cookie of another host that is not ASCII must not
/// hide ours; and of all white space only ASCII's is cut off, as in a browser: to it, a name after U+2000
/// has no prefix.
pub fn values<'a>(headers: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    let headers = headers.get_all(COOKIE).iter();
    let pairs = headers.flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| {
        let value = pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
        std::str::from_utf8(value).ok()
    })
}
