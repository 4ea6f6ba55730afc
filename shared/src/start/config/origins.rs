//! `ACCOUNT_ORIGINS`: the origins whose pages may send requests with cookies.

use reqwest::Url;

/// Origins whose pages may send requests with cookies, besides those of the same origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

    /// Returns whether an `Origin` header names one of them.
    pub fn contains(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed == origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
