//! The token of a request, and what its source says of it.

use std::fmt;

/// An unverified token. Its source decides which issuers it may be of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PresentedToken<'a> {
    /// In a header, the body or a query, where only the caller can have put it: of any trusted issuer.
    Explicit(&'a str),
    /// In the session cookie, which a browser sends unasked: of the accounts' issuer and of no other, so
    /// that no tenant is reachable by it.
    Cookie(&'a str),
}

impl fmt::Debug for PresentedToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Explicit(_) => "Explicit",
            Self::Cookie(_) => "Cookie",
        })
    }
}
