//! The client-credentials grant (RFC 6749, section 4.4), kept warm.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::auth::credentials::{ClientCredentials, CredentialsError, CredentialsSource};
use crate::cache::warm_store::{ReadThrough, Shareable};
use crate::cache::{Backoff, Cached, Failure, Fetched, RefreshLimit, Served, Source, Ttl, Unavailable};
use crate::http::client::{Answer, CallOptions, HttpClient, HttpError};
use crate::request::context::{RequestContext, Upstream};
use verify::strict_json::without_bom;

/// Bearer token for calls to the platform: it stands for the app, not for a tenant.
#[derive(Debug)]
pub struct AccessToken(SecretString);

/// Token source: the token endpoint, and the client credentials it is asked with.
#[derive(Debug)]
pub struct AccessTokenSource {
    at: TokenEndpoint,
    http: HttpClient,
    credentials: Cached<CredentialsSource>,
}

/// The endpoint that grants access tokens, and the scope it must be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEndpoint {
    /// Absolute URL, called by `POST`.
    pub url: String,
    /// `scope` without which it grants nothing; `None` where it needs none.
    pub scope: Option<&'static str>,
}

/// The access token, kept warm.
#[derive(Clone, Debug)]
pub struct AccessTokens(Cached<ReadThrough<AccessTokenSource>>);

/// Failure to get an access token.
#[derive(Debug, thiserror::Error)]
pub enum AccessTokenError {
    /// There are no credentials to ask with.
    #[error("no client credentials")]
    Credentials(#[source] Unavailable<CredentialsError>),
    /// The credentials are refused, also after they were read again.
    #[error("the token endpoint refuses the client credentials")]
    Refused,
    /// The token endpoint could not be reached.
    #[error("calling the token endpoint failed")]
    Unreachable(#[source] HttpError),
    /// It answered, but not with a token.
    #[error("the token endpoint answered {status}{}", .code.as_deref().map(|code| format!(" {code}")).unwrap_or_default())]
    Failed {
        /// HTTP status, never 200.
        status: StatusCode,
        /// Its `error` (RFC 6749, section 5.2), if it is one of those.
        code: Option<String>,
        /// Pause it asks for before the next call.
        retry_after: Option<Duration>,
    },
    /// It answered 200 with something else than a token.
    #[error("the token endpoint answered without a usable token")]
    Malformed,
    /// It failed for another environment a moment ago.
    #[error("the token endpoint failed for another environment, and is left alone")]
    CoolingDown(Duration),
    /// The fetch ended without a result.
    #[error("calling the token endpoint ended without a result")]
    Lost,
}

/// Result of a call with an access token.
pub trait MayBeUnauthorized {
    /// Returns whether the platform refused the access token.
    fn is_unauthorized(&self) -> bool;
}

impl AccessTokens {
    /// Keeps nothing yet; nothing is fetched before the first request.
    pub fn new(source: ReadThrough<AccessTokenSource>, clock: crate::request::clock::Clock) -> Self {
        Self(Cached::new(source, clock))
    }

    /// Makes `call` with the access token; where the platform refuses a kept one, once more
    /// with a fresh one.
    pub async fn with<T, C>(
        &self,
        context: &RequestContext,
        call: impl Fn(Arc<AccessToken>) -> C,
    ) -> Result<T, Unavailable<AccessTokenError>>
    where
        T: MayBeUnauthorized,
        C: Future<Output = T>,
    {
        let token = self.get(context).await?;
        self.with_kept(&token, context, call).await
    }

    /// The access token, for [`AccessTokens::with_kept`].
    pub async fn get(&self, context: &RequestContext) -> Result<Served<AccessToken>, Unavailable<AccessTokenError>> {
        self.0.get(context).await
    }

    /// The same as [`AccessTokens::with`], where the first token has been got already.
    pub async fn with_kept<T, C>(
        &self,
        token: &Served<AccessToken>,
        context: &RequestContext,
        call: impl Fn(Arc<AccessToken>) -> C,
    ) -> Result<T, Unavailable<AccessTokenError>>
    where
        T: MayBeUnauthorized,
        C: Future<Output = T>,
    {
        let outcome = call(Arc::clone(&token.value)).await;
        if !outcome.is_unauthorized() {
            return Ok(outcome);
        }
        match self.0.force_refresh(token, context).await? {
            Some(fresh) => Ok(call(fresh.value).await),
            None => Ok(outcome),
        }
    }

    /// Fetches one ahead of the first call.
    pub async fn warm_up(&self, context: &RequestContext) -> Result<(), Unavailable<AccessTokenError>> {
        self.0.get(context).await.map(|_| ())
    }

    /// Error of the last fetch that ended; `None` where it succeeded, or none has ended.
    pub fn last_error(&self) -> Option<Arc<AccessTokenError>> {
        self.0.last_error()
    }
}

impl AccessToken {
    /// Returns the token, for the one header it belongs into.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl AccessTokenSource {
    /// The token endpoint, and the credentials that it knows us by.
    pub fn new(at: TokenEndpoint, http: HttpClient, credentials: Cached<CredentialsSource>) -> Self {
        Self { at, http, credentials }
    }

    /// URL of the token endpoint.
    pub fn url(&self) -> &str {
        &self.at.url
    }

    async fn grant(
        &self,
        credentials: &ClientCredentials,
        context: &RequestContext,
    ) -> Result<Fetched<AccessToken>, AccessTokenError> {
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(self.at.scope.map(|scope| ("scope", scope)));
        let request = self
            .http
            .post(&self.at.url)
            .basic_auth(credentials.id(), Some(credentials.expose_secret()))
            .form(&form);
        let options = CallOptions {
            upstream: Upstream::TokenEndpoint,
            context,
            max_body_bytes: LARGEST_ANSWER,
            timeout: None,
            retry_on_dead_connection: true,
        };
        let answer = self
            .http
            .send(request, options)
            .await
            .map_err(AccessTokenError::Unreachable)?;
        if answer.status == StatusCode::OK {
            token(&answer.body)
        } else {
            Err(refusal(&answer))
        }
    }
}

impl Source for AccessTokenSource {
    type Value = AccessToken;
    type Error = AccessTokenError;
    const NAME: &'static str = "access token";
    const METRICS: [&'static str; 2] = ["AccessTokenFetched", "AccessTokenFetchFailed"];
    const REFRESH_LIMIT: RefreshLimit = RefreshLimit {
        burst: 2,
        refill_every: Duration::from_secs(30),
        min_interval: Duration::from_secs(5),
    };

    async fn fetch(&self, context: RequestContext) -> Result<Fetched<AccessToken>, AccessTokenError> {
        self.http.open(&self.at.url);
        let known = self
            .credentials
            .get(&context)
            .await
            .map_err(AccessTokenError::Credentials)?;
        match self.grant(&known.value, &context).await {
            // JTL rotates id and secret together: what we keep may be yesterday's pair.
            Err(AccessTokenError::Refused) => {}
            outcome => return outcome,
        }
        match self.credentials.force_refresh(&known, &context).await {
            Ok(Some(read_again)) if !read_again.value.is_same_as(&known.value) => {
                self.grant(&read_again.value, &context).await
            }
            _ => Err(AccessTokenError::Refused),
        }
    }
}

impl Shareable for AccessTokenSource {
    fn text(value: &AccessToken) -> Option<SecretString> {
        Some(value.0.clone())
    }

    fn parse(&self, text: &str) -> Option<AccessToken> {
        is_sendable(text).then(|| AccessToken(text.into()))
    }

    fn cooling_down(left: Duration) -> AccessTokenError {
        AccessTokenError::CoolingDown(left)
    }
}

impl Failure for AccessTokenError {
    fn backoff(&self) -> Backoff {
        match self {
            Self::Credentials(unavailable) => Backoff::Until(unavailable.retry_after),
            Self::CoolingDown(left) => Backoff::Until(*left),
            // As long as credentials are not read again either.
            Self::Refused => Backoff::Until(Duration::from_mins(1)),
            Self::Failed { retry_after, .. } => Backoff::Exponential { at_least: *retry_after },
            Self::Unreachable(_) | Self::Malformed | Self::Lost => Backoff::Exponential { at_least: None },
        }
    }

    fn aborted() -> Self {
        Self::Lost
    }
}

#[derive(Deserialize)]
struct Grant {
    access_token: SecretString,
    expires_in: Option<serde_json::Value>,
}

fn token(body: &[u8]) -> Result<Fetched<AccessToken>, AccessTokenError> {
    // The parser's own message may quote the token, so it is dropped.
    let grant: Grant = serde_json::from_slice(without_bom(body)).map_err(|_| AccessTokenError::Malformed)?;
    if !is_sendable(grant.access_token.expose_secret()) {
        return Err(AccessTokenError::Malformed);
    }
    let life = match grant.expires_in {
        None => LIFE_UNLESS_SAID,
        Some(said) => seconds(&said).ok_or(AccessTokenError::Malformed)?,
    };
    Ok(Fetched {
        ttl: Ttl {
            fresh: life.saturating_sub(MARGIN.min(life / 10)),
            stale_if_error: life,
        },
        value: AccessToken(grant.access_token),
        at: None,
    })
}

fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A number, or a number written as text, as some token endpoints do.
fn seconds(said: &serde_json::Value) -> Option<Duration> {
    let seconds = said.as_f64().or_else(|| said.as_str()?.parse().ok())?;
    let is_life = seconds.is_finite() && seconds >= 1.0;
    is_life.then(|| Duration::from_secs_f64(seconds.min(LONGEST_LIFE)))
}

fn refusal(answer: &Answer) -> AccessTokenError {
    #[derive(Deserialize)]
    struct OAuthError {
        error: String,
    }
    // Only the registered characters (RFC 6749, section 5.2), so that a log line stays one.
    let code = serde_json::from_slice(&answer.body)
        .ok()
        .map(|OAuthError { error }| error)
        .filter(|code| code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    let is_refused = match code.as_deref() {
        Some("invalid_client" | "unauthorized_client") => true,
        _ => answer.status == StatusCode::UNAUTHORIZED,
    };
    if is_refused {
        return AccessTokenError::Refused;
    }
    AccessTokenError::Failed {
        status: answer.status,
        code,
        retry_after: answer.retry_after,
    }
}

const LARGEST_ANSWER: usize = 64 * 1024;
const MARGIN: Duration = Duration::from_mins(1);
/// `expires_in` is only recommended (RFC 6749, section 5.1): absent means minutes here.
const LIFE_UNLESS_SAID: Duration = Duration::from_mins(5);
/// A day: JTL's documentation speaks of 1 h and of 24 h.
const LONGEST_LIFE: f64 = 86_400.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn ttl(expires_in: &str) -> Option<(u64, u64)> {
        let body = format!(r#"{{"access_token":"hush"{expires_in}}}"#);
        let ttl = token(body.as_bytes()).ok()?.ttl;
        Some((ttl.fresh.as_secs(), ttl.stale_if_error.as_secs()))
    }

    #[test]
    fn a_token_is_fresh_until_shortly_before_it_expires() {
        assert_eq!(ttl(r#","expires_in":86399"#), Some((86_339, 86_399)));
        assert_eq!(ttl(r#","expires_in":"100""#), Some((90, 100)));
        assert_eq!(ttl(""), Some((270, 300)));
    }

    #[test]
    fn a_life_that_is_none_makes_the_answer_unusable() {
        for expires_in in [
            r#","expires_in":0"#,
            r#","expires_in":-5"#,
            r#","expires_in":"soon""#,
            r#","expires_in":[]"#,
        ] {
            assert_eq!(ttl(expires_in), None, "{expires_in}");
        }
    }

    #[test]
    fn a_byte_order_mark_before_an_answer_is_skipped() {
        let fetched = token("\u{feff}{\"access_token\":\"hush\"}".as_bytes()).unwrap();
        assert_eq!(fetched.value.expose(), "hush");
    }

    #[test]
    fn a_token_does_not_print() {
        let fetched = token(br#"{"access_token":"hush"}"#).unwrap();
        assert!(!format!("{fetched:?}").contains("hush"));
        let error = token(br#"{"access_token":"hush""#).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("hush"));
    }
}
