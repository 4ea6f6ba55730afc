//! Headers that every answer of every function has.

use crate::TestResponse;

/// Path of the one answer that pages of any site may embed.
const KEY_SET: &str = "/.well-known/jwks.json";

impl TestResponse {
    /// The headers that OWASP asks of every answer are there; `path` is the one that was asked.
    pub fn assert_common_headers(&self, path: &str) {
        let is_key_set = path == KEY_SET && self.status == 200;
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            (
                "cross-origin-resource-policy",
                if is_key_set { "cross-origin" } else { "same-site" },
            ),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=63072000"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(
                self.header(name),
                value,
                "{name} of {path}: {} {}",
                self.status,
                self.text
            );
        }
        let is_kept = self.header("cache-control") != "no-store";
        assert_eq!(is_kept, is_key_set, "cache-control of {path}: {}", self.status);
    }
}
