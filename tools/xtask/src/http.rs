//! HTTP to the servers that run on this machine.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// `name=value` of the first cookie it sets.
    pub(crate) cookie: Option<String>,
    pub(crate) etag: Option<String>,
    /// Whether a function that was invoked has failed.
    pub(crate) function_error: bool,
}

impl Answer {
    /// The body as JSON, or null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

pub(crate) type Headers<'a> = &'a [(&'a str, &'a str)];

pub(crate) fn get(url: &str, headers: Headers<'_>, limit: Duration) -> Result<Answer, ureq::Error> {
    let mut request = agent(limit).get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.call()?)
}

pub(crate) fn post(url: &str, headers: Headers<'_>, body: &str, limit: Duration) -> Result<Answer, ureq::Error> {
    let mut request = agent(limit).post(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.send(body)?)
}

/// Sends a request of any method.
pub(crate) fn send(
    method: &str,
    url: &str,
    headers: Headers<'_>,
    body: &str,
    limit: Duration,
) -> Result<Answer, ureq::Error> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let agent = agent(limit);
    read(if body.is_empty() {
        agent.run(request.body(())?)?
    } else {
        agent.run(request.body(body)?)?
    })
}

/// The question of a browser before a call from another origin.
pub(crate) fn options(url: &str, headers: Headers<'_>) -> Result<Answer, ureq::Error> {
    let mut request = agent(Duration::from_secs(10)).options(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.call()?)
}

fn agent(limit: Duration) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(limit))
        // A proxy named in the environment must not come between two programs of one machine.
        .proxy(None)
        .build()
        .into()
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
    Ok(Answer {
        status: answer.status().as_u16(),
        cookie,
        etag: answer
            .headers()
            .get("etag")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        function_error: answer.headers().contains_key("x-amz-function-error"),
        body: answer.body_mut().read_to_string()?,
    })
}

/// For a function that is built and may hash a password unoptimized.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);
