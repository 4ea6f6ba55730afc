//! The CSRF rule: which pages may send requests with cookies. Pure.
//!
//! A browser adds its cookies to whatever any page sends. So a request that uses or sets them must
//! be one that a form of another site cannot send, `application/json`, and the browser itself must
//! say that it comes from a page of ours: by `Sec-Fetch-Site` (Fetch Metadata) or `Origin` (RFC
//! 6454), which no page can set. Where it says neither, it is not believed.

use http::header::ORIGIN;
use http::{HeaderMap, HeaderName};

use crate::auth::error::AuthError;
use crate::start::config::AllowedOrigins;
use crate::web::extract::is_json;

/// Checks that a request with these headers may use or set cookies.
pub fn check(headers: &HeaderMap, allowed: &AllowedOrigins) -> Result<(), AuthError> {
    let only = |name: &HeaderName| {
        let mut values = headers.get_all(name).iter();
        let value = values.next().filter(|_| values.next().is_none());
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let is_of_same_origin = only(&SEC_FETCH_SITE) == "same-origin";
    if is_json(headers) && (is_of_same_origin || allowed.contains(only(&ORIGIN))) {
        Ok(())
    } else {
        Err(AuthError::CrossSite)
    }
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::CONTENT_TYPE;

    use super::*;

    fn passes(content_type: &str, site: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        let named = [
            (CONTENT_TYPE, Some(content_type)),
            (SEC_FETCH_SITE, site),
            (ORIGIN, origin),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                headers.append(name, HeaderValue::from_str(value).unwrap());
            }
        }
        let origins = AllowedOrigins::parse("https://app.example, http://localhost:5173").unwrap();
        check(&headers, &origins).is_ok()
    }

    #[test]
    fn only_json_from_a_page_of_ours_may_use_cookies() {
        const JSON: &str = "application/json";
        const FORM: &str = "application/x-www-form-urlencoded";
        const OURS: Option<&str> = Some("https://app.example");
        const EVIL: Option<&str> = Some("https://evil.example");
        for (content_type, site, origin, may) in [
            (JSON, Some("same-origin"), OURS, true),
            (JSON, Some("same-origin"), None, true),
            // Behind a proxy that is called otherwise than we are configured.
            (JSON, Some("same-origin"), Some("https://www.app.example"), true),
            (JSON, Some("same-site"), OURS, true),
            (JSON, Some("cross-site"), Some("http://localhost:5173"), true),
            (JSON, None, OURS, true),
            ("application/json; charset=utf-8", None, OURS, true),
            (JSON, None, None, false),
            (JSON, None, EVIL, false),
            (JSON, None, Some("null"), false),
            (JSON, None, Some("https://app.example.evil.example"), false),
            (JSON, None, Some("http://app.example"), false),
            (JSON, Some("cross-site"), EVIL, false),
            (JSON, Some("same-site"), Some("https://evil.app.example"), false),
            (JSON, Some("none"), None, false),
            (JSON, Some(""), None, false),
            (FORM, Some("same-origin"), OURS, false),
            ("text/plain", Some("same-origin"), OURS, false),
            ("", Some("same-origin"), OURS, false),
        ] {
            assert_eq!(
                passes(content_type, site, origin),
                may,
                "{content_type} {site:?} {origin:?}"
            );
        }
    }

    #[test]
    fn a_header_that_occurs_twice_says_nothing() {
        let mut headers = HeaderMap::new();
        headers.append(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for site in ["same-origin", "cross-site"] {
            headers.append(SEC_FETCH_SITE, HeaderValue::from_static(site));
        }
        assert!(check(&headers, &AllowedOrigins::of("https://app.example")).is_err());
    }
}
