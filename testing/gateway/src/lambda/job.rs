//! An event on its way: as it waits, as an environment is given it, and its outcome.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::clock::epoch_milliseconds;

/// An event on its way to a function.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) request_id: String,
    pub(crate) trace_id: String,
    pub(crate) event: Bytes,
    pub(crate) outcome: oneshot::Sender<Outcome>,
}

/// An event as an environment is given it.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) request_id: String,
    pub(crate) trace_id: String,
    pub(crate) event: Bytes,
    /// Milliseconds since 1970.
    pub(crate) deadline: i64,
}

impl Job {
    /// The event for an environment that has this much time.
    pub(crate) fn invocation(&self, timeout: Duration) -> Invocation {
        let milliseconds = i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX);
        Invocation {
            request_id: self.request_id.clone(),
            trace_id: self.trace_id.clone(),
            event: self.event.clone(),
            deadline: epoch_milliseconds().saturating_add(milliseconds),
        }
    }
}

/// Outcome of an event.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Answer(Bytes),
    /// The function reported an error instead.
    Error(Bytes),
    TooLarge,
    TimedOut(Duration),
    /// Its program ended, or cannot be started.
    Ended(String),
}

impl Outcome {
    /// Sentence for the terminal.
    pub(crate) fn failure(&self) -> String {
        match self {
            Self::Answer(_) => "it answered".to_owned(),
            Self::Error(error) => format!("it failed: {}", String::from_utf8_lossy(error)),
            Self::TooLarge => "its answer has more than 6 MB".to_owned(),
            Self::TimedOut(limit) => format!("no answer within its Timeout of {} s", limit.as_secs()),
            Self::Ended(why) => why.clone(),
        }
    }
}
