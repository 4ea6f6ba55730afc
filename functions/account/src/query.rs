//! Switches in the query of a request.

use axum::http::Uri;

use crate::body::invalid;
use crate::error::AccountError;

/// Returns whether `?NAME=true` is said; left out it is `false`. Anything else is a mistake.
pub(crate) fn switch(uri: &Uri, name: &'static str) -> Result<bool, AccountError> {
    let parameters = uri.query().unwrap_or_default().split('&');
    let mut values = parameters.filter_map(|parameter| {
        let (own, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (own == name).then_some(value)
    });
    match (values.next(), values.next()) {
        (None, _) | (Some("false"), None) => Ok(false),
        (Some("true"), None) => Ok(true),
        _ => Err(invalid(name, "must be true or false")),
    }
}

/// Says that a browser's tokens are to be kept in cookies.
pub(crate) const COOKIES: &str = "cookies";
