//! Faults on demand.

use std::collections::VecDeque;

/// Behaviour of an endpoint instead of its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers with this status, 200 to 999, and an error body in the endpoint's own form. 500
    /// stands for any other.
    Status(u16),
    /// Reads the request and never answers.
    Hang,
    /// Resets the connection instead of answering.
    Reset,
    /// Does what it is asked, and resets the connection instead of saying so.
    ResetAfterwards,
    /// 200 and `application/json`, but the bytes are no JSON.
    Nonsense,
    /// 200 and a page of HTML.
    Html,
    /// 200 with nothing in it: a set without keys at a key set, an object without members at
    /// Secrets Manager, an empty body elsewhere.
    Empty,
    /// 200 and JSON that never ends.
    Endless,
    /// 200 and JSON that arrives one byte every 50 ms, without end.
    Trickle,
    /// 200, announces more bytes than it sends, and resets the connection.
    Truncated,
    /// 200 and 64 MiB of zeros in 64 KiB of gzip.
    GzipBomb,
    /// 429, with or without `Retry-After`, in seconds.
    RateLimited {
        /// Seconds.
        retry_after: Option<u64>,
    },
    /// 429 with this very text in `Retry-After`: HTTP's date, which is its other form.
    RateLimitedUntil(String),
    /// 503 with `Retry-After`.
    Unavailable {
        /// Seconds.
        retry_after: u64,
    },
    /// 401, as for a token unknown or expired; `invalid_client` at the token endpoint.
    Unauthorized,
    /// 302 to [`Endpoint::Elsewhere`](crate::Endpoint::Elsewhere).
    Redirect,
    /// 200 with `errors` and no `data`.
    GraphqlErrors,
    /// The true answer with `errors` beside its data, one of them with a stack trace.
    GraphqlPartial,
    /// This status, 200 to 999, and these very bytes as `application/json`.
    Answer {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
}

impl Fault {
    /// The name by which `POST /control/fault` orders it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::ResetAfterwards => "reset-afterwards",
            Self::Nonsense => "nonsense",
            Self::Html => "html",
            Self::Empty => "empty",
            Self::Endless => "endless",
            Self::Trickle => "trickle",
            Self::Truncated => "truncated",
            Self::GzipBomb => "gzip-bomb",
            Self::RateLimited { .. } | Self::RateLimitedUntil(_) => "rate-limited",
            Self::Unavailable { .. } => "unavailable",
            Self::Unauthorized => "unauthorized",
            Self::Redirect => "redirect",
            Self::GraphqlErrors => "graphql-errors",
            Self::GraphqlPartial => "graphql-partial",
            Self::Answer { .. } => "answer",
        }
    }

    /// Error of a service of AWS that speaks JSON, Secrets Manager or DynamoDB.
    pub fn aws_error(status: u16, kind: &str) -> Self {
        Self::Answer {
            status,
            body: format!(r#"{{"__type":"{kind}","message":"The stand-in was told to fail."}}"#),
        }
    }
}

/// The faults set at one endpoint.
#[derive(Default)]
pub(crate) struct Faults {
    /// Milliseconds every answer waits.
    pub(crate) delay: u64,
    always: Option<Fault>,
    /// Spent one after the other.
    counted: VecDeque<(Fault, u64)>,
}

impl Faults {
    pub(crate) fn set(&mut self, fault: Fault) {
        self.counted.clear();
        self.always = Some(fault);
    }

    pub(crate) fn queue(&mut self, fault: Fault, times: u64) {
        self.always = None;
        self.counted.push_back((fault, times));
    }

    /// The fault of every call that meets no counted one.
    pub(crate) fn always(&self) -> Option<&Fault> {
        self.always.as_ref()
    }

    /// The fault of the call that has just come in.
    pub(crate) fn take(&mut self) -> Option<Fault> {
        while let Some((fault, times)) = self.counted.front_mut() {
            if *times > 0 {
                *times -= 1;
                return Some(fault.clone());
            }
            self.counted.pop_front();
        }
        self.always.clone()
    }
}
