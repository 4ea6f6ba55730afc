//! The one HTTP client: short limits, no redirects, bodies cut off while reading.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url};

use super::pool::{Lent, Pool};
use crate::request::clock::Clock;
use crate::request::context::{CallsSpent, Invocation, Upstream};

/// Time limits of one call.
#[derive(Clone, Copy, Debug)]
pub struct HopLimits {
    /// Time until the connection stands, TLS included.
    pub connect: Duration,
    /// Time from the call to the last byte of its answer.
    pub total: Duration,
}

/// The client; clones share its connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    clock: Clock,
    pub(super) limits: HopLimits,
    pool: Arc<Mutex<Pool>>,
}

/// Terms of one call: its upstream, its call budget and its limits.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'a> {
    /// Service that is called.
    pub upstream: Upstream,
    /// Request context whose call budget is charged.
    pub invocation: &'a Invocation,
    /// The most bytes that the answer may have.
    pub largest: usize,
    /// Another limit than the client's own; the time this request has left bounds both.
    pub within: Option<Duration>,
    /// `true` where doing it twice is as good as once.
    pub is_repeatable: bool,
}

/// A whole answer, within its limits.
#[derive(Debug)]
pub struct Answer {
    /// Its status, whatever it is.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, whole.
    pub body: Vec<u8>,
}

/// Failure to get a whole answer.
#[derive(Debug, thiserror::Error)]
pub enum HopError {
    /// The limit was reached before the last byte.
    #[error("no whole answer in time")]
    TimedOut,
    /// No connection, or it broke.
    #[error("the connection failed")]
    Connection(#[source] reqwest::Error),
    /// More bytes than anybody should send here.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// This request has made all its calls.
    #[error(transparent)]
    CallsSpent(#[from] CallsSpent),
}

impl Default for HopLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            total: Duration::from_secs(2),
        }
    }
}

impl HttpClient {
    /// Reads the system's roots, which takes about a millisecond: build one and clone it.
    ///
    /// # Errors
    /// There is not a single root to check certificates with: `SSL_CERT_FILE` is wrong, or the
    /// system has none.
    pub fn new(limits: HopLimits, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self {
            clock,
            limits,
            pool: Arc::new(Mutex::new(Pool::new(limits)?)),
        })
    }

    /// A request to be given to [`HttpClient::send`].
    pub fn get(&self, url: &str) -> reqwest::RequestBuilder {
        self.pool().client().get(url)
    }

    /// A request to be given to [`HttpClient::send`].
    pub fn post(&self, url: &str) -> reqwest::RequestBuilder {
        self.pool().client().post(url)
    }

    /// One call. A kept connection that turns out dead, as after a freeze, is replaced by a
    /// new one, once, if the call may be repeated. A new one that breaks is the platform's
    /// failure: repeating the call would double its load when it can bear it least.
    pub async fn send(&self, request: reqwest::RequestBuilder, hop: Hop<'_>) -> Result<Answer, HopError> {
        let request = request.build().map_err(HopError::Connection)?;
        let lent = self.lend(&request);
        let (url, generation) = (request.url().clone(), lent.generation);
        let again = request.try_clone().filter(|_| hop.is_repeatable && lent.may_be_kept);
        let within = hop
            .within
            .unwrap_or(self.limits.total)
            .min(hop.invocation.time_for_calls());
        let call = async {
            hop.invocation.spend(hop.upstream)?;
            match (self.exchange(lent, request, hop.largest).await, again) {
                (Err(HopError::Connection(error)), Some(again)) if is_broken(&error) => {
                    hop.invocation.spend(hop.upstream)?;
                    let fresh = self.pool().lend_fresh(&url, generation);
                    self.exchange(fresh, again, hop.largest).await
                }
                (outcome, _) => outcome,
            }
        };
        tokio::time::timeout(within, call)
            .await
            .unwrap_or(Err(HopError::TimedOut))
    }

    pub(super) fn lend(&self, request: &Request) -> Lent {
        self.pool().lend(request.url(), self.clock.now())
    }

    pub(super) async fn exchange(&self, lent: Lent, request: Request, largest: usize) -> Result<Answer, HopError> {
        let url = request.url().clone();
        let answer = whole(lent.client.execute(request).await.map_err(broken)?, largest).await?;
        self.pool().answered(&url, lent.generation, self.clock.now());
        Ok(answer)
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether we may speak to `url`: by https, or in clear only to this machine.
pub fn is_permitted(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let is_loopback = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback)
}

/// Reads the pause that the platform asks for before the next call: `Retry-After` in seconds, else
/// its rate-limit interval, which it sends beside a 429 without documenting the former.
pub fn asked_rest(headers: &HeaderMap) -> Option<Duration> {
    let seconds = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
    seconds(RETRY_AFTER.as_str())
        .or_else(|| seconds(INTERVAL_HEADER))
        .map(Duration::from_secs)
}

/// The length of the window in which the platform counts calls, in seconds.
pub const INTERVAL_HEADER: &str = "x-ratelimit-interval-length-seconds";

async fn whole(mut response: Response, largest: usize) -> Result<Answer, HopError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > largest {
            return Err(HopError::TooLarge(largest));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        body,
    })
}

fn broken(error: reqwest::Error) -> HopError {
    if error.is_timeout() {
        HopError::TimedOut
    } else {
        // The URL says nothing that the log line does not, and may hold what a redirect put there.
        HopError::Connection(error.without_url())
    }
}

/// Broken while in use, as opposed to never made.
fn is_broken(error: &reqwest::Error) -> bool {
    error.is_request() && !error.is_connect() && !error.is_builder()
}
