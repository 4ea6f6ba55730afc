//! The caller's word on kept answers.

use axum::http::HeaderMap;
use axum::http::header::CACHE_CONTROL;

use super::Erp;

/// The part that kept answers have in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CacheUse {
    /// None: the ERP is asked.
    Off,
    /// A kept answer is served while it is fresh, or while the ERP fails.
    Use,
    /// The ERP is asked, and its answer kept.
    Renew,
}

impl Erp {
    /// The same ERP, whose queries may be answered from memory for `ERP_CACHE_SECONDS`, unless the caller's
    /// `headers` say `Cache-Control: no-cache`. While that is 0 nothing is kept.
    ///
    /// For lists and details that a page shows. Never for what is read in order to change it.
    #[must_use]
    pub fn with_cache(&self, headers: &HeaderMap) -> Self {
        let cache = if asks_anew(headers) {
            CacheUse::Renew
        } else {
            CacheUse::Use
        };
        Self { cache, ..self.clone() }
    }
}

/// `no-cache` among the directives (RFC 9111, section 5.2.1.4).
fn asks_anew(headers: &HeaderMap) -> bool {
    let values = headers.get_all(CACHE_CONTROL).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|directive| directive.trim().eq_ignore_ascii_case("no-cache"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cache_is_found_among_other_directives() {
        for (values, expected) in [
            (&["no-cache"][..], true),
            (&["max-age=0, No-Cache"], true),
            (&["no-store", "no-cache"], true),
            (&[], false),
            (&["no-store", "max-age=0"], false),
            (&["x-no-cache", "no-cache-please"], false),
        ] {
            let values = values.iter().map(|value| (CACHE_CONTROL, value.parse().unwrap()));
            assert_eq!(asks_anew(&values.collect()), expected);
        }
    }
}
