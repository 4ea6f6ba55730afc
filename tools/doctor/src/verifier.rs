// <product-proxy>
//! The functions' own verifier, with a key set that was fetched already.

use std::time::Duration;

use shared::auth::verifier::{VerificationKeys, Verifier};
use shared::cache::{Backoff, Cached, Failure, Fetched, RefreshLimit, Source, Ttl, Unavailable};
use shared::request::clock::Clock;
use shared::request::context::RequestContext;
use shared::request::problem::{ApiError, Problem};
use shared::verify::issuer::Issuer;
use shared::verify::jwks::{KeySet, NoUsableKey};
use shared::verify::token::Algorithm;

/// Verifies tokens of `issuer` with `key_set`, as it came.
pub(crate) fn with_keys(issuer: Issuer, key_set: Vec<u8>, clock: Clock) -> Verifier<FetchedKeySet> {
    let keys = FetchedKeySet {
        algorithm: issuer.algorithm,
        key_set,
    };
    Verifier::new(issuer, Cached::new(keys, clock))
}

/// A key set as it came.
#[derive(Debug)]
pub(crate) struct FetchedKeySet {
    key_set: Vec<u8>,
    algorithm: Algorithm,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchedKeySetError {
    #[error("the key set cannot be used")]
    Unusable(#[source] NoUsableKey),
    #[error("reading the key set ended without a result")]
    Lost,
}

impl Source for FetchedKeySet {
    type Value = KeySet;
    type Error = FetchedKeySetError;
    const NAME: &'static str = "key set";
    const METRICS: [&'static str; 2] = ["KeySetFetched", "KeySetFetchFailed"];
    const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
        burst: 1,
        refill_every: FOR_LONG,
        min_interval: FOR_LONG,
    };

    async fn fetch(&self, _: RequestContext) -> Result<Fetched<KeySet>, FetchedKeySetError> {
        let value = KeySet::parse(&self.key_set, self.algorithm).map_err(FetchedKeySetError::Unusable)?;
        let ttl = Ttl {
            fresh: FOR_LONG,
            stale_if_error: FOR_LONG,
        };
        Ok(Fetched { value, ttl, at: None })
    }
}

impl Failure for FetchedKeySetError {
    fn backoff(&self) -> Backoff {
        Backoff::Until(FOR_LONG)
    }

    fn aborted() -> Self {
        Self::Lost
    }
}

impl VerificationKeys for FetchedKeySet {
    fn unavailable(error: &Unavailable<FetchedKeySetError>) -> Problem {
        let retry_after = error.retry_after;
        ApiError::PlatformUnavailable { retry_after }.into()
    }
}

/// Longer than the program runs.
const FOR_LONG: Duration = Duration::from_hours(1);
// </product-proxy>
