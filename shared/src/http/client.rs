//! The one HTTP client: short limits, no redirects, bodies cut off while reading.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url, Version};

use super::early_connect;
use super::pool::{Checkout, Pool};
use crate::request::clock::{Clock, Moment};
use crate::request::context::{CallBudgetExceeded, RequestContext, Upstream};
use crate::request::trace::TRACEPARENT;

/// Time limits of one call.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// Time until the connection stands, TLS included.
    pub connect: Duration,
    /// Time from the call to the last byte of its answer.
    pub total: Duration,
}

/// The client; clones share its connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    clock: Clock,
    pub(super) limits: Timeouts,
    pool: Arc<Mutex<Pool>>,
}

/// Terms of one call: its upstream, its call budget and its limits.
#[derive(Clone, Copy, Debug)]
pub struct CallOptions<'a> {
    /// Service that is called.
    pub upstream: Upstream,
    /// Request context whose call budget is charged.
    pub context: &'a RequestContext,
    /// The most bytes that the answer may have.
    pub max_body_bytes: usize,
    /// Another limit than the client's own; the time this request has left bounds both.
    pub timeout: Option<Duration>,
    /// `true` where doing it twice is as good as once.
    pub retry_on_dead_connection: bool,
}

/// A whole answer, within its limits.
#[derive(Debug)]
pub struct Answer {
    /// Its status, whatever it is.
    pub status: StatusCode,
    /// The version of HTTP that it came by.
    pub version: Version,
    /// Its headers.
    pub headers: HeaderMap,
    /// Pause that it asks for before the next call: `Retry-After`, else its rate-limit interval,
    /// which the platform sends beside a 429 without documenting the former.
    pub retry_after: Option<Duration>,
    /// Its body, whole.
    pub body: Vec<u8>,
}

/// Failure to get a whole answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The limit was reached before the last byte.
    #[error("no whole answer in time")]
    TimedOut,
    /// No connection, or it broke.
    #[error("the connection failed")]
    Connection(#[source] reqwest::Error),
    /// A body of more than the permitted bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// This request has made all its calls.
    #[error(transparent)]
    CallBudgetExceeded(#[from] CallBudgetExceeded),
}

impl Default for Timeouts {
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
    pub fn new(limits: Timeouts, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self {
            pool: Arc::new(Mutex::new(Pool::new(limits, clock.clone())?)),
            clock,
            limits,
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

    /// Opens a connection for a first call to the origin of `url`, which must follow within 5 s to go over it.
    /// Nothing is sent. A connection that does not come about is nobody's failure: the call makes its own.
    pub fn open(&self, url: &str) {
        if let Ok(url) = Url::parse(url) {
            self.pool().open(&url);
        }
    }

    /// One call. A kept connection that turns out dead, as after a freeze, is replaced by a
    /// new one, once, if the call may be repeated. A new one that breaks is the platform's
    /// failure: repeating the call would double its load when it can bear it least.
    pub async fn send(&self, request: reqwest::RequestBuilder, options: CallOptions<'_>) -> Result<Answer, HttpError> {
        let mut request = request.build().map_err(HttpError::Connection)?;
        if let Some(trace) = options.context.trace() {
            request.headers_mut().insert(TRACEPARENT, trace.traceparent().clone());
        }
        let checkout = self.checkout(&request);
        let (url, generation) = (request.url().clone(), checkout.generation);
        let again = request
            .try_clone()
            .filter(|_| options.retry_on_dead_connection && checkout.may_be_reused);
        let timeout = options
            .timeout
            .unwrap_or(self.limits.total)
            .min(options.context.time_for_calls());
        let call = async {
            options.context.charge_call(options.upstream)?;
            match (self.exchange(checkout, request, options.max_body_bytes).await, again) {
                (Err(HttpError::Connection(error)), Some(again)) if is_broken(&error) => {
                    options.context.charge_call(options.upstream)?;
                    let fresh = self.pool().checkout_new(&url, generation);
                    self.exchange(fresh, again, options.max_body_bytes).await
                }
                (outcome, _) => outcome,
            }
        };
        tokio::time::timeout(timeout, call)
            .await
            .unwrap_or(Err(HttpError::TimedOut))
    }

    pub(super) fn checkout(&self, request: &Request) -> Checkout {
        self.pool().checkout(request.url(), self.clock.now())
    }

    pub(super) async fn exchange(
        &self,
        checkout: Checkout,
        request: Request,
        max_body_bytes: usize,
    ) -> Result<Answer, HttpError> {
        let url = request.url().clone();
        let call = checkout.client.execute(request);
        let mut response = early_connect::used_by(checkout.origin, call).await.map_err(broken)?;
        let body = read_body(&mut response, max_body_bytes).await?;
        let now = self.clock.now();
        self.pool().answered(&url, checkout.generation, now);
        Ok(Answer {
            status: response.status(),
            version: response.version(),
            retry_after: retry_after(response.headers(), now),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
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

/// `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), one that is over for no pause.
fn retry_after(headers: &HeaderMap, now: Moment) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let seconds = |text: &str| text.parse().ok().map(Duration::from_secs);
    let until = |text: &str| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(UNIX_EPOCH).ok()?.saturating_sub(now.wall))
    };
    text(RETRY_AFTER.as_str())
        .and_then(|text| seconds(text).or_else(|| until(text)))
        .or_else(|| text(INTERVAL_HEADER).and_then(seconds))
}

/// The length of the window in which the platform counts calls, in seconds.
pub const INTERVAL_HEADER: &str = "x-ratelimit-interval-length-seconds";

async fn read_body(response: &mut Response, max_body_bytes: usize) -> Result<Vec<u8>, HttpError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > max_body_bytes {
            return Err(HttpError::TooLarge(max_body_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn broken(error: reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::TimedOut
    } else {
        // The URL says nothing that the log line does not, and may hold what a redirect put there.
        HttpError::Connection(error.without_url())
    }
}

/// Broken while in use, as opposed to never made.
fn is_broken(error: &reqwest::Error) -> bool {
    error.is_request() && !error.is_connect() && !error.is_builder()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    /// 1994-11-06T08:49:37Z, the example of RFC 9110, section 5.6.7, in seconds since 1970.
    const EXAMPLE: u64 = 784_111_777;

    fn read(value: &str, now: Duration) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
        let monotonic = Duration::ZERO;
        retry_after(&headers, Moment { wall: now, monotonic })
    }

    #[test]
    fn a_pause_is_read_in_seconds_and_as_a_date_in_each_of_its_three_forms() {
        let now = Duration::from_millis(EXAMPLE * 1000 - 90_500);
        for (value, expected) in [
            ("120", Some(120_000)),
            ("0", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(90_500)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(90_500)),
            ("Sun Nov  6 08:49:37 1994", Some(90_500)),
            ("Sun, 06 Nov 1994 08:48:06 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 Nov 1894 08:49:37 GMT", None),
            ("1.5", None),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read(value, now), expected.map(Duration::from_millis), "{value}");
        }
    }

    #[test]
    fn a_header_that_says_nothing_leaves_the_rate_limit_interval() {
        let now = Moment {
            wall: Duration::ZERO,
            monotonic: Duration::ZERO,
        };
        for (asked, expected) in [(None, 45), (Some("soon"), 45), (Some("7"), 7)] {
            let mut headers = HeaderMap::new();
            headers.insert(INTERVAL_HEADER, HeaderValue::from_static("45"));
            if let Some(asked) = asked {
                headers.insert(RETRY_AFTER, HeaderValue::from_static(asked));
            }
            assert_eq!(
                retry_after(&headers, now),
                Some(Duration::from_secs(expected)),
                "{asked:?}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
