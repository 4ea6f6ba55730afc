//! The lines that functions write: those that a developer should see, and the tenants of requests.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use tokio::sync::oneshot;

use crate::Say;

/// Reads what functions write.
pub(crate) struct Output {
    say: Say,
    /// Everything is shown, not only what somebody has to act on.
    is_verbose: bool,
    awaited: Mutex<BTreeMap<String, oneshot::Sender<Tenant>>>,
}

/// The tenant of a request, if its function names one.
pub(crate) type Tenant = Option<String>;

/// A request whose function may name its tenant.
pub(crate) struct Noted {
    output: Arc<Output>,
    request_id: String,
    told: oneshot::Receiver<Tenant>,
}

impl Output {
    pub(crate) fn new(say: Say, is_verbose: bool) -> Self {
        Self {
            say,
            is_verbose,
            awaited: Mutex::default(),
        }
    }

    /// Reads all that an environment of `function` writes.
    pub(super) fn read(self: &Arc<Self>, function: &str, written: impl Read + Send + 'static) {
        let (output, function) = (Arc::clone(self), function.to_owned());
        std::thread::spawn(move || {
            let lines = BufReader::new(written).split(b'\n').map_while(Result::ok);
            lines.for_each(|line| output.hear(&function, String::from_utf8_lossy(&line).trim_end()));
        });
    }

    /// Has the tenant of a request noted, from now on.
    pub(crate) fn note(self: &Arc<Self>, request_id: &str) -> Noted {
        let (teller, told) = oneshot::channel();
        self.awaited().insert(request_id.to_owned(), teller);
        Noted {
            output: Arc::clone(self),
            request_id: request_id.to_owned(),
            told,
        }
    }

    fn hear(&self, function: &str, line: &str) {
        let Ok(Value::Object(entry)) = serde_json::from_str(line) else {
            let level = line.split_whitespace().next().unwrap_or_default();
            if self.is_verbose || level != "INFO" {
                (self.say)(line);
            }
            return;
        };
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let message = text("message");
        let is_completed = message == Some(COMPLETED);
        if is_completed {
            self.completed(&entry);
        }
        match (text("level"), message) {
            // The gateway has a line of its own about each request.
            (Some(level), Some(_)) if (level == "INFO" || is_completed) && !self.is_verbose => {}
            (Some(level), Some(message)) => (self.say)(&shown(level, function, message, &entry)),
            // A metric, for CloudWatch.
            _ if entry.contains_key("_aws") && !self.is_verbose => {}
            _ => (self.say)(line),
        }
    }

    fn completed(&self, fields: &Map<String, Value>) {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let awaited = text("request.id").and_then(|id| self.awaited().remove(id));
        if let Some(teller) = awaited {
            let tenant = text("tenant.slug").or_else(|| text("tenant.id"));
            let _ = teller.send(tenant.map(str::to_owned));
        }
    }

    fn awaited(&self) -> MutexGuard<'_, BTreeMap<String, oneshot::Sender<Tenant>>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Noted {
    /// The tenant, once the function has named it or said that there is none.
    pub(crate) async fn tenant(mut self) -> Tenant {
        (&mut self.told).await.ok().flatten()
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        self.output.awaited().remove(&self.request_id);
    }
}

/// A line such as `WARN session: refresh failed error="no answer"`.
fn shown(level: &str, function: &str, message: &str, entry: &Map<String, Value>) -> String {
    let others = entry.iter().filter(|(name, _)| !HEAD.contains(&name.as_str()));
    others.fold(format!("{level} {function}: {message}"), |line, (name, value)| {
        format!("{line} {name}={value}")
    })
}

/// Members of a line that stand before its fields.
const HEAD: [&str; 3] = ["timestamp", "level", "message"];

/// The message of a function's last line about a request.
const COMPLETED: &str = "request completed";
