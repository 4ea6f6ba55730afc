// <product-proxy>
//! One raw call, by the functions' own client and within its limits: what its answer is, or one
//! sentence why there is none.

use std::cell::RefCell;
use std::time::Duration;

use reqwest::header::{DATE, HeaderMap};
use reqwest::{RequestBuilder, StatusCode, Version};
use serde_json::Value;
use shared::http::client::{CallOptions, HttpClient, HttpError};
use shared::request::clock::Clock;
use shared::request::context::{RequestContext, Upstream};
use shared::request::error_chain::Chain;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

pub(crate) struct Caller {
    pub(crate) http: HttpClient,
    pub(crate) clock: Clock,
    answered: RefCell<Vec<Answered>>,
}

/// Somebody to call, and the variable that says where.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) name: String,
    pub(crate) upstream: Upstream,
    pub(crate) variable: &'static str,
}

/// The form of an answer, whatever it says.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) by: String,
    pub(crate) version: Version,
    /// Seconds that its clock is ahead of ours.
    pub(crate) ahead: Option<i64>,
}

/// An answer in JSON.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) json: Value,
}

impl Caller {
    pub(crate) fn new(http: HttpClient, clock: Clock) -> Self {
        Self {
            http,
            clock,
            answered: RefCell::default(),
        }
    }

    /// A context of its own for each call: none of them is one request's.
    pub(crate) fn context(&self) -> RequestContext {
        RequestContext::new("doctor".into(), self.clock.clone(), None)
    }

    /// Makes one call.
    pub(crate) async fn send(&self, party: &Party, request: RequestBuilder) -> Result<Reply, String> {
        let context = self.context();
        let options = CallOptions {
            upstream: party.upstream,
            context: &context,
            max_body_bytes: LARGEST_ANSWER,
            timeout: None,
            retry_on_dead_connection: true,
        };
        let sent = self.http.send(request, options).await;
        let answer = sent.map_err(|error| no_answer(&error, party.variable))?;
        self.answered.borrow_mut().push(Answered {
            by: party.name.clone(),
            version: answer.version,
            ahead: ahead(&answer.headers, self.clock.now().wall),
        });
        let json = serde_json::from_slice(&answer.body);
        match json {
            Ok(json) => Ok(Reply {
                status: answer.status,
                headers: answer.headers,
                body: answer.body,
                json,
            }),
            Err(_) => Err(no_json(answer.status, &answer.body, party.variable)),
        }
    }

    /// The forms of all answers so far.
    pub(crate) fn answered(&self) -> Vec<Answered> {
        self.answered.take()
    }
}

fn no_answer(error: &HttpError, variable: &str) -> String {
    match error {
        HttpError::TimedOut => {
            format!("there is no whole answer within 2 s, the functions' own limit; check the network and {variable}")
        }
        HttpError::Connection(cause) => {
            format!(
                "it cannot be reached ({}); check the network and {variable}",
                Chain(cause)
            )
        }
        HttpError::TooLarge(most) => format!("its answer is larger than {most} bytes; check {variable}"),
        HttpError::CallBudgetExceeded(exceeded) => exceeded.to_string(),
    }
}

fn no_json(status: StatusCode, body: &[u8], variable: &str) -> String {
    let is_page = body.trim_ascii().starts_with(b"<");
    let status = status.as_u16();
    match status {
        300..=399 => format!("it answers {status} and sends elsewhere, which is not followed; check {variable}"),
        _ if is_page => {
            format!(
                "it answers {status} with a page of HTML: a proxy or a sign-in page stands between; check {variable}"
            )
        }
        _ => format!("it answers {status} and no JSON; check {variable}"),
    }
}

fn ahead(headers: &HeaderMap, now: Duration) -> Option<i64> {
    let date = headers.get(DATE)?.to_str().ok()?;
    let there = OffsetDateTime::parse(date, &Rfc2822).ok()?.unix_timestamp();
    Some(there - i64::try_from(now.as_secs()).ok()?)
}

/// The largest that the functions take of anybody, the ERP's.
const LARGEST_ANSWER: usize = 5 * 1024 * 1024;
// </product-proxy>
