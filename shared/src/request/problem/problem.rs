//! An error as its caller is told of it: `application/problem+json` (RFC 9457).

use std::borrow::Cow;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;

/// The answer to a request that went wrong. Every function makes its own, each by one exhaustive
/// `From` of its own errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The party at fault.
    pub blame: Blame,
    /// The status of the answer, and its `title`.
    pub status: StatusCode,
    /// The stable name of the error.
    pub code: &'static str,
    /// One sentence for the caller, and for no one else: it names none of our variables.
    pub detail: Cow<'static, str>,
    /// The member `error`, a plain sentence for the quick start's front end; `None` for the detail
    /// without its full stop.
    pub error: Option<&'static str>,
    /// Time until another attempt may help.
    pub retry_after: Option<Duration>,
    /// Extension members (RFC 9457, section 3.2), in this order.
    pub members: Vec<(&'static str, Value)>,
    /// Headers besides those that every problem has.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// The party at fault, which decides before any status does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The caller: asked otherwise, it would have been answered.
    Client,
    /// A service that this one depends on. It says nothing about the caller.
    Upstream,
    /// This service or its operator. It says nothing about the caller.
    Ours,
}

impl Problem {
    /// A mistake of the caller's.
    pub fn client(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Blame::Client, status, code, detail.into())
    }

    /// A failure of a service that this one depends on.
    pub fn upstream(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Blame::Upstream, status, code, detail.into())
    }

    /// A defect or a mistake in the configuration of this service.
    pub fn ours(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Blame::Ours, status, code, detail.into())
    }

    fn new(blame: Blame, status: StatusCode, code: &'static str, detail: Cow<'static, str>) -> Self {
        Self {
            blame,
            status,
            code,
            detail,
            error: None,
            retry_after: None,
            members: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Sets `error`, where front ends expect another sentence than the detail.
    #[must_use]
    pub fn error(mut self, sentence: &'static str) -> Self {
        self.error = Some(sentence);
        self
    }

    /// Sets `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Adds an extension member; its name is none of those that every problem has.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// Adds the member `errors`, unless there are none.
    #[must_use]
    pub fn errors(self, errors: Vec<Value>) -> Self {
        if errors.is_empty() {
            self
        } else {
            self.member("errors", errors)
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds headers that were taken over from another answer.
    #[must_use]
    pub fn headers(mut self, headers: &HeaderMap) -> Self {
        let owned = headers.iter().map(|(name, value)| (name.clone(), value.clone()));
        self.headers.extend(owned);
        self
    }

    /// Adds a challenge that says what is wrong with the token (RFC 6750, section 3.1).
    #[must_use]
    pub fn challenge(self, error: &str) -> Self {
        // Our own sentences, which have neither quotes nor backslashes in them.
        let challenge = format!(r#"Bearer error="{error}", error_description="{}""#, self.detail);
        match HeaderValue::try_from(challenge) {
            Ok(challenge) => self.header(WWW_AUTHENTICATE, challenge),
            Err(_) => self,
        }
    }

    /// Adds a challenge that says nothing of a token: none was sent (RFC 6750, section 3).
    #[must_use]
    pub fn bare_challenge(self) -> Self {
        self.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// Returns whether the caller is at fault. Any other problem says nothing about the caller.
    pub fn is_client_error(&self) -> bool {
        self.blame == Blame::Client
    }
}

impl IntoResponse for Problem {
    /// Status and headers, and the problem itself for [`complete`], which knows the request.
    fn into_response(mut self) -> Response {
        // A 401 has a challenge (RFC 9110, section 15.5.2), and who names none means the token.
        let is_challenged = self.headers.iter().any(|(name, _)| name == WWW_AUTHENTICATE);
        if self.status == StatusCode::UNAUTHORIZED && !is_challenged {
            self = self.challenge("invalid_token");
        }
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        headers.extend(std::mem::take(&mut self.headers));
        if let Some(wait) = self.retry_after {
            // Whole seconds, rounded up: a client that comes back early is refused again.
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            headers.insert(
                RETRY_AFTER,
                HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX)),
            );
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// RFC 9457; `error` besides for the front end of the quick start, and `message` for those of apps
/// with users of their own.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem, description = "An error (RFC 9457).")]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'static str,
    request_id: &'a str,
    error: &'a str,
    message: &'a str,
    #[serde(flatten, serialize_with = "as_members")]
    #[schema(ignore)]
    members: &'a [(&'static str, Value)],
}

/// Gives an answer that carries a [`Problem`] its body.
pub fn complete(mut response: Response, request_id: &str) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let body = Body {
        r#type: "about:blank",
        title: problem.status.canonical_reason().unwrap_or("Error"),
        status: problem.status.as_u16(),
        detail: &problem.detail,
        code: problem.code,
        request_id,
        error: problem.error.unwrap_or_else(|| problem.detail.trim_end_matches('.')),
        message: &problem.detail,
        members: &problem.members,
    };
    let body = serde_json::to_vec(&body).expect("a struct of texts, numbers and JSON is always JSON");
    *response.body_mut() = body.into();
    let content_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

fn as_members<S: Serializer>(members: &[(&'static str, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn answered(problem: Problem) -> (HeaderMap, String) {
        let (parts, body) = complete(problem.into_response(), "r1").into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.headers, String::from_utf8(body.into()).unwrap())
    }

    #[tokio::test]
    async fn a_problem_of_another_crate_is_answered_member_by_member_in_its_order() {
        let problem = Problem::upstream(StatusCode::BAD_GATEWAY, "shop_failed", "The shop failed.")
            .retry_after(Duration::from_millis(1_001))
            .member("shop", 7)
            .member("aisle", "b")
            .errors(Vec::new())
            .header(HeaderName::from_static("x-shop"), HeaderValue::from_static("open"));
        assert!(!problem.is_client_error());
        let (headers, body) = answered(problem).await;
        let expected = r#"{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"The shop failed.","code":"shop_failed","requestId":"r1","error":"The shop failed","message":"The shop failed.","shop":7,"aisle":"b"}"#;
        assert_eq!(body, expected);
        assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            (&headers[RETRY_AFTER], &headers["x-shop"]),
            (&"2".parse().unwrap(), &"open".parse().unwrap())
        );
        assert!(!headers.contains_key(WWW_AUTHENTICATE));
    }

    #[tokio::test]
    async fn no_401_is_without_a_challenge_and_none_has_two() {
        let problem = || Problem::client(StatusCode::UNAUTHORIZED, "badge_lost", "The badge is lost.");
        for (problem, challenge) in [
            (
                problem(),
                r#"Bearer error="invalid_token", error_description="The badge is lost.""#,
            ),
            (
                problem().challenge("invalid_request"),
                r#"Bearer error="invalid_request", error_description="The badge is lost.""#,
            ),
            (problem().bare_challenge(), "Bearer"),
        ] {
            let (headers, _) = answered(problem).await;
            let challenges: Vec<_> = headers.get_all(WWW_AUTHENTICATE).iter().collect();
            assert_eq!(challenges, [challenge]);
        }
    }
}
