//! The stand-in for JTL, as a program of its own.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::failure::Failure;
use crate::http;
use crate::interrupt;
use crate::process::Running;

pub(crate) struct StandIn {
    /// None where another command has started it.
    running: Option<Running>,
    pub(crate) url: String,
}

impl StandIn {
    /// Starts the stand-in and waits until it answers.
    pub(crate) fn start(mut program: Command, port: u16, output: (Stdio, Stdio)) -> Result<Self, Failure> {
        program
            .args(["--port", &port.to_string()])
            .stdout(output.0)
            .stderr(output.1);
        let mut stand_in = Self {
            running: Some(Running::start("the stand-in", program)?),
            url: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..TRIES {
            stand_in.must_run()?;
            if stand_in.session_token("tenant-bikes").is_ok() {
                return Ok(stand_in);
            }
            interrupt::pause(POLL)?;
        }
        Err(Failure::said(format!(
            "the stand-in does not answer at {}",
            stand_in.url
        )))
    }

    /// One that another command has started.
    pub(crate) fn running_at(url: String) -> Self {
        Self { running: None, url }
    }

    pub(crate) fn must_run(&mut self) -> Result<(), Failure> {
        self.running.as_mut().map_or(Ok(()), Running::must_run)
    }

    /// Variables by which a function calls the stand-in instead of the platform.
    pub(crate) fn variables(&self) -> [(&'static str, &str); 6] {
        variables(&self.url)
    }

    /// A fresh session token of a tenant.
    pub(crate) fn session_token(&self, tenant: &str) -> Result<String, Failure> {
        self.token(tenant, "session-token", "sessionToken")
    }

    /// A fresh session token of this user of `tenant-bikes`.
    pub(crate) fn session_token_of(&self, user: &str) -> Result<String, Failure> {
        self.ordered_session_token(&format!(r#"{{"tenantId":"tenant-bikes","userId":"{user}"}}"#))
    }

    /// A fresh app token of a tenant.
    pub(crate) fn app_token(&self, tenant: &str) -> Result<String, Failure> {
        self.token(tenant, "app-token", "accessToken")
    }

    /// A session token of a tenant that has expired.
    pub(crate) fn expired_token(&self, tenant: &str) -> Result<String, Failure> {
        self.ordered_session_token(&format!(r#"{{"tenantId":"{tenant}","expiresIn":-60}}"#))
    }

    fn ordered_session_token(&self, wish: &str) -> Result<String, Failure> {
        let url = format!("{}/control/session-token", self.url);
        let answer = http::post(&url, &[("content-type", "application/json")], wish, LIMIT);
        let answer = answer.map_err(|error| Failure::said(format!("the stand-in does not answer: {error}")))?;
        match answer.json()["sessionToken"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(Failure::said(format!(
                "the stand-in gives no token for {wish}: {}",
                answer.body
            ))),
        }
    }

    fn token(&self, tenant: &str, kind: &str, member: &str) -> Result<String, Failure> {
        let answer = self.control(&format!("{kind}?tenantId={tenant}"))?;
        match answer[member].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(Failure::said(format!(
                "the stand-in gives {tenant} no {kind}: {answer}"
            ))),
        }
    }

    /// Number of calls that have arrived at each endpoint.
    pub(crate) fn calls(&self) -> Result<Value, Failure> {
        self.control("calls")
    }

    /// Lets an endpoint answer this much later.
    pub(crate) fn delay(&self, endpoint: &str, by: Duration) -> Result<(), Failure> {
        let milliseconds = by.as_millis();
        let body = format!(r#"{{"endpoint":"{endpoint}","milliseconds":{milliseconds}}}"#);
        self.order("delay", &body)
    }

    /// Allows this many calls in as many seconds from the next one on, token endpoint and key sets together.
    pub(crate) fn limit_auth(&self, calls: u32, seconds: u32) -> Result<(), Failure> {
        let body = format!(r#"{{"authRateLimit":{{"calls":{calls},"intervalSeconds":{seconds}}}}}"#);
        self.order("settings", &body)
    }

    /// Signs with another key from here on, and publishes that one alone.
    pub(crate) fn rotate(&self) -> Result<(), Failure> {
        self.order("rotate", "{}")
    }

    /// Lets the next call of an endpoint fail with status 500.
    pub(crate) fn fail_once(&self, endpoint: &str) -> Result<(), Failure> {
        let body = format!(r#"{{"endpoint":"{endpoint}","fault":"status","status":500,"times":1}}"#);
        self.order("fault", &body)
    }

    fn order(&self, what: &str, body: &str) -> Result<(), Failure> {
        let url = format!("{}/control/{what}", self.url);
        let answer = http::post(&url, &[("content-type", "application/json")], body, LIMIT);
        match answer {
            Ok(answer) if answer.status < 300 => Ok(()),
            other => Err(Failure::said(format!("the stand-in refuses {what} {body}: {other:?}"))),
        }
    }

    fn control(&self, what: &str) -> Result<Value, Failure> {
        let answer = http::get(&format!("{}/control/{what}", self.url), &[], LIMIT)
            .map_err(|error| Failure::said(format!("the stand-in does not answer: {error}")))?;
        Ok(answer.json())
    }
}

/// Variables by which a function calls the stand-in at this address.
pub(crate) fn variables(url: &str) -> [(&'static str, &str); 6] {
    [
        ("CLIENT_ID", "stand-in-client"),
        ("CLIENT_SECRET", "stand-in-secret"),
        ("JTL_AUTH_URL", url),
        ("JTL_API_URL", url),
        ("JTL_ISSUER", url),
        ("JTL_APP_ID", "stand-in-app"),
    ]
}

const POLL: Duration = Duration::from_millis(50);
const TRIES: u32 = 200;
const LIMIT: Duration = Duration::from_secs(5);
