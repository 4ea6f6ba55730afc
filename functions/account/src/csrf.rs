//! Decides which pages may send requests with cookies. Pure.
//!
//! A browser adds its cookies to whatever any page sends. So a request that uses or sets them must
//! be one that a form of another site cannot send, `application/json`, and the browser itself must
//! say that it comes from a page of ours: by `Sec-Fetch-Site` (Fetch Metadata) or `Origin` (RFC
//! 6454), which no page can set. Where it says neither, it is not believed.

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, ORIGIN};
use shared::web::extract::is_json;
use url::Url;

use crate::error::AccountError;

/// The origins whose pages may send them besides those of the same origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// The form that [`AllowedOrigins::parse`] takes.
    pub const EXPECTED: &str = "origins such as https://app.example, separated by commas";

    /// Origins separated by commas, each of them `https://HOST` or `http://HOST`, with a port or
    /// without; kept as a browser serializes them (RFC 6454, section 6.2).
    pub fn parse(text: &str) -> Option<Self> {
        let origins = text.split(',').map(|origin| {
            let (_, host) = origin.trim().split_once("://")?;
            let url = Url::parse(origin).ok()?;
            let is_bare = matches!(url.scheme(), "http" | "https") && !host.contains(['/', '\\', '?', '#', '@', '*']);
            is_bare.then(|| url.origin().ascii_serialization())
        });
        origins.collect::<Option<_>>().map(Self)
    }

    /// The origin of a base URL; none where it is no URL.
    pub fn of(base_url: &str) -> Self {
        let url = Url::parse(base_url).ok();
        Self(url.iter().map(|url| url.origin().ascii_serialization()).collect())
    }

    /// Checks that a request with these headers may use or set cookies.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), AccountError> {
        let only = |name: &HeaderName| {
            let mut values = headers.get_all(name).iter();
            let value = values.next().filter(|_| values.next().is_none());
            value.and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        let is_of_same_origin = only(&SEC_FETCH_SITE) == "same-origin";
        let is_of_allowed = self.0.iter().any(|allowed| allowed == only(&ORIGIN));
        if is_json(headers) && (is_of_same_origin || is_of_allowed) {
            Ok(())
        } else {
            Err(AccountError::CrossSite)
        }
    }
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::CONTENT_TYPE;

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
        origins.check(&headers).is_ok()
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
        assert!(AllowedOrigins::of("https://app.example").check(&headers).is_err());
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port_as_browsers_send_them() {
        let origins = |texts: &[&str]| AllowedOrigins(texts.iter().map(ToString::to_string).collect());
        assert_eq!(
            AllowedOrigins::of("https://App.example:443/base"),
            origins(&["https://app.example"])
        );
        assert_eq!(
            AllowedOrigins::of("http://127.0.0.1:9000"),
            origins(&["http://127.0.0.1:9000"])
        );
        for (written, sent) in [
            ("https://app.example:443", "https://app.example"),
            ("http://app.example:80", "http://app.example"),
            ("https://app.example:80", "https://app.example:80"),
            ("http://app.example:443", "http://app.example:443"),
            ("HTTPS://App.Example", "https://app.example"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[0:0:0:0:0:0:0:1]:5173", "http://[::1]:5173"),
        ] {
            assert_eq!(AllowedOrigins::parse(written), Some(origins(&[sent])), "{written}");
        }
        for wrong in [
            "",
            "*",
            "https://",
            "https://::::",
            "https://a:b",
            "https://a/",
            "https://a?b",
            "https://b@a",
            "https:a",
            "ftp://a",
            "app.example",
            "https://a,",
            "null",
            "https://*.a",
        ] {
            assert_eq!(AllowedOrigins::parse(wrong), None, "{wrong}");
        }
    }
}
