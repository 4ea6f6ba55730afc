//! The cookies of a browser's session.
//!
//! | cookie | holds | sent to |
//! | --- | --- | --- |
//! | `__Host-session` | the access token | every path |
//! | `__Secure-refresh` | the refresh token | `/api/refresh-token`, and its twin `/api/logout` |
//!
//! No script can read them (`HttpOnly`), and the prefixes (RFC 6265bis, section 4.1.3) keep other
//! hosts and plain connections from setting them. A cookie has one path, so the refresh token is set
//! twice rather than sent where nobody needs it.

use std::time::Duration;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use shared::extract::same;
use shared::reply::ApiError;

/// Where a refresh token is exchanged.
pub(crate) const REFRESH_PATH: &str = "/api/refresh-token";
/// Where a session ends.
pub(crate) const LOGOUT_PATH: &str = "/api/logout";

/// The access token in the cookies, if there is one.
pub(crate) fn session(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    read(headers, SESSION)
}

/// The refresh token in the cookies, if there is one.
pub(crate) fn refresh(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    read(headers, REFRESH)
}

/// Sets both tokens, each for as long as it can be good.
pub(crate) fn set(response: &mut Response, access: (&str, Duration), refresh: (&str, Duration)) {
    let (access, session_life) = access;
    let (refresh, refresh_life) = refresh;
    put(response, SESSION, access, "/", "Lax", session_life);
    for path in [REFRESH_PATH, LOGOUT_PATH] {
        put(response, REFRESH, refresh, path, "Strict", refresh_life);
    }
}

/// Takes all of them away, by the very attributes they were set with.
pub(crate) fn clear(response: &mut Response) {
    set(response, ("", Duration::ZERO), ("", Duration::ZERO));
}

fn put(response: &mut Response, name: &str, value: &str, path: &str, site: &str, life: Duration) {
    let seconds = life.as_secs();
    let cookie = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; Secure; SameSite={site}");
    let mut cookie = HeaderValue::try_from(cookie).expect("tokens are base64url and dots");
    cookie.set_sensitive(true);
    response.headers_mut().append(SET_COOKIE, cookie);
}

/// A cookie may occur twice, as set for different paths or by different hosts, but not with two
/// values: which of them counts would be somebody else's choice.
fn read<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ApiError> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = values
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    same(pairs.filter(|(own, _)| *own == name).map(|(_, value)| Some(value)))
}

const SESSION: &str = "__Host-session";
const REFRESH: &str = "__Secure-refresh";
