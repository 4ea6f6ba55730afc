//! The distribution before the API, where there is one: CloudFront, which has seen the caller's own address.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret, SecretString};

/// The secret that the distribution proves itself with. API Gateway's own address stays open to everybody, who
/// can write any header there but this one.
#[derive(Clone, Debug)]
pub struct Distribution(SecretString);

impl Distribution {
    /// Form that [`Distribution::parse`] takes.
    pub const EXPECTED: &'static str = "the secret that the distribution adds to each request, 32 characters or more";

    /// Reads `DISTRIBUTION_SECRET`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_secret = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_secret.then(|| Self(text.into()))
    }

    /// The address of the caller; `None` where the request has not come through the distribution.
    pub fn viewer_address<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let secret = only(headers, &DISTRIBUTION_SECRET)?;
        verify_slices_are_equal(secret.as_bytes(), self.0.expose_secret().as_bytes()).ok()?;
        only(headers, &VIEWER_ADDRESS)
    }
}

impl PartialEq for Distribution {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.0.expose_secret().as_bytes(), other.0.expose_secret().as_bytes()).is_ok()
    }
}

impl Eq for Distribution {}

/// The one value that a header has.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

const DISTRIBUTION_SECRET: HeaderName = HeaderName::from_static("x-distribution-secret");
const VIEWER_ADDRESS: HeaderName = HeaderName::from_static("x-viewer-address");

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn only_a_long_text_is_a_secret_and_it_does_not_print() {
        assert!(!format!("{:?}", Distribution::parse(SECRET).unwrap()).contains("0123"));
        for text in ["", "short", &SECRET[1..], "0123456789abcdef 0123456789abcdef"] {
            assert_eq!(Distribution::parse(text), None, "{text}");
        }
    }
}
