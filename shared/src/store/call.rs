//! One call to a store, as a part of a request.

use std::future::Future;
use std::time::Duration;

use super::{StoreError, StoreErrorKind};
use crate::request::context::RequestContext;

/// Makes a call to `store` within `limit` and the time of the request.
pub async fn within<T>(
    limit: Duration,
    context: &RequestContext,
    store: &str,
    call: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let outcome = tokio::time::timeout(limit.min(context.time_for_calls()), call).await;
    outcome.unwrap_or_else(|_| Err(StoreErrorKind::TimedOut.at(store)))
}

/// A throttled table has room again within a second; what lasts longer is the operator's matter.
pub const RETRY_AFTER: Duration = Duration::from_secs(1);
