//! The cookies of a browser's session.
//!
//! | cookie | holds | `SameSite` |
//! | --- | --- | --- |
//! | `__Host-session` | the access token | `Lax` |
//! | `__Host-refresh` | the refresh token | `Strict` |
//!
//! No script can read them (`HttpOnly`). No other host can set them, not even a subdomain of the
//! same site: a browser takes a cookie named `__Host-…` only from the host itself, over TLS, without
//! `Domain` and for `Path=/`. `__Secure-…` demands TLS and nothing else (RFC 6265bis, section 4.1.3).
//!
//! So `__Secure-refresh`, the former name, which was set for two paths, lets nobody in, whoever has
//! set it. It is taken away by its own attributes, and at logout the sessions that it names end. One
//! that another host has set with `Domain` stays, and is ignored.

use std::time::Duration;

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use shared::auth::error::AuthError;
use shared::web::cookies::{SESSION, single, values};

/// Path at which a refresh token is exchanged.
pub(crate) const REFRESH_PATH: &str = "/api/refresh-token";
/// Path at which a session ends.
pub(crate) const LOGOUT_PATH: &str = "/api/logout";

/// The refresh token in the cookies, if there is one.
pub(crate) fn refresh(headers: &HeaderMap) -> Result<Option<&str>, AuthError> {
    single(headers, REFRESH)
}

/// Every refresh token in the cookies, as a logout looks at them: first those that no other host can
/// have set, however many others there are.
pub(crate) fn all_refresh(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    values(headers, REFRESH).chain(values(headers, OLD_REFRESH))
}

/// Sets both tokens, each for as long as it can be good.
pub(crate) fn set(response: &mut Response, access: (&str, Duration), refresh: (&str, Duration)) {
    put(response, SESSION, access, "/", "Lax");
    put(response, REFRESH, refresh, "/", "Strict");
    for path in [REFRESH_PATH, LOGOUT_PATH] {
        put(response, OLD_REFRESH, GONE, path, "Strict");
    }
}

/// Takes all of them away, by the very attributes they were set with.
pub(crate) fn clear(response: &mut Response) {
    set(response, GONE, GONE);
}

fn put(response: &mut Response, name: &str, (value, life): (&str, Duration), path: &str, site: &str) {
    let seconds = life.as_secs();
    let cookie = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; Secure; SameSite={site}");
    let mut cookie = HeaderValue::try_from(cookie).expect("tokens are base64url and dots");
    cookie.set_sensitive(true);
    response.headers_mut().append(SET_COOKIE, cookie);
}

const REFRESH: &str = "__Host-refresh";
const OLD_REFRESH: &str = "__Secure-refresh";
const GONE: (&str, Duration) = ("", Duration::ZERO);
